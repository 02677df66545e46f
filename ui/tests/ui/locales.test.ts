// English in disguise (`src/i18n/disguise.ts`, `?lang=en-XA`): what is not translated, what has no room for longer words;
// and Persian: what does not turn round when one reads from the right.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATES } from '../states.mjs';
import { browserForTheseTests, open } from './browser';
import { cut, named, overlapping, sticksOut, untranslated } from './looks';

/** Wide enough that the desk has its three columns, and small. */
const SIZES = [
  { width: 1280, height: 800 },
  { width: 900, height: 600 },
];

async function crowded(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const look of [cut, overlapping, sticksOut])
      for (const line of await page.evaluate(look)) found.push(`${size.width}: ${line}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  return found;
}

/** One page for all states: a new one for each would take twice as long. */
function onePage(lang: string): () => Page {
  const { page: newPage } = browserForTheseTests();
  let page: Page | undefined;
  beforeAll(async () => {
    page = await newPage({ locale: lang });
  });
  return () => {
    if (!page) throw new Error('the page did not open');
    return page;
  };
}

describe('in words that are a third longer', () => {
  const page = onePage('en-XA');
  let names: string[] = [];
  beforeAll(async () => {
    names = await page().evaluate(named);
  });
  test.each(STATES.map((s) => s.name))(
    '%s: every word is translated, nothing is cut, nothing overlaps',
    async (name) => {
      await open(page(), name, 'en-XA');
      expect(await page().evaluate(() => document.documentElement.lang)).toBe('en-XA');
      expect(await page().evaluate(untranslated, names), 'words that did not come from i18n').toEqual([]);
      expect(await crowded(page())).toEqual([]);
    },
  );
});

describe('in Persian, read from the right to the left', () => {
  const page = onePage('fa');
  test.each(STATES.map((s) => s.name))('%s: nothing is cut, nothing overlaps', async (name) => {
    await open(page(), name, 'fa');
    expect(await page().evaluate(() => document.documentElement.dir)).toBe('rtl');
    const places = await page().evaluate(() =>
      ['#app nav', '#app main'].map((part) => document.querySelector(part)?.getBoundingClientRect().x),
    );
    const [rail, main] = places;
    if (rail !== undefined && main !== undefined)
      expect(rail, 'the rail is at the right').toBeGreaterThan(main);
    expect(await crowded(page())).toEqual([]);
  });
});

test('what is released knows no disguise', () => {
  const folder = inject('released');
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
  expect(names.length).toBeGreaterThan(3);
  for (const file of names.filter((f) => /\.(?:js|html)$/.test(f.name))) {
    const text = readFileSync(join(file.parentPath, file.name), 'utf8');
    for (const word of ['en-XA', '⟦']) expect(text.includes(word), `${file.name}: ${word}`).toBe(false);
  }
});

// The looks themselves see what they are for.
describe('a page that is wrong is found', () => {
  const { page: newPage, closing } = browserForTheseTests();
  test.each<[string, (names: string[]) => string[], string, RegExp, string?]>([
    ['a word of its own', untranslated, '<p>⟦Ḱéépt⟧ forgotten</p>', /forgotten/],
    ['a name for the ear', untranslated, '<button aria-label="Close it">⟦x⟧</button>', /Close it/],
    [
      'a cut word',
      cut,
      '<p class="t">A rather long sentence that has no room</p>',
      /rather long/,
      '.t { width: 60px; overflow: hidden; white-space: nowrap }',
    ],
    [
      'two words in one place',
      overlapping,
      '<main><p>One sentence here</p><p class="t">Another sentence</p></main>',
      /One sentence.*Another|Another.*One sentence/,
      '.t { margin-top: -28px }',
    ],
    [
      'a part that is too wide',
      sticksOut,
      '<main class="t"><p>wide</p></main>',
      /page by/,
      '.t { width: 3000px }',
    ],
  ])('%s', async (_, look, html, found, css = '') => {
    await closing(await newPage(), async (page) => {
      await page.setContent(`<style>${css}</style>${html}`);
      expect(await page.evaluate(look, [])).toEqual([expect.stringMatching(found)]);
    });
  });
});
