// What is worth a notification: one for a batch, one for what needs a person, and never a name.
import { describe, expect, test } from 'vitest';
import { speak } from '../../src/i18n';
import type { Hold } from '../../src/ipc/generated/Hold';
import type { OutboxCounts } from '../../src/ipc/generated/OutboxCounts';
import { hear, looked, SHORT, type Memory, type News, type Seen } from '../../src/state/news';
import { words } from '../../src/state/watch.svelte';

const NOW = Date.parse('2026-11-23T14:00:00Z');
const counts = (more: Partial<OutboxCounts>): OutboxCounts => ({
  queued: 0,
  leased: 0,
  sending: 0,
  sent: 0,
  deferred: 0,
  refused: 0,
  in_doubt: 0,
  cancelled: 0,
  total: 0,
  ...more,
});
const hold = (more: Partial<Hold>): Hold => ({
  kind: 'account',
  key: 'post',
  name: 'vera@example.org',
  why: '535 no',
  code: 'sign_in',
  since: '2026-11-23T13:00:00Z',
  until: null,
  letters: 37,
  ...more,
});

/** Looks one after the other; what was said at each. */
function story(...seen: (Partial<OutboxCounts> & { holds?: Hold[]; focus?: boolean })[]): News[][] {
  let memory: Memory | null = null;
  return seen.map(({ holds = [], focus = false, ...some }) => {
    if (focus && memory) memory = looked(memory);
    const now: Seen = { counts: counts(some), holds, at: NOW };
    const heard = hear(memory, now);
    memory = heard.memory;
    return heard.news;
  });
}

describe('a batch', () => {
  test('is told once, at its end, with what became of its letters only', () => {
    const told = story(
      { sent: 10, refused: 1 },
      { queued: 3, sent: 10, refused: 1 },
      { queued: 1, sending: 1, sent: 11, refused: 1 },
      { sent: 12, refused: 2 },
      { sent: 12, refused: 2 },
    );
    expect(told).toEqual([[], [], [], [{ kind: 'ended', sent: 2, refused: 1, doubt: 0 }], []]);
  });
  test('that was under way when the window opened is told as well', () => {
    expect(story({ queued: 2 }, { sent: 2 })[1]).toHaveLength(1);
  });
  test('of one letter is none', () => {
    expect(story({ queued: 1 }, { sent: 1 }).flat()).toEqual([]);
  });
  test('that a person stopped or took back says nothing: they know', () => {
    expect(story({ queued: 9 }, { cancelled: 9 }).flat()).toEqual([]);
  });
  test('is not over while a letter is tried again', () => {
    expect(story({ queued: 2 }, { deferred: 1, sent: 1 }).flat()).toEqual([]);
  });
  test('that ends in doubt is one word, not two', () => {
    expect(story({ queued: 2 }, { sent: 1, in_doubt: 1 })[1]).toEqual([
      { kind: 'ended', sent: 1, refused: 0, doubt: 1 },
    ]);
  });
});

describe('what needs a person', () => {
  test('what was there before the window opened is shown, not told', () => {
    expect(story({ in_doubt: 3, holds: [hold({})] }).flat()).toEqual([]);
  });
  test('a new hold is told once, however long it stays', () => {
    const held = { queued: 40, holds: [hold({})] };
    expect(story({ queued: 40 }, held, held)).toEqual([[], [{ kind: 'hold', letters: 37 }], []]);
  });
  test('several letters in doubt, one after the other, are told once until somebody has looked', () => {
    const told = story(
      { queued: 9 },
      { queued: 8, in_doubt: 1 },
      { queued: 7, in_doubt: 2 },
      { queued: 6, in_doubt: 3, focus: true },
    );
    expect(told.map((news) => news.length)).toEqual([0, 1, 0, 1]);
  });
  test('a hold that frees itself soon is not worth a word, one until tomorrow is a break', () => {
    const until = (ms: number) => new Date(NOW + ms).toISOString();
    const soon = hold({ code: 'busy', until: until(SHORT) });
    const tomorrow = hold({ code: 'limit', until: until(SHORT + 1) });
    expect(story({ queued: 9 }, { queued: 9, holds: [soon] })[1]).toEqual([]);
    expect(story({ queued: 9 }, { queued: 9, holds: [tomorrow] })[1]).toEqual([
      { kind: 'break', letters: 37 },
    ]);
  });
  test('a pause of the person’s own is no news', () => {
    const pause = hold({ kind: 'outbox', code: 'person' });
    expect(story({ queued: 9 }, { queued: 9, holds: [pause] })[1]).toEqual([]);
  });
});

describe('the words', () => {
  const all: News[] = [
    { kind: 'ended', sent: 38, refused: 2, doubt: 1 },
    { kind: 'hold', letters: 37 },
    { kind: 'break', letters: 5 },
    { kind: 'doubt', letters: 1 },
  ];
  test('count what happened and leave out what did not', async () => {
    await speak('en');
    expect(words({ kind: 'ended', sent: 38, refused: 2, doubt: 1 }).body).toBe(
      '38 sent, 2 refused, and 1 not certain.',
    );
    expect(words({ kind: 'ended', sent: 2, refused: 0, doubt: 0 }).body).toBe('2 sent.');
  });
  test.each(['en', 'ru'])('in %s hold no hole and no name', async (lang) => {
    await speak(lang);
    for (const news of all) {
      const { title, body } = words(news);
      expect(`${title} ${body}`).not.toMatch(/\{\{|@|news\./);
      expect(body).toMatch(/\d/);
    }
  });
});
