// Templates as texts: tags, chips, completion, names of folders, files that people choose.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { options } from '../../src/features/templates/code/complete';
import { chipOf } from '../../src/features/templates/code/chip';
import { widened } from '../../src/features/templates/code/editor';
import { speak } from '../../src/i18n';
import { fieldAbout, fieldName, nearest, problemText } from '../../src/i18n/problems';
import type { TemplateProblem } from '../../src/ipc/generated/TemplateProblem';
import type { TemplateRow } from '../../src/ipc/generated/TemplateRow';
import { WORDS } from '../../src/ipc/fake/template-texts';
import { checked, problemsOf } from '../../src/ipc/fake/template-check';
import { forget, keep, keptOf } from '../../src/state/kept';
import { freeId, slug } from '../../src/state/slug';
import { frontEnd, frontValue, lineOf, placeOf, retitled, tags, unfinished } from '../../src/state/tags';
import { grouped, matches } from '../../src/state/templates.svelte';
import { LARGEST, lines, readText } from '../../src/state/text-file';

vi.mock('$backend', () => ({ call: vi.fn(), onChanged: () => Promise.resolve(() => undefined) }));

const FRONT =
  '+++\ntitle = "A \\"good\\" letter"\nsubjects = ["For {{person.name}}"]\nasks = ["release", "visits"]\n+++\n';
const KNOWN = new Set(WORDS.fields.map((field) => field.path));

beforeEach(() => speak('en'));

describe('tags', () => {
  test('are found with their names and their words, also in a subject line with its backslashes', () => {
    const text =
      'a {{person.name}} {{case person.name \\"genitive\\"}} {{#if x.y}}b{{else}}c{{/if}}{{! note }}';
    const found = tags(text).map((tag) => [tag.shape, tag.name, tag.args.map((a) => a.text).join('|')]);
    expect(found).toEqual([
      ['value', 'person.name', ''],
      ['value', 'case', 'person.name|genitive'],
      ['open', 'if', 'x.y'],
      ['else', 'else', ''],
      ['close', 'if', ''],
      ['comment', '', ''],
    ]);
    expect(tags(text).map((tag) => text.slice(tag.from, tag.to))[1]).toBe(
      '{{case person.name \\"genitive\\"}}',
    );
  });

  test.each(['{{', '{{person.name', 'a }} b', '{{a {{b}}', '}}{{'])(
    '%s: what has no end is left alone',
    (text) => {
      expect(tags(text).every((tag) => tag.to > tag.from && text.slice(tag.to - 2, tag.to) === '}}')).toBe(
        true,
      );
      expect(tags(text).length).toBe(text === '{{a {{b}}' ? 1 : 0);
    },
  );

  test('ten thousand openings take no time', () => {
    const begun = performance.now();
    expect(tags('{{'.repeat(10_000))).toEqual([]);
    expect(tags('{{a}}'.repeat(10_000)).length).toBe(10_000);
    expect(performance.now() - begun).toBeLessThan(500);
  });

  test('the lines of TOML end behind the second +++', () => {
    expect(FRONT.slice(0, frontEnd(`${FRONT}Dear`))).toBe(FRONT);
    expect([frontEnd('Dear'), frontEnd('+++\nkind'), frontEnd('a\n+++\nb\n+++\n')]).toEqual([0, 0, 0]);
    expect(frontValue(FRONT, 'title')).toBe('A "good" letter');
    expect(frontValue(FRONT, 'about')).toBeNull();
  });

  test('a copy gets its own title, with quotation marks made safe, and nothing else changes', () => {
    const copy = retitled(`${FRONT}title = "in the letter"`, 'My "own" $& letter');
    expect(frontValue(copy, 'title')).toBe('My "own" $& letter');
    expect(copy).toContain('\ntitle = "in the letter"');
    expect(copy).toContain('subjects = ["For {{person.name}}"]');
  });

  test.each([
    ['Dear {{per', 'per'],
    ['{{case person.name "gen', 'case person.name "gen'],
    ['{{person.name}} and', null],
    ['{{person\n', null],
    ['Dear', null],
  ])('%s: what is being written is %s', (text, inside) => expect(unfinished(text, text.length)).toBe(inside));
});

