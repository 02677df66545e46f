// The colours can be read: contrast measured from the tokens, in both themes and where more contrast is asked for.
// WCAG 2.2: 1.4.3 text 4.5:1, 1.4.11 edges and focus 3:1.
import { describe, expect, test } from 'vitest';
import tokens from '../../src/styles/tokens.css?raw';

type Theme = 'light' | 'dark';
type Palette = Map<string, string>;

const bare = (css: string): string => css.replaceAll(/\/\*[\s\S]*?\*\//g, '');
const PAIR = /--([\w-]+):\s*light-dark\((#[\da-f]{3,6}),\s*(#[\da-f]{3,6})\)/g;

/** The plain colours of the page; `more`: for somebody who asked the computer for more contrast. */
function palette(theme: Theme, more: boolean): Palette {
  const [usual = '', asked = ''] = bare(tokens).split('@media (prefers-contrast: more)');
  const found: Palette = new Map();
  for (const part of more ? [usual, asked] : [usual])
    for (const [, name = '', light = '', dark = ''] of part.matchAll(PAIR))
      found.set(name, theme === 'light' ? light : dark);
  return found;
}

/** Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const long = hex.length === 4 ? hex.replaceAll(/[\da-f]/g, '$&$&') : hex;
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(long.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const PLAIN = ['paper', 'sheet', 'shade'];
const SOFT = ['blue-soft', 'yellow-soft', 'yellow-card', 'good-soft', 'wait-soft', 'bad-soft', 'doubt-soft'];
const GROUNDS = [...PLAIN, ...SOFT];

/** Which words may stand on which ground. */
const TEXT: Record<string, string[]> = {
  ink: GROUNDS,
  'ink-2': GROUNDS,
  'ink-3': GROUNDS,
  blue: GROUNDS,
  'blue-deep': GROUNDS,
  good: [...PLAIN, 'good-soft'],
  wait: [...PLAIN, 'wait-soft', 'yellow-soft'],
  bad: [...PLAIN, 'bad-soft', 'wait-soft', 'blue-soft', 'yellow-soft'],
  doubt: [...PLAIN, 'doubt-soft'],
  'on-blue': ['blue', 'blue-deep'],
  'on-bad': ['bad'],
};

/** What has to be seen without being read: edges of fields, the ring of the focus, bars and dots of states. */
const SHAPES: Record<string, string[]> = {
  edge: GROUNDS,
  blue: GROUNDS,
  good: PLAIN,
  wait: [...PLAIN, 'yellow-soft'],
  bad: [...PLAIN, 'bad-soft'],
  doubt: PLAIN,
  petal: PLAIN,
};

const pairs = (table: Record<string, string[]>): [string, string][] =>
  Object.entries(table).flatMap(([over, under]) => under.map((ground): [string, string] => [over, ground]));

describe.each([
  ['light', false],
  ['dark', false],
  ['light', true],
  ['dark', true],
] as const)('in the %s theme, more contrast asked for: %s', (theme, more) => {
  const colours = palette(theme, more);
  const ratio = (over: string, under: string): number => {
    const [one, other] = [colours.get(over), colours.get(under)];
    if (!one || !other) throw new Error(`no colour ${one ? under : over} in tokens.css`);
    return contrast(one, other);
  };
  const below = (table: Record<string, string[]>, least: number): string[] =>
    pairs(table)
      .filter(([over, under]) => ratio(over, under) < least)
      .map(([over, under]) => `${over} on ${under}: ${ratio(over, under).toFixed(2)}`);

  test('all words reach 4.5:1 on their grounds', () => expect(below(TEXT, 4.5)).toEqual([]));
  test('edges, rings and marks reach 3:1', () => expect(below(SHAPES, 3)).toEqual([]));
  test('the yellow margin is told apart from the sheet by more than its colour', () => {
    // The yellow is the flower's and stays pale on white; so its box has a heading, and a ring while one writes.
    expect(ratio('wait', 'yellow-soft'), 'the heading').toBeGreaterThanOrEqual(4.5);
    expect(ratio('wait', 'sheet'), 'the ring').toBeGreaterThanOrEqual(3);
    expect(ratio('yellow', 'sheet'), 'and the margin is no white').toBeGreaterThan(1.5);
  });
  if (more)
    test('whoever asked for more contrast gets it: quiet words 7:1, hairlines 3:1', () => {
      for (const ground of PLAIN) {
        expect(ratio('ink-2', ground)).toBeGreaterThanOrEqual(7);
        expect(ratio('ink-3', ground)).toBeGreaterThanOrEqual(7);
        expect(ratio('line', ground)).toBeGreaterThanOrEqual(3);
      }
    });
});

test('the ratios are those of the standard', () => {
  expect(contrast('#000', '#fff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

const SOURCES = {
  ...import.meta.glob<string>('../../src/**/*.svelte', { query: '?raw', import: 'default', eager: true }),
  ...import.meta.glob<string>('../../src/styles/base.css', { query: '?raw', import: 'default', eager: true }),
};
type Rule = { file: string; selector: string; color: string | null; ground: string | null };

/** The rules of all components; colours by the name of their token, else as they are written. */
function rules(): Rule[] {
  const named = (value: string | undefined): string | null =>
    value === undefined ? null : (/^var\(--([\w-]+)\)$/.exec(value.trim())?.[1] ?? value.trim());
  return Object.entries(SOURCES).flatMap(([file, text]) => {
    const css = file.endsWith('.css') ? text : (/<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '');
    return [...bare(css).matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector = '', body = '']) => ({
      file: file.replace('../../src/', ''),
      selector: selector.trim().replaceAll(/\s+/g, ' '),
      color: named(/(?:^|[;\s])color:\s*([^;]+);/.exec(body)?.[1]),
      ground: named(/(?:^|[;\s])background(?:-color)?:\s*([^;]+);/.exec(body)?.[1]),
    }));
  });
}

const NO_GROUND = new Set(['none', 'transparent', 'inherit']);
const SYSTEM = /^(?:CanvasText|Canvas|Highlight|HighlightText|ButtonText|ButtonFace|GrayText|LinkText)$/;
const NO_INK = new Set(['inherit', 'currentcolor', 'transparent']);

test('components use only pairs of the tables, and no colour of their own', () => {
  const known = new Set(pairs(TEXT).map((pair) => pair.join(' on ')));
  const all = rules();
  expect(all.length, 'the rules were found').toBeGreaterThan(400);
  const strange = all.flatMap(({ file, selector, color, ground }) => {
    const where = `${file} { ${selector} }`;
    const inked = color !== null && !NO_INK.has(color) && !SYSTEM.test(color);
    const grounded = ground !== null && !NO_GROUND.has(ground) && !SYSTEM.test(ground);
    if (inked && !(color in TEXT)) return [`${where}: ${color} is no colour of words`];
    if (grounded && /#|rgb|hsl|light-dark/.test(ground)) return [`${where}: ${ground} is no token`];
    // A checkbox that is not ticked has its tick hidden.
    const hidden = /\[type='checkbox'\], input\[type='radio'\]$/.test(selector);
    if (inked && grounded && !hidden && !known.has(`${color} on ${ground}`))
      return [`${where}: ${color} on ${ground} is in no table`];
    return [];
  });
  expect(strange).toEqual([]);
});

test('what stands on a coloured ground of the same component is in the tables too', () => {
  // A ground and a colour of the same file may meet, as far as their selectors tell: one begins with the other.
  const known = new Set(pairs(TEXT).map((pair) => pair.join(' on ')));
  const all = rules();
  const strange = all
    .filter((under) => under.ground !== null && SOFT.includes(under.ground))
    .flatMap((under) =>
      all
        .filter((over) => over.file === under.file && over.color !== null && over.color in TEXT)
        .filter((over) => over.selector.startsWith(`${under.selector} `) && over.ground === null)
        .filter((over) => !known.has(`${over.color} on ${under.ground}`))
        .map((over) => `${over.file} { ${over.selector} }: ${over.color} on ${under.ground}`),
    );
  expect(strange).toEqual([]);
});
