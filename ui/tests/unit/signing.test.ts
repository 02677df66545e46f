// Ties to a country: how a letter is signed, what tells the name all the same, which ways are safer.
import { beforeEach, describe, expect, test } from 'vitest';
import { speak } from '../../src/i18n';
import type { Desk } from '../../src/ipc/generated/Desk';
import type { DeskOffice } from '../../src/ipc/generated/DeskOffice';
import type { DeskTemplate } from '../../src/ipc/generated/DeskTemplate';
import type { LetterKind } from '../../src/ipc/generated/LetterKind';
import { emptyDraft, inYourOrder, languageOf, moved } from '../../src/state/choices';
import { isOwn, paceOf, read, typed } from '../../src/state/pace';
import { countriesOf, initials, saferWays, signature, tells, theirs } from '../../src/state/signing';
import type { AppState } from '../../src/ipc/generated/AppState';
import { app } from '../../src/state/app.svelte';
import { keep, keptOf } from '../../src/state/kept';
import { keepTyped, typedOver } from '../../src/state/typed';
import { account } from '../../src/ipc/fake/mailboxes';

beforeEach(() => speak('en'));

const office = (id: string, more: Partial<DeskOffice> = {}): DeskOffice => ({
  id,
  name: id,
  place: null,
  country: 'RU',
  kind: 'official',
  holder: null,
  languages: ['en'],
  channels: [],
  email_channel: 1,
  freshness: 'checked',
  confirmed_at: null,
  source: { title: '', url: null, published: null, checked_on: null },
  holder_source: null,
  ...more,
});
const template = (kind: LetterKind): DeskTemplate =>
  ({ id: kind, kind, title: kind, when: 'held', languages: ['en', 'ru'] }) as unknown as DeskTemplate;
const desk = (offices: DeskOffice[]): Desk =>
  ({
    person: { card: { id: 'boris', country: 'RU', custody: 'held' } },
    offices,
    templates: (['official', 'embassy', 'representative', 'press', 'prisoner'] as const).map(template),
    draft: null,
    ties: true,
  }) as unknown as Desk;
const draft = (offices: string[]) => ({ ...emptyDraft('boris'), offices });

describe('initials are those that the program writes', () => {
  test.each([
    ['Anna Maria Beispiel', 'A. M. B.'],
    ['Jean-Luc Picard', 'J.-L. P.'],
    ['Вера Линдквист', 'В. Л.'],
    ['A. B.', 'A. B.'],
    ['A.B.', 'A. B.'],
    ['  Anna  ', 'A.'],
    ['o’Brien', 'o.'],
    ['', ''],
  ])('%s', (name, short) => expect(initials(name)).toBe(short));
});

test('without a town only the name is signed', () => {
  expect([signature('V. L.', 'Uppsala'), signature('V. L.', ' ')]).toEqual(['V. L., Uppsala', 'V. L.']);
});

test.each([
  ['anna.beispiel@example.org', true],
  ['ABEISPIEL@example.org', true],
  ['letters@example.org', false],
  ['someone@beispiel.example.org', false],
  ['', false],
])('the address %s tells the name: %s', (address, told) => {
  expect(tells(address, 'Anna Beispiel')).toBe(told);
});

test.each<[LetterKind, string, boolean]>([
  ['official', 'RU', true],
  ['embassy', 'RU', true],
  ['prisoner', 'RU', true],
  ['representative', 'RU', true],
  ['press', 'RU', false],
  ['official', 'SE', false],
])('a letter to %s of %s is read by officials with ties: %s', (kind, country, read) => {
  expect(theirs(office('x', { kind, country }), ['RU'])).toBe(read);
});

describe('safer ways', () => {
  const offices = [
    office('ombudsman'),
    office('prosecutor', { email_channel: null }),
    office('embassy', { kind: 'embassy' }),
    office('paper-embassy', { kind: 'embassy', email_channel: null }),
    office('mp', { kind: 'representative', country: 'SE' }),
    office('ministry', { country: 'SE' }),
    office('paper', { kind: 'press', country: 'SE' }),
  ];
  const ways = (chosen: string[], shown: string | null = null) =>
    saferWays(desk(offices), draft(chosen), offices.find((o) => o.id === shown) ?? null, ['RU']);
  const ids = (some: DeskOffice[]): string[] => some.map((o) => o.id);

  test('are the offices of other countries', () => {
    expect(ids(ways([]).others)).toEqual(['mp', 'ministry', 'paper']);
  });
  test('the embassy stands in only where an official takes nothing but post', () => {
    expect(ids(ways(['ombudsman']).embassies)).toEqual([]);
    const post = ways(['ombudsman', 'prosecutor']);
    expect([post.instead?.id, ...ids(post.embassies)]).toEqual(['prosecutor', 'embassy']);
    expect(ways([], 'prosecutor').instead?.id, 'on the sheet is enough').toBe('prosecutor');
  });
});

