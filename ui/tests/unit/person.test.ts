// People and a person's page: who is shown, the line of time, the months, and notes that are never lost.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { speak } from '../../src/i18n';
import type { PersonCard } from '../../src/ipc/generated/PersonCard';
import type { CustodyPeriod } from '../../src/ipc/generated/CustodyPeriod';
import { daysOf, lineOf } from '../../src/state/custody';
import { LEAST, monthsOf, MOST } from '../../src/state/months';
import { notes } from '../../src/state/notes.svelte';
import { people } from '../../src/state/people.svelte';
import { lastDay } from '../../src/features/people/told';
import { card } from './card';

const door = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('$backend', () => ({ call: door.call, onChanged: () => Promise.resolve(() => undefined) }));

describe('who is shown', () => {
  const LIST = [
    card('near', { days_left: 3 }),
    card('new'),
    card('written', { letters: 2 }),
    card('post', { email_offices: 0 }),
    card('free', { custody: 'released', letters: 1, days_left: 2 }),
  ];
  const load = async (list: PersonCard[]): Promise<void> => {
    door.call.mockResolvedValueOnce(list);
    await people.load();
  };
  const shown = (): string[] => people.shown.map((p) => p.id);
  const counts = (): Record<string, number> =>
    Object.fromEntries(people.filters.map(({ filter, count }) => [filter, count]));
  beforeEach(async () => {
    people.everybody();
    people.order = 'urgency';
    door.call.mockResolvedValueOnce(LIST);
    await people.visit();
  });

  test('a filter counts those whom it would show, and nobody free is urgent', () => {
    expect(counts()).toEqual({ all: 5, deadline: 1, unwritten: 3, written: 2, post: 1 });
    people.choose('deadline');
    expect(shown()).toEqual(['near']);
    people.choose('post');
    expect(shown()).toEqual(['post']);
  });
  test('only filters with somebody are offered, and a chosen one that empties gives way to all', async () => {
    people.choose('deadline');
    await load([card('new')]);
    expect(counts()).toEqual({ all: 1, unwritten: 1 });
    expect(people.only).toBe('all');
    expect(shown()).toEqual(['new']);
  });
  test('search and filter meet, and one step shows everybody again', () => {
    people.choose('unwritten');
    people.query = 'written';
    expect(shown()).toEqual([]);
    expect(counts()['written'], 'where they would be found').toBe(1);
    people.everybody();
    expect(shown()).toHaveLength(5);
  });
  test('the same people fetched again are not drawn again', async () => {
    const before = people.list;
    await load(structuredClone(LIST));
    expect(people.list).toBe(before);
  });
  test('while the list is looked at nobody changes places; the next visit sorts anew', async () => {
    const [near, fresh, ...rest] = LIST;
    const moved = [fresh, ...rest, { ...near, letters: 1 }, card('added')] as PersonCard[];
    await load(moved);
    expect(shown()).toEqual(['near', 'new', 'written', 'post', 'added', 'free']);
    expect(people.list?.[0]?.letters, 'what is known is new').toBe(1);
    door.call.mockResolvedValueOnce(moved);
    await people.visit();
    expect(shown()).toEqual(['new', 'written', 'post', 'near', 'added', 'free']);
  });
  test('the last day is said as people say it', () => {
    speak('en');
    expect([0, 1, 3].map(lastDay)).toEqual(['Last day today', 'Last day tomorrow', 'Last day in 3 days']);
  });
});

describe('time in custody as a line', () => {
  const period = (from: string, until: string | null, form: CustodyPeriod['form'] = null): CustodyPeriod => ({
    from,
    until,
    form,
    ended: null,
    source: { title: 's', url: null, published: null, checked_on: null },
  });
  const TODAY = '2026-01-11';
  const held = { days: 10, sentence_days: 40, custody: 'held' as const };

  test('the sentence ends when each day in custody counts as one', () => {
    const line = lineOf([period('2026-01-01', null)], held, TODAY);
    expect(line).toMatchObject({ ends: '2026-02-10', now: 0.25, first: '2026-01-01', last: '2026-02-10' });
    expect(line?.pieces).toEqual([{ from: 0, size: 0.25, form: null }]);
  });
  test('a gap between two times moves the end and stays empty', () => {
    const two = [period('2026-01-06', null), period('2025-12-27', '2026-01-01', 'pre_trial')];
    const line = lineOf(two, { ...held, sentence_days: 20 }, TODAY);
    expect(line?.ends).toBe('2026-01-21');
    expect(
      line?.pieces.map((p) => p.form),
      'in the order of time',
    ).toEqual(['pre_trial', null]);
    const [first, second] = line?.pieces ?? [];
    expect((first?.from ?? 0) + (first?.size ?? 0)).toBeLessThan(second?.from ?? 0);
  });
  test('without a sentence, or beyond it, the line ends today', () => {
    for (const sentence_days of [null, 5]) {
      const line = lineOf([period('2026-01-01', null)], { ...held, sentence_days }, TODAY);
      expect(line).toMatchObject({ ends: null, now: 1, last: TODAY });
    }
  });
  test('who is free has a line that ended', () => {
    const free = { ...held, custody: 'released' as const };
    expect(lineOf([period('2025-12-01', '2025-12-31')], free, TODAY)).toMatchObject({
      now: null,
      ends: null,
      last: '2025-12-31',
    });
  });
  test('new years are marked, and nothing known is no line', () => {
    expect(lineOf([period('2024-07-01', null)], held, TODAY)?.years).toHaveLength(2);
    expect(lineOf([], held, TODAY)).toBeNull();
    expect(lineOf([period('2026-02-01', null)], held, TODAY), 'it has not begun').toBeNull();
  });
  test('days of one time', () => {
    expect(daysOf(period('2026-01-01', null), TODAY)).toBe(10);
    expect(daysOf(period('2026-01-01', '2026-01-04'), TODAY)).toBe(3);
  });
});

