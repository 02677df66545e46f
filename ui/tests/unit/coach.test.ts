// The coach in the window: its list, its marks, what is read aloud, which rules are shown.
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { details } from '../../src/features/rules/told';
import Finding from '../../src/features/shared/Finding.svelte';
import { cut, inTyped, marksOf, type Mark } from '../../src/features/shared/marks';
import { speak } from '../../src/i18n';
import { findingText } from '../../src/i18n/codes';
import type { CoachRule } from '../../src/ipc/generated/CoachRule';
import type { Finding as Found } from '../../src/ipc/generated/Finding';
import type { Preview } from '../../src/ipc/generated/Preview';
import { coach } from '../../src/state/coach.svelte';
import { inOrder, shown, sorted } from '../../src/state/findings';
import { notices } from '../../src/state/notices.svelte';
import { countriesOf, filtered, groupOf } from '../../src/state/rules';

vi.mock('$backend', () => ({
  call: vi.fn(),
  notify: vi.fn(),
  onChanged: () => Promise.resolve(() => undefined),
}));

const found = (code: string, level: Found['level'] = 'warn', more: Partial<Found> = {}): Found => ({
  code,
  level,
  key: code,
  spans: [],
  params: {},
  message: code,
  ...more,
});
const span = (from: number, to: number, part: 'text' | 'subject' = 'text') => ({ part, from, to });
const keys = (findings: Found[]): string[] => findings.map((f) => f.key);

beforeEach(async () => speak('en'));
afterEach(cleanup);

describe('the list', () => {
  test('has the gravest first', () => {
    const list = [found('pity', 'tip'), found('long'), found('insult', 'stop'), found('short')];
    expect(keys(inOrder([], list))).toEqual(['insult', 'long', 'short', 'pity']);
  });
  test('does not jump while somebody types: what was there stays, what is new comes after it', () => {
    const before = inOrder([], [found('c'), found('a')]);
    expect(keys(inOrder(before, [found('a'), found('b'), found('c')]))).toEqual(['c', 'a', 'b']);
    expect(keys(inOrder(before, [found('a')])), 'what is mended is gone').toEqual(['a']);
  });
  test('keeps the place of a finding whose words grow', () => {
    const loud = (text: string): Found => found('shouting', 'warn', { key: `shouting:${text}` });
    const before = inOrder([], [loud('!!'), found('long')]);
    expect(keys(inOrder(before, [found('long'), loud('!!!')]))).toEqual(['shouting:!!!', 'long']);
  });
  test('has each key once, with all its places', () => {
    const twice = [
      found('insult', 'stop', { spans: [span(1, 2)] }),
      found('insult', 'stop', { spans: [span(5, 6)] }),
    ];
    expect(inOrder([], twice).map((f) => f.spans.length)).toEqual([2]);
  });
  test('sets aside what the writer dismissed, but never a stop', () => {
    const told = sorted(
      [found('insult', 'stop'), found('long'), found('pity', 'tip')],
      ['insult', 'long', 'gone'],
    );
    expect([keys(told.stops), keys(told.warns), keys(told.tips), keys(told.aside)]).toEqual([
      ['insult'],
      [],
      ['pity'],
      ['long'],
    ]);
    expect(keys(shown(told)), 'and does not underline it').toEqual(['insult', 'pity']);
  });
});

