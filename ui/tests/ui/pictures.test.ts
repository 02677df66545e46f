// Screens as they looked when somebody looked at them: `tests/pictures/`. `npm run pictures` renews them all. What
// differs is put into `artefacts/pictures` as it is, as it should be, and the difference.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { STATES } from '../states.mjs';
import { browserForTheseTests, open } from './browser';
import { difference, halved, packed, read, written, type Picture } from './picture';

const KEPT = fileURLToPath(new URL('../pictures/', import.meta.url));
const FOUND = fileURLToPath(new URL('../../../artefacts/pictures/', import.meta.url));
const renew = process.env['PICTURES'] === 'renew';

/** One or two states of each screen, and every dialog. Those that move by themselves are not among them. */
const LARGE =
  `first-language first-who first-ties first-ties-chosen first-practice people people-nobody-found people-empty
  person person-free person-bare write-nobody write-chosen write-long-name write-ties write-more coach
  paper-prisoner review review-not-ready review-ties outbox-empty outbox-states outbox-story outbox-stop
  outbox-doubt campaign-finished officials office office-edit person-edit release checks rules templates template-built-in
  template-problems templates-new connect connect-app-password settings settings-safety settings-pace
  settings-remove palette-found shortcuts drop closing closing-unsaved notice fault`.split(/\s+/);
const SMALL = 'people person write-chosen coach outbox-states office settings palette-found'.split(' ');
/** From right to left. */
const PERSIAN = 'people person write-chosen review outbox-states settings'.split(' ');

const LANGUAGES = { en: 'en-GB', ru: 'ru-RU', fa: 'fa-IR' };
const THEMES = ['light', 'dark'] as const;

/** Monday morning where the fake writer lives. */
const NOW = new Date('2026-11-23T09:20:00Z');

const cases = [
  ...LARGE.map((name) => ({ name, width: 1280, height: 800 })),
  ...SMALL.map((name) => ({ name, width: 900, height: 600 })),
];
const casesIn = (lang: string): typeof cases =>
  cases.filter(({ name, width }) => lang !== 'fa' || (width === 1280 && PERSIAN.includes(name)));
const file = (name: string, width: number, lang: string, theme: string): string =>
  `${name}-${lang}-${theme}${width === 1280 ? '' : `-${width}`}.png`;

/** How much may differ and still be the same screen; see below what this finds. */
const POINTS = 0.02;
const PARTS = 2;
const same = (expected: Picture, actual: Picture): boolean => {
  const { points, parts } = difference(expected, actual);
  return points <= POINTS && parts <= PARTS;
};

/** A picture of what has come to rest: twice the same. */
async function picture(page: Page): Promise<Picture> {
  const shot = (): Promise<Buffer> => page.screenshot({ animations: 'disabled', caret: 'hide' });
  let before = await shot();
  for (let again = 0; again < 12; again += 1) {
    await page.waitForTimeout(200);
    const now = await shot();
    if (now.equals(before)) break;
    before = now;
  }
  return halved(read(before));
}

/** Dates stand still; timers run, and so does `performance`, which Playwright's own clock takes away. */
function stop(now: number): void {
  const Running = Date;
  class Standing extends Running {
    constructor(...given: unknown[]) {
      super(...((given.length > 0 ? given : [now]) as [number]));
    }
    static override now(): number {
      return now;
    }
  }
  globalThis.Date = Standing as DateConstructor;
}

/** A page whose clock stands, one for all states. */
function standing(locale: string): () => Page {
  const { page: newPage } = browserForTheseTests();
  let page: Page | undefined;
  beforeAll(async () => {
    page = await newPage({ locale, timezoneId: 'Europe/Stockholm' });
    await page.addInitScript(stop, NOW.getTime());
  });
  return () => {
    if (!page) throw new Error('the page did not open');
    return page;
  };
}

