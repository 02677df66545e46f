// The desk: what is typed is saved within a second, in order, and is never overwritten by what is fetched.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Draft } from '../../src/ipc/generated/Draft';
import { emptyDraft } from '../../src/state/choices';
import { desk } from '../../src/state/desk.svelte';
import { notices } from '../../src/state/notices.svelte';
import { undo } from '../../src/state/undo.svelte';

const door = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('$backend', () => ({ call: door.call, onChanged: () => Promise.resolve(() => undefined) }));

let kept: Draft | null = null;
let saves: Draft[] = [];
let slow = 0;
let broken = false;
const page = (id: string) => ({
  person: { card: { id } },
  offices: [],
  templates: [],
  draft: kept?.person === id ? kept : null,
});

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T10:00:00Z') });
  kept = null;
  saves = [];
  slow = 0;
  broken = false;
  door.call.mockImplementation(async (name: string, request: Draft & { id: string }) => {
    if (name === 'desk_open') return page(request.id);
    if (name !== 'draft_save') throw new Error(name);
    const wait = slow;
    slow = 0;
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    if (broken) throw { code: 'disk_full', message: '', params: {} };
    kept = { ...request, saved_at: new Date().toISOString() };
    saves.push(kept);
    return kept;
  });
});
afterEach(() => vi.useRealTimers());

let person = 0;
const open = async (): Promise<string> => {
  person += 1;
  await desk.open(`p${person}`);
  return `p${person}`;
};

test('words are saved within a second of the last key, once', async () => {
  await open();
  for (const text of ['a', 'ab', 'abc']) {
    desk.words('en', text);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(saves).toEqual([]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(saves.map((d) => d.own_words['en'])).toEqual(['abc']);
  expect(desk.saving).toBe('saved');
  expect(desk.draft.saved_at).not.toBe('');
});

test('a slow save never overtakes a later one', async () => {
  await open();
  slow = 3000;
  desk.words('en', 'first');
  await vi.advanceTimersByTimeAsync(600);
  desk.words('en', 'second');
  await vi.advanceTimersByTimeAsync(600);
  expect(desk.saving).not.toBe('saved');
  await vi.advanceTimersByTimeAsync(5000);
  expect(saves.map((d) => d.own_words['en'])).toEqual(['first', 'second']);
});

test('leaving for somebody else saves what is not saved yet', async () => {
  const first = await open();
  desk.words('ru', 'слово');
  await open();
  expect(saves.at(-1)).toMatchObject({ person: first, own_words: { ru: 'слово' } });
  expect(desk.draft.own_words).toEqual({});
});

test('what is fetched while somebody types does not overwrite it', async () => {
  const id = await open();
  desk.words('en', 'being typed');
  kept = { ...emptyDraft(id), own_words: { en: 'older' }, saved_at: '2030-01-01T00:00:00Z' };
  await desk.open(id);
  expect(desk.draft.own_words['en']).toBe('being typed');
  await desk.flush();
});

test('a draft that could not be saved says so, and is saved with the next word', async () => {
  await open();
  broken = true;
  desk.words('en', 'a');
  await vi.advanceTimersByTimeAsync(1000);
  expect(desk.saving).toBe('failed');
  expect(notices.shown.some((n) => n.bad)).toBe(true);
  broken = false;
  desk.words('en', 'ab');
  await vi.advanceTimersByTimeAsync(1000);
  expect([desk.saving, saves.at(-1)?.own_words['en']]).toEqual(['saved', 'ab']);
});

test('a finding that is set aside is saved with the draft, can come back, and is told again in the next letter', async () => {
  await open();
  desk.dismiss('embassy', 'shouting:!!');
  desk.dismiss('embassy', 'long');
  desk.dismiss('embassy', 'long');
  desk.dismiss('ministry', 'long');
  await vi.advanceTimersByTimeAsync(1000);
  expect(saves.at(-1)?.dismissed).toEqual({ embassy: ['shouting:!!', 'long'], ministry: ['long'] });
  desk.tellAgain('embassy', 'shouting:!!');
  expect(desk.draft.dismissed['embassy']).toEqual(['long']);
  desk.tellAgain('embassy');
  expect(desk.draft.dismissed['embassy']).toEqual([]);
  desk.sent(desk.draft.person, ['ministry']);
  expect(Object.keys(desk.draft.dismissed)).toEqual(['embassy']);
  await vi.advanceTimersByTimeAsync(1000);
});

test('each choice has its way back, also from somebody else’s desk; what was typed stays', async () => {
  undo.clear();
  const first = await open();
  desk.choose('embassy', true);
  desk.template('official', 'winter');
  desk.language('embassy', 'ru');
  desk.language('embassy', 'ru');
  desk.words('en', 'typed meanwhile');
  await vi.advanceTimersByTimeAsync(1000);
  await open();
  await undo.back();
  expect(desk.draft, 'the desk where it was chosen').toMatchObject({
    person: first,
    offices: ['embassy'],
    templates: { official: 'winter' },
    languages: {},
    own_words: { en: 'typed meanwhile' },
  });
  await undo.back();
  await undo.back();
  expect([desk.draft.templates, desk.draft.offices, undo.last]).toEqual([{}, [], null]);
  await undo.again();
  expect(desk.draft.offices).toEqual(['embassy']);
  await vi.advanceTimersByTimeAsync(1000);
  expect(saves.at(-1)).toMatchObject({ offices: ['embassy'], own_words: { en: 'typed meanwhile' } });
  desk.sent(first, ['embassy']);
  expect(undo.last, 'letters that left are not called back by undo').toBeNull();
  await vi.advanceTimersByTimeAsync(1000);
});
