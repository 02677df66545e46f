// The rows of the outbox: pages are read as they are looked at, few are kept, and one reading runs at a time.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { speak } from '../../src/i18n';
import type { OutboxQuery } from '../../src/ipc/generated/OutboxQuery';
import { KEPT, outbox, PAGE } from '../../src/state/outbox.svelte';
import { status } from '../../src/state/status.svelte';
import { notices } from '../../src/state/notices.svelte';

const door = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('$backend', () => ({
  call: door.call,
  notify: vi.fn(),
  onChanged: () => Promise.resolve(() => undefined),
}));

const MANY = 100_000;
const COUNTS = {
  queued: 0,
  leased: 0,
  sending: 0,
  sent: 0,
  deferred: 0,
  refused: 0,
  in_doubt: 0,
  cancelled: 0,
};
let pages: OutboxQuery[] = [];
let atOnce = 0;
let most = 0;
let broken = false;
let word = 'first';

beforeEach(() => {
  vi.useFakeTimers();
  speak('en');
  [pages, atOnce, most, broken, word] = [[], 0, 0, false, 'first'];
  notices.shown = [];
  door.call.mockImplementation(async (name: string, ask: OutboxQuery & { id: string }) => {
    if (name === 'outbox_status')
      return {
        paused: false,
        counts: { ...COUNTS, total: MANY },
        holds: [],
        campaigns: [],
        quiet_until: null,
      };
    if (name !== 'outbox_list') return { id: ask.id, state: 'sent', office_name: 'Embassy' };
    pages.push(ask);
    atOnce += 1;
    most = Math.max(most, atOnce);
    await new Promise((done) => setTimeout(done, 30));
    atOnce -= 1;
    if (broken) throw { code: 'database', message: '', params: {} };
    const total = ask.state === null ? MANY : 150;
    const length = Math.max(0, Math.min(ask.limit, total - ask.offset));
    const letters = Array.from({ length }, (_, n) => ({ id: `${word}-${ask.offset + n}`, state: 'sent' }));
    return { letters, total, counts: { ...COUNTS, total: MANY } };
  });
});
afterEach(async () => {
  await vi.runAllTimersAsync();
  outbox.leave();
  vi.useRealTimers();
});
const settle = () => vi.advanceTimersByTimeAsync(2000);

describe('a hundred thousand letters', () => {
  test('are read where the eye is, and one page to each side', async () => {
    void outbox.load();
    await settle();
    void outbox.see(50_040, 50_050);
    await settle();
    expect(pages.map((p) => p.offset / PAGE)).toEqual([0, 1, 500, 501, 499]);
    expect(outbox.row(50_042)?.id).toBe('first-50042');
    expect(outbox.total).toBe(MANY);
  });
  test('leave only a few pages in memory, however far somebody scrolls', async () => {
    void outbox.load();
    for (let at = 0; at < 40_000; at += 700) {
      void outbox.see(at, at + 10);
      await vi.advanceTimersByTimeAsync(90);
    }
    await settle();
    expect(outbox.held).toBeLessThanOrEqual(2 * KEPT + 2);
    expect(outbox.row(0), 'what is far away is forgotten').toBeUndefined();
  });
  test('who drags through them does not make the program read what was passed', async () => {
    void outbox.load();
    await settle();
    pages = [];
    for (let at = 0; at < MANY; at += 1000) void outbox.see(at, at + 10);
    await settle();
    expect(pages.length, 'the page in flight, the last one and its neighbours').toBeLessThanOrEqual(5);
    expect(outbox.row(99_005)).toBeDefined();
  });
});

describe('changes', () => {
  test('in a burst cost one reading at a time, and about two a second', async () => {
    void outbox.load();
    await settle();
    pages = [];
    for (let n = 0; n < 50; n += 1) {
      outbox.changed();
      await vi.advanceTimersByTimeAsync(100);
    }
    const readings = pages.filter((p) => p.offset === 0).length;
    expect(readings, 'five seconds').toBeLessThanOrEqual(12);
    expect(readings).toBeGreaterThanOrEqual(8);
    expect(most, 'never two at a time').toBe(1);
  });
  test('show the old rows until the new ones are here', async () => {
    void outbox.load();
    await settle();
    word = 'second';
    outbox.changed();
    await vi.advanceTimersByTimeAsync(40);
    expect(outbox.row(3)?.id).toBe('first-3');
    await settle();
    expect(outbox.row(3)?.id).toBe('second-3');
    expect(outbox.row(PAGE + 3)?.id, 'neighbours too').toBe('second-103');
  });
  test('that cannot be read are told once and not asked for without end', async () => {
    broken = true;
    void outbox.load();
    await settle();
    expect(pages).toHaveLength(1);
    expect(notices.shown).toHaveLength(1);
  });
});

test('another filter shows its own rows only', async () => {
  void outbox.load();
  await settle();
  void outbox.see(PAGE, PAGE + 10);
  await settle();
  word = 'doubtful';
  void outbox.filter('in_doubt');
  await settle();
  expect(outbox.total).toBe(150);
  expect([outbox.row(0)?.id, outbox.row(PAGE)?.id]).toEqual(['doubtful-0', 'doubtful-100']);
  expect(outbox.row(2 * PAGE), 'nothing of the other list is left').toBeUndefined();
});

test('a campaign is asked for by its name, in the rows and in the status', async () => {
  void outbox.choose('november');
  await settle();
  expect(pages[0]).toMatchObject({ campaign: 'november', state: null });
  expect(door.call).toHaveBeenCalledWith('outbox_status', { campaign: 'november' });
  expect(status.campaign).toBe('november');
});

test('a story that was closed while it was fetched stays closed', async () => {
  door.call.mockImplementationOnce(async () => {
    await new Promise((done) => setTimeout(done, 50));
    return { row: { id: '1' } };
  });
  void outbox.tell('1');
  outbox.leaveStory();
  await settle();
  expect(outbox.story).toBeNull();
});

describe('what a person decides', () => {
  test.each([
    ['sent', 'counts as sent'],
    ['again', 'leaves once more'],
    ['drop', 'was put aside'],
  ] as const)('“%s” is asked of the program once, and said', async (decision, said) => {
    void outbox.resolve('7', decision);
    void outbox.resolve('7', decision);
    await settle();
    const asked = door.call.mock.calls.filter(([name]) => name === 'letter_resolve');
    expect(asked).toEqual([['letter_resolve', { id: '7', decision }]]);
    expect(notices.shown.at(-1)?.text ?? '').toContain(said);
    door.call.mockClear();
  });
});
