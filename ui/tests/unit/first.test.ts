// The first run: where it stands, what is kept of it, who is greeted.
import { beforeEach, expect, test } from 'vitest';
import type { AppState } from '../../src/ipc/generated/AppState';
import type { Profile } from '../../src/ipc/generated/Profile';
import { first, STEPS } from '../../src/state/first.svelte';

const profile: Profile = { name: 'Vera', town: '', country: '', email: '', street: '', occupation: '' };
const about = (language: string | null, more: Partial<AppState> = {}): AppState =>
  ({
    home: '/home/vera',
    profile: null,
    settings: {
      language,
      safety: { answered: false, countries: [], full_name: false, organisation: false },
    },
    ...more,
  }) as unknown as AppState;
beforeEach(() => localStorage.clear());

test('who has no language is greeted at the first step, and goes through all four', () => {
  expect(first.open(about(null))).toBe(true);
  for (let step = 1; step < STEPS; step += 1) {
    expect(first.step).toBe(step);
    expect(first.next(), `${step} is not the last`).toBe(false);
  }
  expect(first.next(), 'the last').toBe(true);
});

test('who closes the window in between finds the step, the words and the ticks', () => {
  first.open(about(null));
  first.next();
  first.next();
  first.profile = profile;
  first.countries = ['RU'];
  first.keep();
  expect(first.open(about('en'))).toBe(true);
  expect([first.step, first.profile?.name, ...first.countries]).toEqual([3, 'Vera', 'RU']);
});

test('who came to the end is not greeted again', () => {
  first.open(about(null));
  first.next();
  first.keep();
  first.done();
  expect(first.open(about('en'))).toBe(false);
});

test('another home begins anew', () => {
  first.open(about(null));
  first.next();
  first.keep();
  expect(first.open(about('en', { home: '/home/other' }))).toBe(false);
});

test('who is known from the terminal only chooses the language', () => {
  first.open(about(null, { profile }));
  expect(first.next()).toBe(true);
});

test('what cannot be read is as if it were not there', () => {
  localStorage.setItem('unforgotten:first', '{"step": 99}');
  expect(first.open(about('en'))).toBe(false);
});