describe('marks', () => {
  const mark = (from: number, to: number, key = 'k'): Mark => ({
    from,
    to,
    place: 0,
    finding: found('insult', 'stop', { key }),
  });
  test('are cut out of the text of their part', () => {
    const one = found('insult', 'stop', { spans: [span(4, 6), span(0, 2, 'subject'), span(3, 3)] });
    expect(marksOf([one], 'text').map((m) => [m.from, m.to, m.place])).toEqual([[4, 6, 0]]);
    const pieces = cut('abcdefgh', 0, marksOf([one], 'text'));
    expect(pieces.map((p) => [p.text, p.marks.length])).toEqual([
      ['abcd', 0],
      ['ef', 1],
      ['gh', 0],
    ]);
  });
  test('lie over each other and over the edge of a segment', () => {
    const pieces = cut('cdef', 2, [mark(0, 4, 'a'), mark(3, 99, 'b')]);
    expect(pieces.map((p) => [p.text, p.from, p.marks.map((m) => m.finding.key)])).toEqual([
      ['c', 2, ['a']],
      ['d', 3, ['a', 'b']],
      ['ef', 4, ['b']],
    ]);
  });
  test('count as strings do here: a letter beyond the first plane is two units', () => {
    expect(cut('😀 ab', 0, [mark(3, 5)]).map((p) => p.text)).toEqual(['😀 ', 'ab']);
  });
  test('a text without marks, and an empty one, are left whole', () => {
    expect(cut('ab', 7, [mark(0, 7), mark(9, 12)]).map((p) => p.text)).toEqual(['ab']);
    expect(cut('', 0, [mark(0, 7)])).toEqual([]);
  });

  const own = { text: 'they are idiots, idiots', at: 100 };
  const typed = (words: string, marks: Mark[]): string[] =>
    inTyped(words, own, marks).map((m) => `${m.from}:${words.slice(m.from, m.to)}`);
  test('of own words are found in what is typed, though the program trimmed it', () => {
    expect(typed('\n  they are idiots, idiots  ', [mark(109, 115)])).toEqual(['12:idiots']);
  });
  test('stay with the nearest of the same words while somebody types on', () => {
    expect(typed('well, they are idiots, idiots', [mark(109, 115), mark(117, 123)])).toEqual([
      '15:idiots',
      '15:idiots',
    ]);
    expect(typed('they are idiots, idiots', [mark(109, 115), mark(117, 123)])).toEqual([
      '9:idiots',
      '17:idiots',
    ]);
  });
  test('go when their words go, and do not reach out of the own words', () => {
    expect(typed('they are kind', [mark(109, 115), mark(90, 104), mark(120, 140)])).toEqual([]);
  });
});

describe('what newly stops a letter', () => {
  const preview = (office: string, findings: Found[]): Preview =>
    ({ letter: { person: 'p', office, template: 't', language: 'en' }, findings }) as unknown as Preview;
  const insult = found('insult', 'stop', { params: { word: 'idiots' } });
  beforeEach(() => {
    coach.hear(null);
    notices.spoken = '';
  });
  test('is read aloud once', () => {
    coach.hear(preview('a', []));
    coach.hear(preview('a', [insult]));
    expect(notices.spoken).toContain('A harsh word. “idiots”');
    notices.spoken = '';
    coach.hear(preview('a', [insult, found('long')]));
    coach.hear(preview('a', [insult]));
    expect(notices.spoken, 'the same stop, and a warning, are not').toBe('');
  });
  test('is not news in a letter that was just opened', () => {
    coach.hear(preview('a', []));
    coach.hear(preview('b', [insult]));
    expect(notices.spoken).toBe('');
    expect(keys(coach.findings)).toEqual(['insult']);
  });
});

