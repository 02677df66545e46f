import { describe, expect, test } from 'vitest';
import type { CustodyNow } from '../../src/ipc/generated/CustodyNow';
import type { Desk } from '../../src/ipc/generated/Desk';
import type { DeskOffice } from '../../src/ipc/generated/DeskOffice';
import type { DeskTemplate } from '../../src/ipc/generated/DeskTemplate';
import {
  emptyDraft,
  kindsOf,
  languageOf,
  languagesOf,
  lettersOf,
  ofKind,
  papersOf,
  wordCount,
  wordsKey,
} from '../../src/state/choices';

const office = (id: string, more: Partial<DeskOffice> = {}): DeskOffice => ({
  id,
  name: id,
  place: null,
  country: 'RU',
  kind: 'official',
  holder: null,
  languages: ['ru'],
  channels: [],
  email_channel: 1,
  freshness: 'checked',
  confirmed_at: null,
  source: { title: 'invented', url: null, published: null, checked_on: null },
  holder_source: null,
  ...more,
});
const template = (id: string, more: Partial<DeskTemplate> = {}): DeskTemplate => ({
  id,
  title: id,
  about: '',
  when: 'held',
  kind: 'official',
  languages: ['en', 'ru'],
  words: 100,
  subjects: 1,
  ...more,
});
const desk = (
  offices: DeskOffice[],
  templates = [template('a'), template('b')],
  custody: CustodyNow = 'held',
): Desk => ({ offices, templates, draft: null, person: { card: { custody } } }) as unknown as Desk;

describe('the letters of a desk', () => {
  test('are one for each chosen office that takes e-mail, in the order of the offices', () => {
    const it = desk([office('one'), office('two', { email_channel: null }), office('three')]);
    const draft = { ...emptyDraft('p'), offices: ['three', 'two', 'one', 'gone'] };
    expect(lettersOf(it, draft).map((l) => l.office)).toEqual(['one', 'three']);
  });
  test('go on paper where no e-mail is taken, and are counted apart', () => {
    const it = desk(
      [
        office('one'),
        office('two', { email_channel: null }),
        office('p', { kind: 'prisoner', email_channel: null }),
      ],
      [template('a'), template('first', { kind: 'prisoner' })],
    );
    const draft = { ...emptyDraft('p'), offices: ['p', 'two', 'one'] };
    expect(papersOf(it, draft).map((l) => [l.office, l.template])).toEqual([
      ['two', 'a'],
      ['p', 'first'],
    ]);
    expect(lettersOf(it, draft).map((l) => l.office)).toEqual(['one']);
  });
  test.each<[CustodyNow, string[]]>([
    ['held', ['a']],
    ['unknown', ['a']],
    ['released', ['thanks']],
    ['died', []],
  ])('ask while somebody is held and only thank afterwards: %s', (custody, wanted) => {
    const templates = [template('a'), template('thanks', { when: 'released' })];
    const draft = { ...emptyDraft('p'), offices: ['one'], templates: { official: 'a' } };
    const letters = lettersOf(desk([office('one')], templates, custody), draft);
    expect(letters.map((l) => l.template)).toEqual(wanted);
  });
  test('use the chosen template of their kind, else the first', () => {
    const it = desk([office('one')]);
    const draft = { ...emptyDraft('p'), offices: ['one'] };
    expect(lettersOf(it, draft)[0]?.template).toBe('a');
    expect(lettersOf(it, { ...draft, templates: { official: 'b' } })[0]?.template).toBe('b');
    expect(lettersOf(it, { ...draft, templates: { official: 'gone' } })[0]?.template).toBe('a');
  });
  test('are none where no template is of that kind', () => {
    const it = desk([office('one', { kind: 'embassy' })]);
    expect(lettersOf(it, { ...emptyDraft('p'), offices: ['one'] })).toEqual([]);
  });
});

test.each<[CustodyNow, string[], string[]]>([
  ['held', ['ask', 'ask-again'], ['first']],
  ['unknown', ['ask', 'ask-again'], ['first']],
  ['died', [], []],
  ['released', ['thanks'], ['first']],
])('of somebody who is %s officials are asked or thanked, never both', (custody, official, prisoner) => {
  const templates = [
    template('ask'),
    template('thanks', { when: 'released' }),
    template('ask-again'),
    template('first', { kind: 'prisoner' }),
  ];
  const it = desk([], templates, custody);
  expect(ofKind(it, 'official').map((t) => t.id)).toEqual(official);
  expect(ofKind(it, 'prisoner').map((t) => t.id)).toEqual(prisoner);
});

describe('the language of a letter', () => {
  const draft = emptyDraft('p');
  test('is the first that the office reads and the template has', () => {
    const it = desk([office('one', { languages: ['fa', 'ru', 'en'] })]);
    expect(languagesOf(it, draft, it.offices[0] as DeskOffice)).toEqual(['ru', 'en']);
    expect(languageOf(it, draft, it.offices[0] as DeskOffice)).toBe('ru');
  });
  test('is what was chosen, while that is possible', () => {
    const it = desk([office('one', { languages: ['ru', 'en'] })]);
    const chosen = (code: string) => ({ ...draft, languages: { one: code } });
    expect(languageOf(it, chosen('en'), it.offices[0] as DeskOffice)).toBe('en');
    expect(languageOf(it, chosen('de'), it.offices[0] as DeskOffice)).toBe('ru');
  });
  test('is one of the template’s when the office reads none of them', () => {
    const it = desk([office('one', { languages: ['vi'] })]);
    expect(languageOf(it, draft, it.offices[0] as DeskOffice)).toBe('en');
  });
});

test('templates are offered for the kinds of the chosen offices, else of the one on the sheet', () => {
  const it = desk([office('one'), office('two', { kind: 'embassy' })]);
  expect(kindsOf(it, emptyDraft('p'), it.offices[1] ?? null)).toEqual(['embassy']);
  expect(kindsOf(it, { ...emptyDraft('p'), offices: ['one', 'two'] }, null)).toEqual(['official', 'embassy']);
});

test.each([
  ['', 0],
  ['one two', 2],
  ['  — одно,  слово — 3 ', 3],
])('words of %j: %i', (text, count) => {
  expect(wordCount(text)).toBe(count);
});

describe('own words', () => {
  test('are shared by the letters of a language, but for the one to the prisoner', () => {
    const to = (office: string) => ({ person: 'maria', office, language: 'ru' });
    expect(wordsKey(to('prosecutor'))).toBe(wordsKey(to('embassy')));
    expect(wordsKey(to('maria'))).not.toBe(wordsKey(to('prosecutor')));
  });
});
