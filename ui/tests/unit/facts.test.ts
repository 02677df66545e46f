// Facts as forms hold them: days, phrases, errors that find their field, what survives leaving.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { formsSaid } from '../../src/features/checks/forms';
import { speak } from '../../src/i18n';
import { countries, languages, zones } from '../../src/i18n/codelists';
import { webAddress } from '../../src/ipc';
import type { DeskOffice } from '../../src/ipc/generated/DeskOffice';
import type { FactToCheck } from '../../src/ipc/generated/FactToCheck';
import type { OfficeFacts } from '../../src/ipc/generated/OfficeFacts';
import type { PersonFacts } from '../../src/ipc/generated/PersonFacts';
import { toLookAt } from '../../src/state/checks.svelte';
import { facts } from '../../src/state/facts.svelte';
import { undo } from '../../src/state/undo.svelte';
import { found, freshnessOf, grouped } from '../../src/state/officials.svelte';
import {
  cleaned,
  fieldFor,
  firstLanguages,
  isDay,
  isoDay,
  isPublished,
  moreLanguages,
  problemOf,
  released,
} from '../../src/state/phrases';

const door = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('$backend', () => ({
  call: door.call,
  notify: vi.fn(),
  openSource: vi.fn(),
  onChanged: () => Promise.resolve(() => undefined),
}));

const source = { title: 'Bulletin', url: null, published: null, checked_on: null };
const office = (more: Partial<OfficeFacts> = {}): OfficeFacts => ({
  id: 'sample',
  kind: 'official',
  country: 'DE',
  name: { en: { nominative: 'Ministry' } },
  place: {},
  time_zone: null,
  languages: ['en'],
  salutation: { en: { nominative: 'Dear Minister,' } },
  holders: [],
  channels: [],
  source,
  built_in: true,
  own: false,
  ...more,
});
const person = (more: Partial<PersonFacts> = {}): PersonFacts => ({
  id: 'ana',
  country: 'CU',
  language: 'es',
  gender: 'female',
  name: { en: { nominative: 'Ana Muestra' } },
  called: {},
  occupation: {},
  charge: {},
  story: {},
  facility: null,
  custody: [{ from: '2024-01-02', until: null, form: null, ended: null, source }],
  sentence: null,
  offices: [],
  closes: null,
  sources: [source],
  built_in: false,
  own: true,
  ...more,
});

beforeEach(() => {
  speak('en');
  door.call.mockReset();
});

describe('days', () => {
  test.each([
    ['23.11.2026', '2026-11-23'],
    [' 3.4.2026 ', '2026-04-03'],
    ['2026-11-23', '2026-11-23'],
    ['11/23/2026', '11/23/2026'],
    ['۲۳.۱۱.۲۰۲۶', '2026-11-23'],
    ['٢٠٢٦-١١-٢٣', '2026-11-23'],
  ])('“%s” is read as “%s”', (typed, read) => expect(isoDay(typed)).toBe(read));
  test.each([
    ['2026-11-23', true],
    ['2026-02-30', false],
    ['2026-11', false],
    ['yesterday', false],
    ['', false],
  ])('“%s” is a day of the calendar: %s', (text, is) => expect(isDay(text)).toBe(is));
  test.each([
    ['2019', true],
    ['2026-02', true],
    ['2026-13', false],
    ['2026-02-30', false],
  ])('“%s” can date a publication: %s', (text, is) => expect(isPublished(text)).toBe(is));
});

describe('what goes to the program', () => {
  test('is trimmed, empty forms are left out, empty days are none', () => {
    const typed = office({
      name: { en: { nominative: ' Ministry ', genitive: '' }, ru: { nominative: ' ' } },
      time_zone: '',
      source: { title: ' Bulletin ', url: '', published: '', checked_on: '' },
    });
    expect(cleaned(typed)).toMatchObject({
      name: { en: { nominative: 'Ministry' } },
      time_zone: null,
      source,
    });
  });
  test('keeps forms in languages that the window does not know', () => {
    const typed = person({ name: { hy: { nominative: 'Անա' }, cs: { nominative: 'Ana', vocative: 'Ano' } } });
    expect(cleaned(typed).name).toEqual(typed.name);
  });
});