describe('a finding in the list', () => {
  test.each([
    ['that is seen in the letter leads there', [span(0, 2)], true],
    ['that is missing from the letter leads nowhere', [], false],
  ])('%s', (_, spans, leads) => {
    const { container } = render(Finding, { finding: found('shouting', 'warn', { spans }) });
    expect(container.querySelector('button.show') !== null).toBe(leads);
  });
  test('can be set aside where that is offered', async () => {
    const ondismiss = vi.fn();
    render(Finding, {
      finding: found('long', 'warn', { params: { words: '412', limit: '350' } }),
      ondismiss,
    });
    expect(screen.getByText(/412 words. About 350/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Not here: Longer than a page' }));
    expect(ondismiss).toHaveBeenCalledOnce();
  });
  test.each([
    ['like_template', '72% as in the template'],
    ['same_as_others', '72% as in another letter'],
  ])('%s shows how much, as a bar with its words', (code, words) => {
    render(Finding, { finding: found(code, 'warn', { params: { percent: '72' } }) });
    expect(screen.getByRole('img', { name: words })).toBeTruthy();
  });
  test('others have no bar', () => {
    render(Finding, { finding: found('long') });
    expect(screen.queryByRole('img')).toBeNull();
  });
  test('without words of ours shows those of the program', () => {
    render(Finding, { finding: found('of_tomorrow', 'warn', { message: 'said in English' }) });
    expect(screen.getByText('said in English')).toBeTruthy();
  });
  test('names languages, and counts as people do', async () => {
    const say = (code: string, params: Record<string, string>): string =>
      findingText(found(code, 'warn', { params })).text;
    expect(say('their_language', { languages: 'ru, be' })).toContain('Russian or Belarusian');
    expect(say('over_length', { count: '12400', max: '2400' })).toContain('12,400 characters');
    await speak('ru');
    expect(say('their_language', { languages: 'ru, be' })).toContain('русский или белорусский');
  });
});

describe('the rules', () => {
  const rule = (code: string, more: Partial<CoachRule> = {}): CoachRule => ({
    code,
    level: 'stop',
    elsewhere: null,
    limit: null,
    kinds: [],
    countries: [],
    languages: [],
    about: code,
    sources: [],
    ...more,
  });
  const all = [
    rule('released'),
    rule('insult', { kinds: ['official', 'embassy', 'representative', 'press'] }),
    rule('good_word', { level: 'tip', kinds: ['official', 'embassy'] }),
    rule('the_case', { elsewhere: 'warn', kinds: ['prisoner'], countries: ['RU', 'BY'] }),
    rule('lgbt', { level: 'warn', kinds: ['prisoner'], countries: ['RU'] }),
  ];
  const told = (filter: Parameters<typeof filtered>[1]): string[] =>
    filtered(all, filter).flatMap(({ group, rules }) =>
      rules.map((r) => `${group} ${r.rule.code} ${r.level}`),
    );
  test('are grouped by whom the letter goes to', () => {
    expect(all.map(groupOf)).toEqual(['every', 'others', 'others', 'prisoners', 'prisoners']);
    expect(countriesOf(all)).toEqual(['RU', 'BY']);
    expect(told({ kind: null, country: null }).length).toBe(5);
  });
  test('weigh less elsewhere, or do not hold there', () => {
    expect(told({ kind: 'prisoner', country: 'RU' })).toEqual([
      'every released stop',
      'prisoners the_case stop',
      'prisoners lgbt warn',
    ]);
    expect(told({ kind: 'prisoner', country: 'other' })).toEqual([
      'every released stop',
      'prisoners the_case warn',
    ]);
  });
  test('of one kind leave out those of the others', () => {
    expect(told({ kind: 'press', country: null })).toEqual(['every released stop', 'others insult stop']);
  });
  test.each([
    [rule('long', { limit: 350 }), 'At most 350 words.'],
    [rule('like_template', { limit: 70 }), 'Less than 70%.'],
    [rule('of_tomorrow', { limit: 7 }), 'Limit: 7.'],
    [rule('good_word', { kinds: ['official', 'embassy'] }), 'To officials and embassies only.'],
    [rule('insult', { kinds: ['official', 'embassy', 'representative', 'press'] }), ''],
    [
      rule('the_case', { elsewhere: 'warn', kinds: ['prisoner'], countries: ['RU', 'BY'] }),
      'In Russia and Belarus; elsewhere: worth a look.',
    ],
    [
      rule('latin_words', { kinds: ['prisoner'], languages: ['ru', 'uk'] }),
      'For letters in Russian and Ukrainian.',
    ],
  ])('%o says for what it holds', (it, words) => expect(details(it)).toBe(words));
});
