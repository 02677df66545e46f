// The real door, with Tauri's own stand-in behind it.
import { emit } from '@tauri-apps/api/event';
import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { afterEach, expect, test, vi } from 'vitest';
import { call, notify, onChanged, openSource } from '../../src/ipc/client';

afterEach(() => clearMocks());

test('a command goes out by its name, its question under “request”', async () => {
  const heard = vi.fn((...asked: unknown[]) => [{ id: asked.length }]);
  mockIPC((name, payload) => heard(name, payload));
  expect(await call('desk_open', { id: 'p' })).toEqual([{ id: 2 }]);
  expect(heard).toHaveBeenCalledExactlyOnceWith('desk_open', { request: { id: 'p' } });
});

test('what is thrown comes out as an error with a code', async () => {
  mockIPC(() => {
    throw { code: 'disk_full', message: 'no room', params: { path: '/x' } };
  });
  await expect(call('app_state', {})).rejects.toEqual({
    code: 'disk_full',
    message: 'no room',
    params: { path: '/x' },
  });
  mockIPC(() => {
    throw new Error('command app_state not found');
  });
  await expect(call('app_state', {})).rejects.toMatchObject({ code: 'unknown' });
});

test('changes are heard until the listener leaves', async () => {
  mockIPC(() => undefined, { shouldMockEvents: true });
  const heard = vi.fn();
  const stop = await onChanged(heard);
  await emit('changed', { seq: 7 });
  expect(heard).toHaveBeenCalledExactlyOnceWith({ seq: 7 });
  stop();
  await emit('changed', { seq: 8 });
  expect(heard).toHaveBeenCalledTimes(1);
});

test('a notification goes to the desktop; where there are none, nothing breaks', async () => {
  const heard = vi.fn((...asked: unknown[]) => asked.length);
  mockIPC((name, payload) => heard(name, payload));
  await notify('No letter is waiting any more', '2 sent.');
  expect(heard).toHaveBeenCalledExactlyOnceWith('plugin:notification|notify', {
    options: { title: 'No letter is waiting any more', body: '2 sent.' },
  });
  mockIPC(() => {
    throw new Error('plugin notification not found');
  });
  await expect(notify('a', 'b')).resolves.toBeUndefined();
});

test('a source opens in the browser, and nothing but the web does', async () => {
  const heard = vi.fn((...asked: unknown[]) => asked.length);
  mockIPC((name, payload) => heard(name, payload));
  await openSource('HTTPS://bulletin.example/people');
  expect(heard).toHaveBeenCalledExactlyOnceWith('plugin:opener|open_url', {
    url: 'https://bulletin.example/people',
  });
  await expect(openSource('file:///etc/passwd')).rejects.toMatchObject({ code: 'bad_address' });
  expect(heard).toHaveBeenCalledTimes(1);
  mockIPC(() => {
    throw new Error('no browser');
  });
  await expect(openSource('https://bulletin.example')).rejects.toMatchObject({ code: 'unknown' });
});