describe('languages of a phrase', () => {
  test('the window’s comes first, then the office’s, then English, each once', () => {
    expect(firstLanguages('ru', 'fa', 'ru', null)).toEqual(['ru', 'fa', 'en']);
  });
  test('a language that somebody wrote is never hidden for good', () => {
    const known = ['en', 'ru'].map((code) => ({ code, name: code, direction: 'ltr' as const, cases: [] }));
    expect(moreLanguages(known, { hy: {}, en: {} }, ['en'])).toEqual(['ru', 'hy']);
  });
});

describe('an error finds its field', () => {
  const fields = [
    'country',
    'name.en.nominative',
    'name.ru.genitive',
    'custody.1.from',
    'custody.1.source.title',
    'custody.2.from',
    'custody.2.until',
    'source',
  ];
  test.each([
    ['country', 'country'],
    ['name', 'name.en.nominative'],
    ['name.ru', 'name.ru.genitive'],
    ['custody.2.until', 'custody.2.until'],
    ['custody.1.source', 'custody.1.source.title'],
    ['custody.from', 'custody.1.from'],
    ['sources', 'source'],
    ['source.3.title', 'source'],
    ['of_tomorrow', null],
  ])('%s → %s', (path, field) => expect(fieldFor(path, fields)).toBe(field));
});

describe('what a form sees by itself', () => {
  test.each<[Partial<PersonFacts>, string, string]>([
    [{ name: {} }, 'name', 'missing'],
    [{ country: '' }, 'country', 'missing'],
    [{ custody: [{ from: '', until: null, form: null, ended: null, source }] }, 'custody.1.from', 'missing'],
    [
      { custody: [{ from: '2024-02-31', until: null, form: null, ended: null, source }] },
      'custody.1.from',
      'not_a_date',
    ],
    [
      { custody: [{ from: '2024-01-01', until: null, form: null, ended: 'released', source }] },
      'custody.1.until',
      'missing',
    ],
    [{ sources: [{ ...source, title: ' ' }] }, 'source.1.title', 'missing'],
    [{ sources: [{ ...source, url: 'ftp://x' }] }, 'source.1.url', 'not_a_link'],
    [{ closes: 'soon' }, 'closes', 'not_a_date'],
  ])('%o: %s %s', (more, field, problem) => expect(problemOf(person(more))).toEqual({ field, problem }));
  test('a whole person and a whole office pass', () => {
    expect([problemOf(person()), problemOf(office())]).toEqual([null, null]);
  });
});

test('release ends the custody that lasts, with its own source, and leaves the earlier one alone', () => {
  const before = { from: '2020-01-01', until: '2021-01-01', form: null, ended: null, source };
  const news = { ...source, title: 'News' };
  const [first, second] = released([before, ...person().custody], '2026-11-20', news);
  expect(first).toEqual(before);
  expect(second).toMatchObject({ from: '2024-01-02', until: '2026-11-20', ended: 'released', source: news });
});

