// Small pure things: dates and names, searching and sorting, errors, many wishes and one deed.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { language, t } from '../../src/i18n';
import { errorText, findingText, gathered } from '../../src/i18n/codes';
import { country, date, daysAgo, ownName, span, time, tongue } from '../../src/i18n/format';
import { guess, speak } from '../../src/i18n';
import { asApiError } from '../../src/ipc';
import type { PersonCard } from '../../src/ipc/generated/PersonCard';
import { coalesce } from '../../src/state/coalesce';
import { isAddress, safety, serverUrl } from '../../src/state/mailbox.svelte';
import { matches, ordered } from '../../src/state/people.svelte';
import { card } from './card';

beforeEach(() => speak('en'));

describe('dates as sources write them', () => {
  test.each([
    ['2019', '2019'],
    ['2026-02', 'February 2026'],
    ['2026-11-23', '23 November 2026'],
    ['some day', 'some day'],
  ])('%s', (raw, read) => expect(date(raw)).toBe(read));
  test('a year alone has the digits of the language too', async () => {
    await speak('fa');
    expect(date('2026')).toBe('۲۰۲۶');
  });
  test.each([
    ['2026-02', 'февраль 2026 года'],
    ['2026-11-23', '23 ноября 2026 года'],
  ])('%s in Russian, without a second full stop', async (raw, read) => {
    await speak('ru');
    expect(date(raw)).toBe(read);
    expect(tongue('ru')).toBe('русский');
  });
  test.each([
    ['2026-02', 'лютий 2026 року'],
    ['2026-11-23', '23 листопада 2026 року'],
  ])('%s in Ukrainian', async (raw, read) => {
    await speak('uk');
    expect(date(raw)).toBe(read);
  });
  test('numbers in a sentence are written as its language writes them', async () => {
    expect(t('checks.left', { count: 1234 })).toContain('1,234');
    expect(t('connect.server_tls', { port: 2465 })).toContain('2465');
    await speak('fa');
    expect(t('checks.left', { count: 1234 })).toContain('۱٬۲۳۴');
    expect(t('span.minutes', { minutes: 24 })).toContain('۲۴');
    expect(date('2026-02'), 'the month of the source').toMatch(/فوریه.*۲۰۲۶|۲۰۲۶.*فوریه/u);
  });
  test('a time of another day names the day', () => {
    const now = new Date(2026, 10, 23, 15, 0);
    expect(time(new Date(2026, 10, 23, 14, 2).toISOString(), now)).toBe('14:02');
    expect(time(new Date(2026, 10, 21, 14, 2).toISOString(), now)).toBe('21 Nov, 14:02');
  });
  test('yesterday evening is one day ago', () => {
    expect(daysAgo(new Date(2026, 10, 22, 23, 50).toISOString(), new Date(2026, 10, 23, 0, 10))).toBe(1);
  });
  test('countries and languages by name, unknown codes as they are', () => {
    expect([country('RU'), country('Nowhere'), ownName('ru'), ownName('fa')]).toEqual([
      'Russia',
      'Nowhere',
      'Русский',
      'فارسی',
    ]);
  });
});

describe('people', () => {
  const person = (more: Partial<PersonCard>): PersonCard => card(more.name ?? 'x', more);
  test.each(['tran', 'TRẦN thi', 'bach đang', 'Вьет', 'ukraine'])(
    '“%s” finds by part, script and country',
    (query) => {
      expect(
        matches(person({ name: 'Trần Thị Đặng Bách', native_name: 'Вьетнамка', country: 'UA' }), query),
      ).toBe(true);
    },
  );
  test('all words have to be there', () => {
    expect(matches(person({ name: 'Boris Kagarlitsky' }), 'boris moussi')).toBe(false);
  });
  test('who is free comes last in every order, and urgency is the order of the program', () => {
    const list = [
      person({ name: 'Zoë', days: 5, letters: 2, last_written: '2026-11-01T10:00:00Z' }),
      person({ name: 'Ángel', days: null, custody: 'unknown' }),
      person({ name: 'Free', custody: 'released', days: 999, last_written: '2026-11-20T10:00:00Z' }),
      person({ name: 'Boris', days: 500, letters: 1, last_written: '2026-11-09T10:00:00Z' }),
    ];
    const by = (order: 'urgency' | 'name' | 'custody' | 'written') =>
      ordered(list, order, 'en').map((p) => p.name);
    expect(by('urgency')).toEqual(['Zoë', 'Ángel', 'Boris', 'Free']);
    expect(by('name')).toEqual(['Ángel', 'Boris', 'Zoë', 'Free']);
    expect(by('custody')).toEqual(['Boris', 'Zoë', 'Ángel', 'Free']);
    expect(by('written')).toEqual(['Boris', 'Zoë', 'Ángel', 'Free']);
  });
});

