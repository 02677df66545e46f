// Undo: the last change first, each once, never a change that a step back made itself.
import { beforeEach, expect, test, vi } from 'vitest';
import { notices } from '../../src/state/notices.svelte';
import { added, without } from '../../src/state/own-words';
import { KEPT, undo } from '../../src/state/undo.svelte';

vi.mock('$backend', () => ({ call: vi.fn(), onChanged: () => Promise.resolve(() => undefined) }));

let world: string[] = [];
const change = (name: string, scope?: string): (() => Promise<void>) => {
  world = [...world, name];
  return undo.push({
    label: name,
    back: () => void (world = world.filter((it) => it !== name)),
    again: () => void (world = [...world, name]),
    ...(scope !== undefined && { scope }),
  });
};

beforeEach(() => {
  undo.clear();
  notices.shown = [];
  notices.speak('');
  world = [];
});

test('takes back the last change first, and does it again', async () => {
  change('a');
  change('b');
  expect(undo.last).toBe('b');
  await undo.back();
  expect(world).toEqual(['a']);
  expect(notices.shown.at(-1)?.text).toBe('Undone: b');
  await undo.back();
  expect([world, undo.last, undo.next]).toEqual([[], null, 'a']);
  await undo.again();
  await undo.again();
  expect(world).toEqual(['a', 'b']);
  expect(notices.shown.at(-1)?.text).toBe('Redone: b');
});

test('says so when there is nothing', async () => {
  await undo.back();
  await undo.back();
  expect(notices.shown.map(({ text }) => text)).toEqual(['There is nothing to undo.']);
  await undo.again();
  expect(notices.shown.at(-1)?.text).toBe('There is nothing to redo.');
});

test('a new change ends what could be done again', async () => {
  change('a');
  await undo.back();
  change('b');
  expect(undo.next).toBeNull();
});

test('a button takes back its own change, once, also when others came after it', async () => {
  const a = change('a');
  change('b');
  await a();
  expect(world).toEqual(['b']);
  await a();
  expect([world, undo.last]).toEqual([['b'], 'b']);
});

test('what a step back changes on its way is no change of its own', async () => {
  undo.push({ label: 'outer', back: () => void change('inner') });
  await undo.back();
  expect(undo.last).toBeNull();
});

test('what cannot be taken back says why and is not tried again', async () => {
  undo.push({
    label: 'a',
    back: () => Promise.reject(Object.assign(new Error('x'), { code: 'disk_full', params: {} })),
  });
  await undo.back();
  expect(notices.shown.some((n) => n.bad)).toBe(true);
  expect([undo.last, undo.next]).toEqual([null, null]);
});

test('what is gone takes its way back along', () => {
  change('a', 'desk boris');
  change('b');
  undo.forget('desk boris');
  expect(undo.last).toBe('b');
});

test('keeps no more than anybody remembers', async () => {
  for (let n = 0; n < KEPT + 5; n += 1) change(`${n}`);
  for (let n = 0; n < KEPT + 5; n += 1) await undo.back();
  expect(world).toEqual(['0', '1', '2', '3', '4']);
});

test.each([
  ['', ' from a file\n', 'from a file', ''],
  ['Mine.', 'File.', 'Mine.\n\nFile.', 'Mine.'],
  ['Mine.\n\n', 'File.', 'Mine.\n\nFile.', 'Mine.'],
])('text from a file goes under “%s” and leaves without it', (words, text, both, left) => {
  expect(added(words, text)).toBe(both);
  expect(without(both, text)).toBe(left);
});

test('what was typed since a file came stays when it leaves', () => {
  expect(without('Mine.\n\nFile.\n\nMore.', 'File.')).toBe('Mine.\n\nMore.');
  expect(without('Mine, and the file was changed.', 'File.')).toBe('Mine, and the file was changed.');
});