describe('what is being edited', () => {
  const answer = (name: string, request: Record<string, unknown>): unknown => {
    if (name === 'template_words') return { fields: [], helpers: [], cases: [], languages: [] };
    if (name === 'office_facts') return office({ id: String(request['id']) });
    if (name === 'person_facts') return person({ id: String(request['id']) });
    return request;
  };
  beforeEach(() => void door.call.mockImplementation((n: string, r: never) => Promise.resolve(answer(n, r))));

  test('survives leaving, and is offered back; nothing is fetched over it', async () => {
    const one = await facts.open('office', 'kept');
    if (!one) throw new Error('not opened');
    one.facts.name = { en: { nominative: 'Ministry of Justice' } };
    expect(facts.unsaved).toHaveLength(1);
    const again = await facts.open('office', 'kept');
    expect(again?.back).toBe(true);
    expect(again?.facts.name).toEqual({ en: { nominative: 'Ministry of Justice' } });
    again?.startAnew();
    expect(again?.facts.name).toEqual({ en: { nominative: 'Ministry' } });
    again?.bringBack();
    expect(again?.facts.name, 'even then nothing typed is lost').toEqual({
      en: { nominative: 'Ministry of Justice' },
    });
    again?.startAnew();
    expect(facts.unsaved).toEqual([]);
  });
  test('typing a space is no change', async () => {
    const one = await facts.open('office', 'space');
    if (!one) throw new Error('not opened');
    one.facts.name = { en: { nominative: 'Ministry ' }, ru: { nominative: '' } };
    expect(one.changed).toBe(false);
  });
  test('what the form refuses is not sent to the program', async () => {
    const one = await facts.open('office', 'refused');
    if (!one) throw new Error('not opened');
    one.facts.name = {};
    expect(await facts.save(one)).toBeNull();
    expect(one.error?.params).toEqual({ field: 'name', problem: 'missing' });
    expect(door.call).not.toHaveBeenCalledWith('office_save', expect.anything());
    one.startAnew();
  });
  test('release saves the release and nothing else that is being changed', async () => {
    const one = await facts.open('person', 'ana');
    if (!one) throw new Error('not opened');
    one.facts.occupation = { en: { nominative: 'poet' } };
    expect(await facts.release('ana', '2026-11-20', { ...source, title: 'News' })).toBeNull();
    const saved = door.call.mock.calls.find(([name]) => name === 'person_save')?.[1] as PersonFacts;
    expect(saved.custody[0]).toMatchObject({ until: '2026-11-20', ended: 'released' });
    expect(saved.occupation, 'what is not saved yet stays so').toEqual({});
    expect(one.facts.occupation).toEqual({ en: { nominative: 'poet' } });
    expect(one.facts.custody[0]).toMatchObject({ until: '2026-11-20', ended: 'released' });
    expect(one.changed).toBe(true);
  });
  const saves = (): unknown[] =>
    door.call.mock.calls.filter(([name]) => /_(save|remove)$/.test(String(name))).map(([n, r]) => [n, r.id]);
  test('a changed fact has a way back, and forth again', async () => {
    undo.clear();
    const one = await facts.open('person', 'bela');
    if (!one) throw new Error('not opened');
    one.facts.occupation = { en: { nominative: 'poet' } };
    await facts.save(one);
    await undo.back();
    expect(door.call).toHaveBeenLastCalledWith('person_save', person({ id: 'bela' }));
    await undo.again();
    const last = door.call.mock.lastCall?.[1] as PersonFacts;
    expect(last.occupation).toEqual({ en: { nominative: 'poet' } });
  });
  test('what came with the program goes back to that; what is new goes away', async () => {
    undo.clear();
    const one = await facts.open('office', 'changed');
    if (!one) throw new Error('not opened');
    one.facts.name = { en: { nominative: 'Ministry of Justice' } };
    await facts.save(one);
    await undo.back();
    expect(saves()).toEqual([
      ['office_save', 'changed'],
      ['office_remove', 'changed'],
    ]);
    door.call.mockClear();
    const made = await facts.open('person', null);
    if (!made) throw new Error('not opened');
    Object.assign(made.facts, person({ id: '' }));
    door.call.mockImplementation((n: string, r: never) =>
      Promise.resolve(n === 'person_save' ? person({ id: 'new' }) : answer(n, r)),
    );
    await facts.save(made);
    await undo.back();
    expect(saves()).toEqual([
      ['person_save', ''],
      ['person_remove', 'new'],
    ]);
  });
  test('a release has a way back', async () => {
    undo.clear();
    await facts.release('ana', '2026-11-20', source);
    await undo.back();
    expect(door.call).toHaveBeenLastCalledWith('person_save', person());
  });
  test('what was put away can be had again', async () => {
    const one = await facts.open('office', 'away');
    if (!one) throw new Error('not opened');
    expect(await facts.remove(one)).toBe(true);
    expect(door.call).toHaveBeenCalledWith('office_remove', { id: 'away' });
    await facts.undo();
    expect(door.call).toHaveBeenLastCalledWith('office_save', expect.objectContaining({ id: 'away' }));
    expect(facts.removed).toBeNull();
  });
});

