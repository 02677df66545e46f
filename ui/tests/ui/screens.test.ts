import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { STATES } from '../states.mjs';
import { browserForTheseTests, complaints, open } from './browser';
import { sticksOut } from './looks';

const LOCALES = { en: 'en-GB', ru: 'ru-RU' } as const;
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds, a line for each place. */
async function barriers(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).withTags(TAGS).analyze();
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

describe.each(['en', 'ru'] as const)('in %s', (lang) => {
  const { page: newPage, closing } = browserForTheseTests();
  test.each(STATES.map((s) => s.name))('%s: no barrier, nothing sticks out', async (name) => {
    await closing(await newPage({ locale: LOCALES[lang] }), async (page) => {
      const heard = complaints(page);
      await open(page, name, lang, 'system');
      expect(await page.evaluate(() => document.documentElement.lang), 'the page says its language').toBe(
        lang,
      );
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await barriers(page), colorScheme).toEqual([]);
      }
      expect(await page.evaluate(sticksOut), '1280 × 800').toEqual([]);
      await page.setViewportSize({ width: 900, height: 600 });
      expect(await page.evaluate(sticksOut), '900 × 600').toEqual([]);
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.evaluate(largeLetters);
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('32px');
      expect(await page.evaluate(sticksOut), 'letters twice as large').toEqual([]);
      expect(heard, 'nothing in the console, no breach of the content security policy').toEqual([]);
    });
  });
});

describe('in a small window', () => {
  const { page: newPage, closing } = browserForTheseTests();
  test('the letter is whole and the advice stands under it', async () => {
    await closing(await newPage({ viewport: { width: 900, height: 600 } }), async (page) => {
      await open(page, 'write-chosen');
      const sheet = await page.locator('article').boundingBox();
      const advice = await page.locator('.before').boundingBox();
      expect(sheet?.height).toBeGreaterThan(400);
      expect(advice?.y ?? 0, 'below the sheet').toBeGreaterThan((sheet?.y ?? 0) + (sheet?.height ?? 0));
    });
  });
});