describe('a problem', () => {
  const problem = (more: Partial<TemplateProblem>): TemplateProblem => ({
    code: 'unknown_field',
    message: 'in English',
    params: {},
    from: 0,
    to: 0,
    line: 1,
    column: 1,
    ...more,
  });
  const text = `${FRONT}Dear {{person.nam}}, {{#ask "bread"}}please{{/ask}}`;

  test('about an ask stands where its name stands', () => {
    const at = placeOf(text, problem({ code: 'missing_ask', params: { ask: 'visits' }, from: 99, to: 99 }));
    expect(text.slice(at.from, at.to)).toBe('"visits"');
    expect(lineOf(text, at.from)).toBe(4);
    const extra = placeOf(text, problem({ code: 'unnamed_ask', params: { ask: 'bread' } }));
    expect(text.slice(extra.from, extra.to)).toBe('{{#ask "bread"}}');
    expect(placeOf(text, problem({ params: { ask: 'unheard' }, from: 7, to: 7 }))).toEqual({
      from: 7,
      to: 7,
    });
  });

  test('names the field that was meant', () => {
    const from = text.indexOf('{{person.nam}}');
    const known = WORDS.fields.map((field) => field.path);
    expect(problemText(problem({ from, to: from + 14 }), text, known)).toBe(
      'There is no field called “person.nam”. Did you mean “person.name”?',
    );
    expect(nearest('salvation', known)).toBe('salutation');
    expect(nearest('weather', known)).toBeNull();
  });

  test('of tomorrow is told as the program tells it', () => {
    expect(problemText(problem({ code: 'of_tomorrow' }), text, [])).toBe('in English');
  });

  test('without a length is shown on a word, and never beyond the text', () => {
    const shown = (from: number, to = from): string => {
      const mark = widened('one two\n', { from, to, text: '' });
      return 'one two\n'.slice(mark.from, mark.to);
    };
    expect([shown(0), shown(4), shown(7), shown(99), shown(0, 99)]).toEqual([
      'one',
      'two',
      'two',
      'two\n',
      'one two\n',
    ]);
  });
});

describe('a chip', () => {
  const chip = (raw: string) => {
    const [tag] = tags(raw);
    return tag && chipOf(tag, KNOWN);
  };
  test.each([
    ['{{person.name}}', 'the person’s name', 'field'],
    ['{{date letter.date}}', 'the date', 'field'],
    ['{{days person.days}}', 'the days in custody', 'field'],
    ['{{case person.name "genitive"}}', 'the person’s name · genitive', 'field'],
    ['{{gender person "he" "she" "they"}}', 'he / she / they', 'choice'],
    ['{{default sender.town "home"}}', 'your town, or “home”', 'field'],
    ['{{list person.place person.country}}', 'the town of the prison and the country', 'field'],
    ['{{own_words "Why?"}}', 'Own words: Why?', 'own'],
  ])('%s reads “%s”', (raw, label, tone) => expect(chip(raw)).toEqual({ label, tone }));

  test.each([
    '{{person}}',
    '{{person.nam}}',
    '{{#if person.name}}',
    '{{/if}}',
    '{{else}}',
    '{{case person.name}}',
    '{{shout person.name}}',
    '{{date weather}}',
  ])('%s stays as it was written', (raw) => expect(chip(raw)).toBeUndefined());
});

describe('completion', () => {
  const labels = (inside: string, language = 'ru'): string[] =>
    options(inside, WORDS, language).map((it) => it.label);
  test('begins with the fields that are used most, then the helpers', () => {
    expect(labels('').slice(0, 2)).toEqual(['salutation', 'person.name']);
    expect(labels('per')).toContain('own_words');
    expect(labels(''), '`person` alone is no field of a letter').not.toContain('person');
  });
  test('gives each helper what it takes', () => {
    expect(labels('date ')).toEqual(['person.held_since', 'person.sentenced_on', 'letter.date']);
    expect(labels('days ')).toEqual(['person.days']);
    expect(labels('gender ')).toEqual(['person', 'office.holder']);
    expect(labels('#if sender.')).toContain('sender.street');
    expect(labels('#')).toEqual(['ask', 'if', 'unless']);
    expect(labels('own_words ')).toEqual([]);
  });
  test('knows the cases of the language', () => {
    expect(labels('case person.name "')).toEqual([
      'nominative',
      'genitive',
      'dative',
      'accusative',
      'instrumental',
      'prepositional',
    ]);
    expect(labels('case person.name "', 'uk')).toContain('vocative');
    expect(labels('own_words "')).toEqual([]);
  });
});

test.each(['en', 'ru'])('each field and helper has a name and an explanation in %s', async (lang) => {
  await speak(lang);
  for (const field of WORDS.fields) {
    expect(fieldName(field.path), field.path).not.toBe(field.path);
    expect(fieldAbout(field.path, ''), field.path).not.toBe('');
  }
  for (const option of options('', WORDS, 'en')) expect(option.info, option.label).toBeTypeOf('function');
});