describe('what came from outside', () => {
  test('an error is a code with words, whatever was thrown', () => {
    expect(errorText(asApiError({ code: 'disk_full', message: 'x', params: {} }))).toContain('disk is full');
    expect(asApiError(new Error('boom'))).toEqual({ code: 'unknown', message: 'boom', params: {} });
    expect(errorText(asApiError({ code: 'of_tomorrow', message: 'x' }))).toBe(t('error.unknown'));
    expect(asApiError('text').message).toBe('text');
  });
  test('a finding speaks of fields, dates, languages and cases as people do', () => {
    const say = (code: string, params: Record<string, string>) =>
      findingText({ code, level: 'stop', key: code, spans: [], params, message: 'm' });
    expect(say('appeal_closed', { date: '2026-11-23' }).text).toContain('23 November 2026');
    expect(say('missing_translation', { language: 'ru' }).text).toContain('Russian');
    expect(say('case_missing', { field: 'person.name', case: 'genitive' }).text).toContain(
      'genitive of the person’s name',
    );
    expect(say('of_tomorrow', {})).toMatchObject({ known: false });
  });
  test('several empty fields are one thing to look at', () => {
    const empty = (field: string) => ({
      code: 'unfilled_field',
      level: 'stop' as const,
      key: 'unfilled_field',
      spans: [],
      params: { field },
      message: field,
    });
    const insult = {
      code: 'insult',
      level: 'stop' as const,
      key: 'insult:x',
      spans: [],
      params: { word: 'x' },
      message: 'm',
    };
    const found = gathered([empty('sender.name'), insult, empty('sender.town'), empty('sender.town')]);
    expect(found.map((f) => f.code)).toEqual(['unfilled_field', 'insult']);
    expect(findingText(found[0] ?? insult).text).toBe('The letter still needs your name and your town.');
  });
  test('the language to greet somebody in', () => {
    expect([guess(['nl-NL', 'ru-RU', 'en']), guess(['de']), guess([])]).toEqual(['ru', 'de', 'en']);
  });
});

describe('plurals', () => {
  test.each([
    [1, '1 письмо'],
    [3, '3 письма'],
    [5, '5 писем'],
    [21, '21 письмо'],
    [112, '112 писем'],
  ])('Russian counts %i letters', async (count, words) => {
    await speak('ru');
    expect(t('write.review', { count })).toBe(`Проверить ${words}`);
  });
});

test('of two languages asked for in a row the last one is spoken', async () => {
  await Promise.all([speak('es'), speak('ru')]);
  expect([language(), document.documentElement.lang]).toEqual(['ru', 'ru']);
});

describe('many wishes, one deed', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  test('a burst costs one deed, a wish during the deed one more', async () => {
    let deeds = 0;
    let finish: () => void = () => undefined;
    const soon = coalesce(() => {
      deeds += 1;
      return new Promise<void>((done) => (finish = done));
    });
    for (let n = 0; n < 20; n += 1) soon.again();
    await vi.advanceTimersByTimeAsync(100);
    expect(deeds).toBe(1);
    soon.again();
    soon.again();
    await vi.advanceTimersByTimeAsync(1000);
    expect(deeds, 'never two at a time').toBe(1);
    finish();
    await vi.advanceTimersByTimeAsync(100);
    expect(deeds).toBe(2);
    soon.stop();
    finish();
    soon.again();
    await vi.advanceTimersByTimeAsync(1000);
    expect(deeds, 'stopped is stopped').toBe(2);
  });
  test('a gap keeps deeds apart, though the first comes at once', async () => {
    const begun: number[] = [];
    const soon = coalesce(
      () => {
        begun.push(Date.now());
        return Promise.resolve();
      },
      60,
      450,
    );
    const start = Date.now();
    for (let n = 0; n < 20; n += 1) {
      soon.again();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(begun.map((at) => at - start)).toEqual([60, 510, 960, 1410, 1860]);
    soon.stop();
  });
  test('what a person did is not kept waiting, and not done beside the deed that runs', async () => {
    let running = 0;
    let deeds = 0;
    const soon = coalesce(
      async () => {
        expect(running, 'never two at a time').toBe(0);
        running += 1;
        await new Promise((done) => setTimeout(done, 50));
        running -= 1;
        deeds += 1;
      },
      60,
      450,
    );
    const first = soon.now();
    await vi.advanceTimersByTimeAsync(10);
    const second = soon.now();
    const third = soon.now();
    await vi.advanceTimersByTimeAsync(100);
    await Promise.all([first, second, third]);
    expect(deeds, 'the two that waited are one').toBe(2);
  });
});

describe('a mailbox', () => {
  test.each([
    ['smtp.example.org', 'smtps://smtp.example.org:465', 'tls', '465'],
    [' smtp.example.org:587 ', 'smtp://smtp.example.org:587', 'starttls', '587'],
    ['smtp.example.org:2465', 'smtps://smtp.example.org:2465', 'tls', '2465'],
    ['smtps://mail.example.org', 'smtps://mail.example.org', 'tls', '465'],
    ['smtp+insecure://127.0.0.1:2525', 'smtp+insecure://127.0.0.1:2525', 'own', ''],
    ['', '', 'own', ''],
  ])('the server “%s” is %s', (typed, url, kind, port) => {
    expect(serverUrl(typed)).toBe(url);
    expect(safety(url)).toEqual({ kind, port });
  });
  test.each([
    ['vera@example.org', true],
    [' vera@post.example.org ', true],
    ['vera', false],
    ['vera@example', false],
    ['vera@example.', false],
    ['ve ra@example.org', false],
  ])('“%s” is an address: %s', (typed, is) => expect(isAddress(typed)).toBe(is));
});

test.each([
  ['en', 0, '1 min'],
  ['en', 30_000, '1 min'],
  ['en', 60 * 60_000, '1 h'],
  ['en', 144 * 60_000, '2 h 24 min'],
  ['ru', 144 * 60_000, '2 ч 24 мин'],
])('in %s a span of %i ms is “%s”', async (lang, ms, said) => {
  await speak(lang);
  expect(span(ms)).toBe(said);
});
