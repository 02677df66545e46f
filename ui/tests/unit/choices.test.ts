import { describe, expect, test } from 'vitest';
import type { Desk } from '../../src/ipc/generated/Desk';
import type { DeskOffice } from '../../src/ipc/generated/DeskOffice';
import type { DeskTemplate } from '../../src/ipc/generated/DeskTemplate';
import { emptyDraft, kindsOf, languageOf, languagesOf, lettersOf, wordCount } from '../../src/state/choices';

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
  ...more,
});
const template = (id: string, more: Partial<DeskTemplate> = {}): DeskTemplate => ({
  id,
  title: id,
  kind: 'official',
  languages: ['en', 'ru'],
  words: 100,
  subjects: 1,
  ...more,
});
const desk = (offices: DeskOffice[], templates = [template('a'), template('b')]): Desk =>
  ({ offices, templates, draft: null, person: {} }) as unknown as Desk;

describe('the letters of a desk', () => {
  test('are one for each chosen office that takes e-mail, in the order of the offices', () => {
    const it = desk([office('one'), office('two', { email_channel: null }), office('three')]);
    const draft = { ...emptyDraft('p'), offices: ['three', 'two', 'one', 'gone'] };
    expect(lettersOf(it, draft).map((l) => l.office)).toEqual(['one', 'three']);
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
