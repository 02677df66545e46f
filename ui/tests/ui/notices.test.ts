// What the window says by itself, by keyboard: notices are closed one after the other; a letter that did not open.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { at, browserForTheseTests, open } from './browser';

const { page: newPage, closing } = browserForTheseTests();
const mend = (page: Page): Promise<void> =>
  page.evaluate(() => (globalThis as unknown as { mend: () => void }).mend());
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => (document.activeElement as HTMLElement).dataset['testid'] ?? '');

test('whoever closes a notice by keyboard goes on to the next, and back to where they were', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'people');
    const drop = (name: string): Promise<void> =>
      page.evaluate((file) => {
        const carried = new DataTransfer();
        carried.items.add(new File(['x'], file));
        document.body.dispatchEvent(
          new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }),
        );
      }, name);
    await drop('one.png');
    await drop('two.eml');
    await page.waitForSelector('.notice + .notice');
    await page.focus(at('nav-outbox'));
    await page.evaluate(() => document.querySelector<HTMLElement>('.notice .close')?.focus());
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.notice').length === 1);
    await page.waitForFunction(() => document.activeElement?.matches('.notice .close'));
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.notice').length === 0);
    await page.waitForFunction(() => document.activeElement?.matches('[data-testid=nav-outbox]'));
    expect(await focused(page)).toBe('nav-outbox');
  });
});

test('a letter that waits for another to be saved says so, and opens when that is saved', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'write-unsaved');
    expect(await page.textContent('main h1')).toContain(
      'The letter for Boris Kagarlitsky could not be saved',
    );
    await page.click(at('shut-again'));
    await page.waitForSelector(`${at('shut-again')}[aria-disabled=false]`);
    await mend(page);
    await page.click(at('shut-again'));
    await page.waitForSelector(at('sheet'));
    expect(await page.textContent('main h1')).toContain('Jean');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  });
});

test('from there one can go back to the letter that is not saved', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'write-unsaved');
    await page.click(at('shut-back'));
    await page.waitForSelector(`${at('office-ombudsman-ru')}:checked`);
  });
});
