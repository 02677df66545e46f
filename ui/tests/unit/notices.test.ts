// Notices: what stays until it is closed, what makes room, what is read aloud again.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { notices } from '../../src/state/notices.svelte';

vi.mock('$backend', () => ({ call: vi.fn(), onChanged: () => Promise.resolve(() => undefined) }));

const texts = (): string[] => notices.shown.map(({ text }) => text);
beforeEach(() => {
  vi.useFakeTimers();
  notices.shown = [];
  notices.speak('');
});
afterEach(() => void vi.useRealTimers());

test('an error and what stays are still there after many others; the oldest of the others goes', () => {
  notices.fail({ code: 'disk_full', message: '', params: {} });
  notices.tell('A pack', { stay: true });
  for (const n of [1, 2, 3]) notices.tell(`Saved ${n}`);
  expect(texts().slice(1)).toEqual(['A pack', 'Saved 3']);
  expect(notices.shown[0]?.bad).toBe(true);
  vi.advanceTimersByTime(60_000);
  expect(notices.shown, 'what went by itself').toHaveLength(2);
});

test('without errors the last three are shown', () => {
  for (const n of [1, 2, 3, 4]) notices.tell(`Saved ${n}`);
  expect(texts()).toEqual(['Saved 2', 'Saved 3', 'Saved 4']);
});

test('the same words are gone for a moment, so that they are read again', () => {
  notices.speak('Copied');
  expect(notices.spoken).toBe('Copied');
  notices.speak('Copied');
  expect(notices.spoken).toBe('');
  vi.advanceTimersByTime(100);
  expect(notices.spoken).toBe('Copied');
  notices.speak('Copied');
  notices.speak('Saved');
  vi.advanceTimersByTime(100);
  expect(notices.spoken, 'what was said last').toBe('Saved');
});