describe('the name of a folder', () => {
  test.each([
    ['Warm clothes', 'warm-clothes'],
    ['Тёплая одежда к зиме', 'tyoplaya-odezhda-k-zime'],
    ['Größe & Mut', 'grosse-mut'],
    ['  ', ''],
    ['آزادی', ''],
    ['../../etc', 'etc'],
  ])('%s becomes %s', (name, made) => expect(slug(name)).toBe(made));
  test('is never one that is there', () => {
    expect(freeId('Warm', ['warm', 'warm-2'])).toBe('warm-3');
    expect(freeId('آزادی', ['letter'])).toBe('letter-2');
    expect(slug('a'.repeat(200)).length).toBeLessThanOrEqual(48);
  });
});

describe('a file that somebody chose', () => {
  const file = (bytes: number[] | string): Blob =>
    new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]);
  test('is read as UTF-8, or as UTF-16 when it says so', async () => {
    expect(await readText(file('+++\r\nПривет\r+++'))).toEqual({ text: '+++\nПривет\n+++' });
    expect(await readText(file([0xef, 0xbb, 0xbf, 0x61]))).toEqual({ text: 'a' });
    expect(await readText(file([0xff, 0xfe, 0x1f, 0x04]))).toEqual({ text: 'П' });
  });
  test('of another encoding is refused instead of guessed at', async () => {
    expect(await readText(file([0xcf, 0xf0, 0xe8]))).toEqual({ fault: 'import_encoding' });
  });
  test.each([
    ['', 'import_empty'],
    [' \n', 'import_empty'],
    ['a\0b', 'import_not_text'],
    ['a'.repeat(LARGEST + 1), 'import_too_large'],
  ])('%.5s… is refused', async (text, fault) => expect(await readText(file(text))).toEqual({ fault }));
  test('has one kind of line break', () => expect(lines('\uFEFFa\r\nb\rc')).toBe('a\nb\nc'));
});

describe('unsaved text', () => {
  beforeEach(() => localStorage.clear());
  test('is kept by template and language', () => {
    keep('one', 'en', 'text', new Date('2026-11-23T10:00:00Z'));
    keep('one', 'ru', 'текст');
    keep('one-more', 'en', 'other');
    expect([...keptOf('one').keys()].sort()).toEqual(['en', 'ru']);
    expect(keptOf('one').get('en')).toEqual({ text: 'text', at: '2026-11-23T10:00:00.000Z' });
    forget('one', 'en');
    expect([...keptOf('one').keys()]).toEqual(['ru']);
  });
  test('that is damaged harms nobody', () => {
    localStorage.setItem('unforgotten:template::one:en', '{"text": 3}');
    expect(keptOf('one').size).toBe(0);
    localStorage.setItem('unforgotten:template::one:ru', '{broken');
    expect(() => keptOf('one')).not.toThrow();
  });
  test('is not asked for where the window may keep nothing', () => {
    const set = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new Error('full');
    });
    expect(() => keep('one', 'en', 'text')).not.toThrow();
    set.mockRestore();
  });
});

describe('the list', () => {
  const row = (id: string, kind: TemplateRow['kind'], title: string): TemplateRow => ({
    id,
    title,
    about: '',
    kind,
    when: 'held',
    languages: ['en', 'ru'],
    asks: [],
    words: 1,
    built_in: true,
    own: false,
    problems: 0,
  });
  test('is grouped by whom a letter goes to, officials first', () => {
    const groups = grouped([row('a', 'prisoner', 'A'), row('b', 'official', 'B'), row('c', 'official', 'C')]);
    expect(groups.map((g) => [g.kind, g.rows.length])).toEqual([
      ['official', 2],
      ['prisoner', 1],
    ]);
  });
  test('is searched by title, folder and language', () => {
    const medical = row('medical-care', 'official', 'Léčba');
    expect(['lecba', 'medical', 'russian', 'french'].map((q) => matches(medical, q))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

test('the checker of the fake sees what the screen needs', () => {
  const good = `${FRONT}{{#ask "release"}}a{{/ask}}{{#ask "visits"}}b{{/ask}}`;
  expect(problemsOf(good)).toEqual([]);
  const codes = (text: string): string[] => problemsOf(text).map((it) => it.code);
  expect(codes('Dear')).toEqual(['front_matter']);
  expect(codes(`${good}{{person.nam}}{{#if sender.town}}{{`)).toEqual(['unknown_field', 'syntax', 'syntax']);
  const [en, ru] = checked([
    { language: 'en', text: good, own: true },
    { language: 'ru', text: `${FRONT}{{#ask "release"}}a{{/ask}}{{sender.town}}`, own: true },
  ]).files;
  expect([en?.missing_fields, ru?.missing_asks]).toEqual([['sender.town'], ['visits']]);
});