describe('letters over time', () => {
  const count = (month: string, letters: number) => ({ month, letters });
  test('every month from the first letter on, at least a year', () => {
    const all = monthsOf([count('2026-09', 2), count('2026-11', 1)], '2026-11-23');
    expect(all.shown).toHaveLength(LEAST);
    expect(all.shown.at(-2)).toEqual(count('2026-10', 0));
    expect(all).toMatchObject({ letters: 3, since: '2026-09', most: count('2026-09', 2) });
  });
  test('three years at most, and the sum knows the earlier ones', () => {
    const all = monthsOf([count('2019-01', 9), count('2026-11', 1)], '2026-11-23');
    expect(all.shown).toHaveLength(MOST);
    expect(all).toMatchObject({ letters: 10, since: '2019-01', most: count('2026-11', 1) });
  });
  test('nothing written is no picture', () => {
    expect(monthsOf([count('2026-11', 0)], '2026-11-23')).toMatchObject({ shown: [], since: null });
  });
});

describe('notes', () => {
  let saves: { person: string; text: string }[] = [];
  let broken = false;
  let slow = 0;
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-11-23T10:00:00Z') });
    [saves, broken, slow] = [[], false, 0];
    door.call.mockImplementation(async (_name: string, note: { person: string; text: string }) => {
      const wait = slow;
      slow = 0;
      if (wait > 0) await new Promise((done) => setTimeout(done, wait));
      if (broken) throw { code: 'disk_full', message: '', params: {} };
      saves.push({ person: note.person, text: note.text });
      return { ...note, saved_at: new Date().toISOString() };
    });
  });
  afterEach(async () => {
    broken = false;
    await notes.flush();
    vi.useRealTimers();
  });
  const open = (person: string, text = '', saved_at: string | null = null): void =>
    notes.show({ person, text, saved_at });

  test('are saved within a second of the last key, once', async () => {
    open('a');
    for (const text of ['I', 'In', 'In spring']) {
      notes.type(text);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(saves).toEqual([]);
    await vi.advanceTimersByTimeAsync(900);
    expect(saves).toEqual([{ person: 'a', text: 'In spring' }]);
    expect(notes.saving).toBe('saved');
    expect(notes.saved_at).not.toBeNull();
  });
  test('go to the person whose page they were typed on', async () => {
    open('b');
    notes.type('about b');
    open('c', 'about c');
    expect(notes.text).toBe('about c');
    await notes.flush();
    expect(saves).toEqual([{ person: 'b', text: 'about b' }]);
    expect(notes.text).toBe('about c');
  });
  test('that could not be saved are still there, and are tried again', async () => {
    open('d', 'old');
    broken = true;
    notes.type('new');
    await notes.flush();
    expect(notes.saving).toBe('failed');
    open('e');
    open('d', 'old');
    expect(notes.text, 'what was typed, not what was fetched').toBe('new');
    broken = false;
    await notes.flush();
    expect(saves.at(-1)).toEqual({ person: 'd', text: 'new' });
    expect(notes.saving).toBe('saved');
  });
  test('an older answer overwrites nothing that was typed meanwhile', async () => {
    open('f');
    slow = 300;
    notes.type('one');
    const first = notes.flush();
    await vi.advanceTimersByTimeAsync(50);
    notes.type('one two');
    await vi.advanceTimersByTimeAsync(2000);
    await first;
    expect(notes.text).toBe('one two');
    expect(saves.at(-1)).toEqual({ person: 'f', text: 'one two' });
    open('f', '', null);
    expect(notes.text, 'fetched before it was saved').toBe('one two');
  });
  test('an older answer about somebody does not win after a look at somebody else', async () => {
    open('g', 'old', '2026-11-22T10:00:00Z');
    notes.type('new');
    await notes.flush();
    open('h');
    open('g', 'old', '2026-11-22T10:00:00Z');
    expect(notes.text, 'fetched before it was saved').toBe('new');
    open('g', 'newer', '2026-11-24T10:00:00Z');
    expect(notes.text, 'saved since by another window').toBe('newer');
  });
});
