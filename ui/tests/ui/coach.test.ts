// The coach in a browser: marks where the words are, the way from a finding to its place and back, what is set
// aside, letters that go on paper, the page of rules.
import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { at, browserForTheseTests, complaints, open } from './browser';

const { page: newPage, closing } = browserForTheseTests();

const finding = (code: string): string => `[data-code=${code}]`;
const selected = (page: Page): Promise<string> =>
  page.$eval(at('own-words'), (field) => {
    const { value, selectionStart, selectionEnd } = field as HTMLTextAreaElement;
    return value.slice(selectionStart, selectionEnd);
  });
const focusIsIn = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate((s) => document.activeElement?.closest(s) !== null, selector);

/** Tab until the focus is there; a way that never comes is a failure. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let n = 0; n < 80; n += 1) {
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${selector}`);
}

test('by keyboard alone: a word that stops the letter is told, found, mended; a warning is set aside and comes back', async () => {
  await closing(await newPage(), async (page) => {
    const heard = complaints(page);
    await open(page, 'write');
    await page.focus(at('office-embassy-ru-london'));
    await page.keyboard.press('Space');
    await tabTo(page, at('own-words'));
    await page.keyboard.type('I think that only idiots do this!! I ask you.', { delay: 5 });
    await page.waitForSelector(finding('insult'));
    await page.waitForFunction(() =>
      [...document.querySelectorAll('[aria-live=polite]')].some((e) =>
        e.textContent.includes('A harsh word'),
      ),
    );
    // From the finding to its place: the word is selected and can be typed over.
    await tabTo(page, `${finding('insult')} .show`);
    await page.keyboard.press('Enter');
    expect(await selected(page)).toBe('idiots');
    await page.keyboard.type('careless people');
    await page.waitForSelector(finding('insult'), { state: 'detached' });
    expect(await page.inputValue(at('own-words'))).toBe(
      'I think that only careless people do this!! I ask you.',
    );
    // “Not here”, and back again.
    await tabTo(page, at('dismiss-shouting'));
    await page.keyboard.press('Enter');
    await page.waitForSelector(finding('shouting'), { state: 'detached' });
    expect(await page.locator('.copy [data-marks]').count(), 'what is set aside is not underlined').toBe(0);
    expect(await focusIsIn(page, at('aside')), 'the way back has the focus').toBe(true);
    await page.keyboard.press('Enter');
    await page.waitForSelector(finding('shouting'));
    expect(await focusIsIn(page, finding('shouting'))).toBe(true);
    expect(heard).toEqual([]);
  });
});

test('the marks of own words lie exactly under the words, also after many lines', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'coach');
    const long = `${'Some words that run over the end of a line, and on.\n'.repeat(7)}  Only idiots say so. `;
    await page.fill(at('own-words'), long);
    await page.waitForFunction(
      () => document.querySelector('.copy .stop')?.getAttribute('data-from') === '371',
    );
    const [copy, field] = await page.$eval('.grow', (grow) =>
      [grow.querySelector('.copy'), grow.querySelector('textarea')].map((e) => {
        const style = e && getComputedStyle(e);
        return [e?.clientWidth, e?.clientHeight, style?.font, style?.letterSpacing, style?.paddingTop];
      }),
    );
    expect(copy).toEqual(field);
    expect(await page.$eval(at('own-words'), (e) => e.scrollHeight - e.clientHeight)).toBeLessThanOrEqual(0);
    // What lies under the middle of the mark is the word: a double click there selects it.
    const box = await page.locator('.copy .stop').boundingBox();
    if (!box) throw new Error('the mark is not there');
    await page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
    expect((await selected(page)).trim()).toBe('idiots');
  });
});

test('a mark says what it is about to pointer and keyboard, goes to the finding, and Esc puts the hint away first', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'coach-review');
    const mark = page.locator(`${at('review-text')} .stop`);
    expect(await mark.textContent()).toBe('idiots');
    await mark.scrollIntoViewIfNeeded();
    await mark.hover();
    await page.waitForSelector('dialog [role=tooltip]:popover-open');
    expect(await page.textContent('dialog [role=tooltip]')).toContain('A harsh word');
    await page.mouse.move(2, 2);
    await page.waitForSelector('dialog [role=tooltip]:popover-open', { state: 'detached' });
    await mark.focus();
    await page.waitForSelector('dialog [role=tooltip]:popover-open');
    const described = await mark.getAttribute('aria-describedby');
    expect(await page.textContent(`[id="${described ?? ''}"]`)).toContain('idiots');
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog [role=tooltip]:popover-open').count()).toBe(0);
    expect(await page.locator('dialog[open]').count(), 'the letter is still open').toBe(1);
    await mark.focus();
    await page.keyboard.press('Enter');
    expect(await focusIsIn(page, `dialog ${finding('insult')}`)).toBe(true);
    await page.keyboard.press('Enter');
    expect(await focusIsIn(page, `${at('review-text')} .stop`), 'and back').toBe(true);
  });
});

test('two places of one finding are shown in turn', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'coach');
    const show = page.locator(`${finding('many_links')} .show`);
    await show.click();
    expect(await selected(page)).toBe('https://one.example/a');
    await show.click();
    expect(await selected(page)).toBe('https://two.example/b.');
    await show.click();
    expect(await selected(page)).toBe('https://one.example/a');
  });
});

test('what was set aside while writing is not told in the review, and is there again after leaving', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'coach-tips-and-aside');
    await page.waitForSelector('[data-testid=saved][data-state=saved]');
    await page.click(at('nav-people'));
    await page.click(at('person-boris-kagarlitsky'));
    await page.waitForSelector(finding('insult'));
    expect(await page.textContent(at('aside'))).toContain('2 set aside for this letter');
    expect(await page.locator(finding('shouting')).count()).toBe(0);
    await page.fill(
      at('own-words'),
      'I teach sociology!! See https://one.example/a and https://two.example/b. My students ask me about him every term, and I would like to tell them that he is free.',
    );
    await page.waitForSelector(finding('insult'), { state: 'detached' });
    await page.click(at('confirm-embassy-ru-london'));
    await page.click(at('review'));
    await page.waitForSelector(at('review-text'));
    expect(await page.locator(`${at('review-text')} [data-marks]`).count()).toBe(0);
    const row = page.locator(at('review-letter-embassy-ru-london'));
    expect(await row.textContent()).toContain('ready');
    expect(await row.textContent()).not.toContain('look');
    await page.click(`dialog ${at('show-again')}`);
    await page.waitForSelector(`${at('review-text')} .warn`);
    expect(await row.textContent()).toContain('one thing to look at');
  });
});

test('no motion where none is wanted; else the mark is flashed', async () => {
  for (const [reducedMotion, flashes] of [
    ['reduce', 0],
    ['no-preference', 1],
  ] as const)
    await closing(await newPage({ reducedMotion }), async (page) => {
      await open(page, 'coach');
      await page.click(`${finding('insult')} .show`);
      const running = await page.$eval('.copy .stop', (mark) => mark.getAnimations().length);
      expect(running, reducedMotion).toBe(flashes);
    });
});

test('in forced colours the lines tell the levels apart, and own words are not shown twice', async () => {
  await closing(await newPage({ forcedColors: 'active' }), async (page) => {
    await open(page, 'coach');
    const line = (selector: string): Promise<string> =>
      page.$eval(selector, (mark) => getComputedStyle(mark).textDecorationStyle);
    expect([await line('.copy .stop'), await line('.copy .warn')]).toEqual(['wavy', 'dashed']);
    const [copy, field] = await page.$eval('.grow', (grow) =>
      [...grow.children].map((e) => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]),
    );
    const clear = 'rgba(0, 0, 0, 0)';
    expect(copy, 'only the lines are seen').toEqual([clear, clear]);
    expect(field?.[1], 'the field does not cover them').toBe(clear);
    expect(field?.[0]).not.toBe(clear);
  });
});

test('a letter that goes on paper is written, counted apart, and copied without a subject', async () => {
  const page = await newPage({ permissions: ['clipboard-read', 'clipboard-write'] });
  await closing(page, async () => {
    await open(page, 'paper-prisoner');
    expect(await page.locator(at('review')).count(), 'there is nothing to send').toBe(0);
    await page.fill(at('own-words'), 'Сегодня у нас выпал снег.');
    await page.waitForFunction(() => document.querySelector('.before')?.textContent.includes('tips'));
    await page.waitForTimeout(400);
    await page.click(at('copy-letter'));
    await page.waitForFunction(() =>
      document.querySelector('[data-testid=copy-letter]')?.textContent?.includes('is copied'),
    );
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain('\n\nСегодня у нас выпал снег.\n\n');
    expect(copied).not.toContain('письмо');
    expect(copied.startsWith('Здравствуйте, Борис')).toBe(true);
    await page.check(at('office-embassy-ru-london'));
    expect(await page.textContent(at('review')), 'one letter can be sent').toContain('Review 1 letter');
    expect(await page.textContent('.pager')).toContain('of 2');
  });
});

test('a letter on paper that would harm is not copied', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'paper-prisoner-stopped');
    expect(await page.isDisabled(at('copy-letter'))).toBe(true);
    await page.fill(at('own-words'), 'Сегодня у нас выпал снег.');
    await page.waitForSelector(finding('the_case'), { state: 'detached' });
    expect(await page.isDisabled(at('copy-letter'))).toBe(false);
  });
});

test('the rules are listed with who says so, for one kind and country, and Esc leads back to the letter', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'write');
    await page.click(at('all-rules'));
    await page.waitForSelector(at('rule-the_case'));
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    expect(await page.textContent(at('rule-the_case'))).toContain(
      'In Russia and Belarus; elsewhere: worth a look.',
    );
    expect(await page.textContent(at('rule-insult'))).toContain('Amnesty International');
    expect(await page.getAttribute(at('rule-the_case'), 'data-level')).toBe('stop');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.rail').isVisible(), 'on paper the rules stand alone').toBe(false);
    const cutOff = (): number => {
      const main = document.querySelector('main');
      return main ? main.scrollHeight - main.clientHeight : NaN;
    };
    expect(await page.evaluate(cutOff), 'and none is cut off').toBeLessThanOrEqual(1);
    await page.emulateMedia({ media: 'screen' });
    await page.selectOption(at('rules-kind'), 'prisoner');
    await page.selectOption(at('rules-country'), 'other');
    expect(await page.getAttribute(at('rule-the_case'), 'data-level')).toBe('warn');
    expect(await page.locator(at('rule-insult')).count()).toBe(0);
    expect(await page.locator(at('rule-lgbt')).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.waitForSelector(at('sheet'));
  });
});
