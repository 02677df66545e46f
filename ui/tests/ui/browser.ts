import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';
import { CHROMIUM } from '../serve.mjs';
import { open as openState, STATES } from '../states.mjs';

/** One browser for a test file; pages are closed by the test that asked for them. */
export function browserForTheseTests(): {
  page: (options?: BrowserContextOptions) => Promise<Page>;
  closing: <T>(page: Page, test: (page: Page) => Promise<T>) => Promise<T>;
} {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.launch(CHROMIUM);
  });
  afterAll(async () => {
    await browser?.close();
  });
  return {
    page: async (options = {}) => {
      if (!browser) throw new Error('the browser did not start');
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        reducedMotion: 'reduce',
        ...options,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      return page;
    },
    closing: async (page, test) => {
      try {
        return await test(page);
      } finally {
        await page.context().close();
      }
    },
  };
}

export const address = (): string => inject('address');
export const at = (id: string): string => `[data-testid="${id}"]`;

export async function open(
  page: Page,
  name: string,
  lang = 'en',
  theme: 'light' | 'dark' | 'system' = 'light',
): Promise<void> {
  const state = STATES.find((s) => s.name === name);
  if (!state) throw new Error(`no state ${name}`);
  await openState(page, address(), state, lang, theme);
}

/** What the page complained of: errors, warnings, breaches of the content security policy. */
export function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) heard.push(message.text());
  });
  return heard;
}