test('countries to tick: those of most people first, then by name; no more than can be looked over', () => {
  const of = (...codes: string[]) => codes.map((country) => ({ country }));
  expect(countriesOf(of('VN', 'RU', 'AZ', 'RU'))).toEqual(['RU', 'AZ', 'VN']);
  expect(countriesOf(of('AE', 'DZ'))[0], 'Algeria before the United Arab Emirates').toBe('DZ');
  expect(countriesOf(of(...'AZ BY CM CN CU IR RU SY VN ZW'.split(' ')))).toHaveLength(8);
});

describe('languages that somebody writes in', () => {
  const to = office('x', { languages: ['ru', 'en', 'de'] });
  test('the first of them that the office reads is where a letter begins', () => {
    const ordered = inYourOrder(to, ['fr', 'en']);
    expect(ordered.languages).toEqual(['en', 'ru', 'de']);
    expect(languageOf(desk([ordered]), draft([]), ordered)).toBe('en');
    const chosen = { ...draft([]), languages: { x: 'ru' } };
    expect(languageOf(desk([ordered]), chosen, ordered), 'what somebody chose counts').toBe('ru');
  });
  test('nothing said: as the office reads best', () => {
    expect(inYourOrder(to, []).languages).toEqual(to.languages);
  });
  test('move by one place and stay at the ends', () => {
    expect(moved(['a', 'b', 'c'], 'c', -1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b'], 'a', -1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 'b', 1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 'x', 1)).toEqual(['a', 'b']);
  });
});

describe('the pace of a mailbox', () => {
  test.each<[string, number | null, unknown]>([
    ['', 500, { wish: null }],
    [' 20 ', 500, { wish: 20 }],
    ['0', 500, { wish: 0 }],
    ['500', 500, { wish: 500 }],
    ['501', 500, { wrong: { code: 'too_many', count: 500 } }],
    ['501', null, { wish: 501 }],
    ['-1', null, { wrong: { code: 'bad' } }],
    ['2.5', null, { wrong: { code: 'bad' } }],
    ['many', null, { wrong: { code: 'bad' } }],
  ])('“%s” with a cap of %s', (text, cap, wish) => expect(read(text, cap)).toEqual(wish));
  test('as many as come is 0, in the field and on the way back', () => {
    expect([typed(null), typed(20)]).toEqual(['0', '20']);
    const row = account({ per_hour: null, per_day: 100 });
    expect(paceOf(row)).toEqual({ name: row.name, per_hour: 0, per_day: 100 });
  });
  test('a server on this computer is one’s own', () => {
    expect(['localhost', '127.0.0.1', '[::1]'].every(isOwn)).toBe(true);
    expect(isOwn('smtp.localhost.example')).toBe(false);
  });
});

describe('a form that was not saved', () => {
  const known = { name: 'Vera', town: 'Uppsala' };
  test('is there again, field by field', () => {
    keepTyped('profile', { name: 'Vera L', gone: 'x' });
    expect(typedOver('profile', known)).toEqual({ name: 'Vera L', town: 'Uppsala' });
    keepTyped('profile', null);
    expect(typedOver('profile', known)).toEqual(known);
  });
  test('stays with the home that it was typed in', () => {
    const at = (home: string): void => void (app.about = { home } as AppState);
    at('/home/vera');
    keepTyped('profile', { name: 'Vera L' });
    keep('one', 'en', 'Dear judge');
    at('/home/other');
    expect(typedOver('profile', known)).toEqual(known);
    expect(keptOf('one').size).toBe(0);
    at('/home/vera');
    expect(typedOver('profile', known).name).toBe('Vera L');
    expect(keptOf('one').get('en')?.text).toBe('Dear judge');
    app.about = null;
  });
  test('that cannot be read is as if it were not there', () => {
    localStorage.setItem('unforgotten:typed::profile', '{');
    expect(typedOver('profile', known)).toEqual(known);
  });
});
