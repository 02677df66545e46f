// What the program said before a change was saved does not undo the change on the screen.
import { beforeEach, expect, test, vi } from 'vitest';
import type { AppState } from '../../src/ipc/generated/AppState';
import type { Profile } from '../../src/ipc/generated/Profile';
import { app } from '../../src/state/app.svelte';

const door = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('$backend', () => ({ call: door.call, onChanged: () => Promise.resolve(() => undefined) }));

const settings = { language: null, theme: 'light', text_size: 100, safety: { countries: [] as string[] } };
const profile = { name: 'Old' } as Profile;
const said = (): AppState => ({ settings: { ...settings }, profile, accounts: [] }) as unknown as AppState;
let slow: ((about: AppState) => void) | null = null;

beforeEach(() => {
  app.about = said();
  slow = null;
  door.call.mockImplementation((what: string, ask: object) =>
    what === 'app_state' ? new Promise((done) => (slow = done)) : Promise.resolve({ ...ask }),
  );
});

test('settings that were saved while the window was being read stay', async () => {
  const reading = app.load();
  await app.saveSettings({ theme: 'dark' });
  slow?.(said());
  await reading;
  expect(app.about?.settings.theme).toBe('dark');
});

test('so does a profile', async () => {
  const reading = app.load();
  await app.saveProfile({ ...profile, name: 'New' });
  slow?.(said());
  await reading;
  expect(app.about?.profile?.name).toBe('New');
});

test('what is read afterwards counts', async () => {
  await app.saveSettings({ theme: 'dark' });
  const reading = app.load();
  slow?.(said());
  await reading;
  expect(app.about?.settings.theme).toBe('light');
});
