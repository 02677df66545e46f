// Every state of every screen in one language: no barrier that axe knows, nothing that sticks out.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { STATES } from '../states.mjs';
import { browserForTheseTests, complaints, open } from './browser';
import { sticksOut } from './looks';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What a theme can change: themes are colours (`src/styles/tokens.css`), the rest of the page is the same. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** What axe finds, a line for each place. */
async function barriers(axe: AxeBuilder): Promise<string[]> {
  const found = await axe.analyze();
  // The keys of the editor scroll its list of completions (`aria-activedescendant`); axe knows that of comboboxes only.
  const byItsText = (line: string): boolean => /^scrollable-region-focusable: \S*,#cm-ac-/.test(line);
  return found.violations
    .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} ${n.failureSummary ?? ''}`))
    .filter((line) => !byItsText(line));
}

const largeLetters = (): void => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('html { font-size: 200% }');
  document.adoptedStyleSheets = [sheet];
};

/** Tests of all states in a language; one page walks through them. */
export function screensIn(lang: string, locale: string): void {
  const { page: newPage } = browserForTheseTests();
  let page: Page;
  let heard: string[] = [];
  beforeAll(async () => {
    page = await newPage({ locale });
    heard = complaints(page);
  });
  beforeEach(async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.mouse.move(0, 0);
    heard.length = 0;
  });

  test.each(STATES.map((s) => s.name))('%s: no barrier, nothing sticks out', async (name) => {
    await open(page, name, lang, 'system');
    expect(await page.evaluate(() => document.documentElement.lang), 'the page says its language').toBe(lang);
    expect(await barriers(new AxeBuilder({ page }).withTags(TAGS)), 'light').toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await barriers(new AxeBuilder({ page }).withRules(COLOURS)), 'dark').toEqual([]);
    expect(await page.evaluate(sticksOut), '1280 × 800').toEqual([]);
    await page.setViewportSize({ width: 900, height: 600 });
    expect(await page.evaluate(sticksOut), '900 × 600').toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.evaluate(largeLetters);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('32px');
    expect(await page.evaluate(sticksOut), 'letters twice as large').toEqual([]);
    expect(heard, 'nothing in the console, no breach of the content security policy').toEqual([]);
  });
}
