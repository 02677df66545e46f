// Where news go: to the desktop when another window is in front, else into this one.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { speak } from '../../src/i18n';
import { notices } from '../../src/state/notices.svelte';
import { status } from '../../src/state/status.svelte';
import { watch } from '../../src/state/watch.svelte';

const door = vi.hoisted(() => ({ notify: vi.fn() }));
vi.mock('$backend', () => ({
  call: vi.fn(),
  notify: door.notify,
  onChanged: () => Promise.resolve(() => undefined),
}));

const NONE = {
  queued: 0,
  leased: 0,
  sending: 0,
  sent: 0,
  deferred: 0,
  refused: 0,
  in_doubt: 0,
  cancelled: 0,
};
const see = (counts: Partial<typeof NONE>, shown: boolean): void => {
  status.all = {
    paused: false,
    counts: { ...NONE, ...counts, total: 3 },
    per_hour: null,
    eta: null,
    quiet_until: null,
    holds: [],
    campaigns: [],
  };
  watch.look(shown);
};
const batch = (shown: boolean): void => {
  see({ queued: 3 }, shown);
  see({ sent: 3 }, shown);
};

beforeEach(() => {
  speak('en');
  notices.shown = [];
  notices.spoken = '';
  door.notify.mockReset();
});
afterEach(() => vi.restoreAllMocks());

test('behind another window a batch is told to the desktop, and read aloud here', () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  batch(false);
  expect(door.notify).toHaveBeenCalledExactlyOnceWith('No letter is waiting any more', '3 sent.');
  expect(notices.spoken).toBe('No letter is waiting any more. 3 sent.');
});

test('in front of the person the desktop stays silent: another page shows a notice', () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  batch(false);
  expect(door.notify).not.toHaveBeenCalled();
  expect(notices.shown.map((n) => n.text)).toEqual(['No letter is waiting any more. 3 sent.']);
});

test('the outbox itself shows it already, and only says it', () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  batch(true);
  expect([door.notify.mock.calls.length, notices.shown.length]).toEqual([0, 0]);
  expect(notices.spoken).toContain('3 sent');
});