describe.each(Object.entries(LANGUAGES))('in %s', (lang, locale) => {
  const page = standing(locale);
  test.each(casesIn(lang))('$name at $width looks as it did', async ({ name, width, height }) => {
    // The way there is walked in the large window; the small one is made of it.
    await page().setViewportSize({ width: 1280, height: 800 });
    await page().emulateMedia({ colorScheme: 'light' });
    await page().mouse.move(0, 0);
    await open(page(), name, lang, 'system');
    await page().waitForFunction(
      () => !document.querySelector('[data-testid$=saved]:is([data-state=saving], [data-state=waiting])'),
    );
    await page().setViewportSize({ width, height });
    const wrong: string[] = [];
    for (const theme of THEMES) {
      await page().emulateMedia({ colorScheme: theme });
      const kept = join(KEPT, file(name, width, lang, theme));
      if (renew) {
        mkdirSync(KEPT, { recursive: true });
        const now = await picture(page());
        // What looks the same stays as it is, so that a change shows what changed.
        if (!existsSync(kept) || !same(read(readFileSync(kept)), now)) writeFileSync(kept, packed(now));
        continue;
      }
      if (!existsSync(kept)) {
        wrong.push(`${theme}: no picture yet, run \`npm run pictures\``);
        continue;
      }
      const expected = read(readFileSync(kept));
      let actual = await picture(page());
      for (let again = 0; again < 3 && !same(expected, actual); again += 1) {
        await page().waitForTimeout(250); // something was on its way
        actual = await picture(page());
      }
      const { points, parts, picture: where } = difference(expected, actual);
      if (same(expected, actual)) continue;
      mkdirSync(FOUND, { recursive: true });
      const stem = join(FOUND, file(name, width, lang, theme).replace('.png', ''));
      writeFileSync(`${stem}-expected.png`, written(expected));
      writeFileSync(`${stem}-actual.png`, written(actual));
      writeFileSync(`${stem}-difference.png`, written(where));
      wrong.push(`${theme}: ${(points * 100).toFixed(2)} % of the points and ${parts} parts: ${stem}-*.png`);
    }
    expect(wrong).toEqual([]);
  });
});

test('each picture belongs to a screen, and all together are under 6 MB', () => {
  const wanted = new Set(
    Object.keys(LANGUAGES).flatMap((lang) =>
      casesIn(lang).flatMap(({ name, width }) => THEMES.map((theme) => file(name, width, lang, theme))),
    ),
  );
  const states = new Set(STATES.map((s) => s.name));
  expect(LARGE.filter((name) => !states.has(name))).toEqual([]);
  const there = existsSync(KEPT) ? readdirSync(KEPT).filter((name) => name.endsWith('.png')) : [];
  const strange = there.filter((name) => !wanted.has(name));
  if (renew) for (const name of strange) rmSync(join(KEPT, name));
  else expect(strange).toEqual([]);
  const kept = there.filter((name) => wanted.has(name));
  const bytes = kept.reduce((sum, name) => sum + readFileSync(join(KEPT, name)).length, 0);
  console.log(`${kept.length} pictures, ${(bytes / 2 ** 20).toFixed(1)} MB`);
  expect(bytes).toBeLessThan(6 * 2 ** 20);
});

// What the comparison sees and what it overlooks.
describe('the comparison', () => {
  const page = standing('en-GB');
  const css = async (rules: string): Promise<Picture> => {
    await page().evaluate((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      document.adoptedStyleSheets = [sheet];
    }, rules);
    return picture(page());
  };
  let plain: Picture;
  beforeAll(async () => {
    await open(page(), 'people', 'en', 'light');
    plain = read(packed(await picture(page())));
  });

  test('overlooks a second look and a hair of another colour', async () => {
    expect(same(plain, await css(''))).toBe(true);
    expect(same(plain, await css('html { -webkit-text-stroke: 0.1px }')), 'letters drawn otherwise').toBe(
      true,
    );
    expect(same(plain, await css('body { background: #f9f7f2 }'))).toBe(true);
  });
  test.each([
    ['a card that moved by twelve points', 'main [role=listitem]:nth-child(2) { translate: 12px 0 }'],
    ['all of it moved by four points', 'main { translate: 0 4px }'],
    ['a button that is gone', 'main button { visibility: hidden }'],
    ['a heading that is gone', 'h1 { visibility: hidden }'],
    ['another blue', ':root { --blue: #7f2fb3 }'],
    ['letters without their font', 'h1, .name { font-family: monospace }'],
    ['a ground that is grey', 'nav { background: #ddd }'],
  ])('sees %s', async (_, rules) => {
    const { points, parts } = difference(plain, await css(rules));
    console.log(`${rules}: ${(points * 100).toFixed(2)} %, ${parts} parts`);
    expect(points > POINTS || parts > PARTS).toBe(true);
  });
});
