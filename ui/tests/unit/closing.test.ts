// The window closes: a note that was typed just now is saved first; one that cannot be saved is told of.
import { beforeEach, expect, test, vi } from 'vitest';
import { closing } from '../../src/state/closing.svelte';
import { notes } from '../../src/state/notes.svelte';

const door = vi.hoisted(() => ({ call: vi.fn(), closeWindow: vi.fn(), stayOpen: vi.fn() }));
vi.mock('$backend', () => ({ ...door, onChanged: () => Promise.resolve(() => undefined) }));

let saved: string[] = [];
let broken = false;
beforeEach(() => {
  [saved, broken] = [[], false];
  door.closeWindow.mockReset();
  door.call.mockImplementation((name: string, note: { text: string }) => {
    if (name !== 'note_save') return Promise.resolve({ counts: {}, paused: true });
    if (broken) return Promise.reject({ code: 'disk_full', message: '', params: {} } as unknown as Error);
    saved.push(note.text);
    return Promise.resolve({ ...note, saved_at: '2026-11-23T10:00:00Z' });
  });
  notes.show({ person: 'vera', text: '', saved_at: null });
});

test('a note that was typed a moment ago is saved, and nobody is asked', async () => {
  notes.type('Her mother called');
  await closing.ask();
  expect(saved).toEqual(['Her mother called']);
  expect(closing.asked).toBeNull();
  expect(door.closeWindow).toHaveBeenCalledOnce();
});

test('a note that cannot be saved keeps the window open until somebody decides', async () => {
  broken = true;
  notes.type('Her mother called twice');
  await closing.ask();
  expect(closing.asked).toMatchObject({ note: true, draft: false, letters: 0 });
  expect(door.closeWindow).not.toHaveBeenCalled();
  await closing.keep();
  broken = false;
  await closing.ask();
  expect(saved).toEqual(['Her mother called twice']);
  expect(door.closeWindow).toHaveBeenCalledOnce();
});