describe('what needs checking', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');
  const item = (id: string, more: Partial<FactToCheck>): FactToCheck => ({
    fact: { kind: 'office', id, channel: null },
    name: id,
    claims: [],
    sources: [],
    freshness: 'checked',
    confirmed_at: null,
    until: null,
    missing_forms: [],
    ...more,
  });
  test('unchecked first, then long ago, then what runs out soon, the earliest first', () => {
    const list = [
      item('later', { until: '2026-12-20T00:00:00Z' }),
      item('forms only', { missing_forms: ['name.ru.genitive'], until: '2027-05-01T00:00:00Z' }),
      item('stale', { freshness: 'stale' }),
      item('sooner', { until: '2026-12-01T00:00:00Z' }),
      item('b', { freshness: 'unchecked' }),
      item('a', { freshness: 'unchecked' }),
    ];
    expect(toLookAt(list, now).map((it) => it.name)).toEqual(['a', 'b', 'stale', 'sooner', 'later']);
  });
});

test('missing forms are said as people say them, a line for each field and language', () => {
  const fact = { kind: 'person' as const, id: 'ana', channel: null };
  const missing_forms = [
    'name.ru.genitive',
    'name.ru.dative',
    'facility.place.uk.vocative',
    'story.ru.genitive',
  ];
  const item = { fact, name: 'Ana', claims: [], sources: [], confirmed_at: null, until: null, missing_forms };
  expect(formsSaid({ ...item, freshness: 'checked' })).toEqual([
    'the person’s name, Russian: genitive and dative',
    'the town of the prison, Ukrainian: vocative',
    'person.story, Russian: genitive',
  ]);
});

describe('officials', () => {
  const row = (more: Partial<DeskOffice>): DeskOffice => ({
    id: more.name ?? 'x',
    name: 'X',
    place: null,
    country: 'DE',
    kind: 'official',
    holder: null,
    languages: ['en'],
    channels: [],
    email_channel: null,
    freshness: 'checked',
    confirmed_at: null,
    source,
    holder_source: null,
    ...more,
  });
  test('are found by name, holder, country and address, without accents', () => {
    const channel = { number: 1, kind: 'email' as const, status: 'accepted' as const, note: null, source };
    const it = row({
      name: 'Presidência',
      holder: 'Ana Muestra',
      channels: [
        { ...channel, value: 'office@presidency.example', freshness: 'checked', confirmed_at: null },
      ],
    });
    for (const query of ['presidencia', 'muestra', 'germany ana', 'office@'])
      expect(found(it, query), query).toBe(true);
    expect(found(it, 'berlin')).toBe(false);
  });
  test('stand by country, authorities before embassies', () => {
    const groups = grouped(
      [
        row({ name: 'Embassy', kind: 'embassy' }),
        row({ name: 'Court' }),
        row({ name: 'Palace', country: 'CM' }),
      ],
      'en',
    );
    expect(groups.map((g) => [g.country, g.offices.map((o) => o.name)])).toEqual([
      ['CM', ['Palace']],
      ['DE', ['Court', 'Embassy']],
    ]);
  });
  test('an office is as fresh as the oldest of what a letter leans on; a closed way does not count', () => {
    const way = { number: 1, kind: 'post' as const, value: 'x', note: null, source, confirmed_at: null };
    const closed = { ...way, status: 'not_accepted' as const, freshness: 'unchecked' as const };
    const stale = { ...way, status: 'accepted' as const, freshness: 'stale' as const };
    expect(freshnessOf(row({ channels: [closed] }))).toBe('checked');
    expect(freshnessOf(row({ channels: [closed, stale] }))).toBe('stale');
    expect(freshnessOf(row({ channels: [stale], freshness: 'unchecked' }))).toBe('unchecked');
  });
});

describe('the browser opens', () => {
  test.each([
    ['https://bulletin.example/people?x=1', 'https://bulletin.example/people?x=1'],
    ['HTTP://bulletin.example', 'http://bulletin.example/'],
  ])('%s', (url, opened) => expect(webAddress(url)).toBe(opened));
  test.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'mailto:a@b.example',
    'bulletin.example',
    'https://',
    '',
  ])('not %s', (url) => expect(() => webAddress(url)).toThrow());
});

test('lists of countries, languages and zones keep a code that they do not know', () => {
  expect(countries('XK').map((o) => o.value)).toContain('XK');
  expect(countries('').length).toBe(249);
  expect(languages('hsb').map((o) => o.value)).toContain('hsb');
  expect(zones('Etc/Unknown').map((o) => o.value)).toContain('Etc/Unknown');
});
