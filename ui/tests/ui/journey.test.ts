import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { address, at, browserForTheseTests, complaints, open } from './browser';

const { page: newPage, closing } = browserForTheseTests();
const begin = async (page: Page, query: string): Promise<void> => {
  await page.goto(`${address()}/?${query}`);
  await page.waitForFunction(() => performance.getEntriesByName('first-screen').length === 1);
};

test.each(['en', 'ru'])(
  'the first letter, from the first start to “sent”, in %s: at most twelve clicks',
  async (lang) => {
    await closing(await newPage(), async (page) => {
      const heard = complaints(page);
      // The real window freezes it before any script of ours runs.
      await page.addInitScript(() => void Object.freeze(Object.prototype));
      let clicks = 0;
      const click = async (id: string): Promise<void> => {
        clicks += 1;
        await page.click(at(id));
      };
      await begin(page, 'wait=600');
      await click(`lang-${lang}`);
      await page.fill(at('profile-name'), 'Анна Байшпиль');
      await page.fill(at('profile-town'), 'Rostock');
      await page.fill(at('profile-country'), 'Germany');
      await click('next');
      await click('safety-none');
      await click('start-practice');
      await click('person-boris-kagarlitsky');
      await click('office-embassy-ru-london');
      await page.selectOption(at('language-embassy-ru-london'), lang);
      clicks += 1;
      await click('confirm-embassy-ru-london');
      await click('confirm-office-embassy-ru-london');
      await click('confirm-person-boris-kagarlitsky');
      await page.fill(at('own-words'), 'Words of my own.\nOn two lines.');
      await click('review');
      const text = (await page.textContent(at('review-text'))) ?? '';
      expect(await page.innerText(at('review-text')), 'the eye sees the same breaks').toBe(text.trim());
      expect(text, 'exactly the words, with their breaks').toContain(
        '\n\nWords of my own.\nOn two lines.\n\n',
      );
      expect(text).toContain(lang === 'ru' ? 'о Борисе Кагарлицком' : 'about Boris Kagarlitsky');
      expect(await page.textContent(at('review-to'))).toBe('kanc@rusemb.org.uk');
      await click('send');
      await page.waitForSelector('[data-testid^=outbox-row][data-state=sent]');
      expect(clicks).toBeLessThanOrEqual(12);
      expect(heard).toEqual([]);
      await page.click('[data-state=sent] .open');
      expect(await page.textContent(at('story-text')), 'what was sent is what Review showed').toBe(text);
    });
  },
);

test('who is known already only chooses the language', async () => {
  await closing(await newPage(), async (page) => {
    await begin(page, 'home=known');
    await page.click(at('lang-en'));
    await page.waitForSelector(at('person-boris-kagarlitsky'));
  });
});

test('a letter can be taken back while its seconds run, and then does not leave', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'outbox');
    await page.click('[data-testid^=take-back]');
    await page.waitForSelector('[data-state=cancelled]');
    expect(await page.locator('[data-testid^=take-back]').count()).toBe(0);
  });
});

test('a greylisted letter says when it is tried again, and comes through', async () => {
  await closing(await newPage(), async (page) => {
    await begin(page, 'home=used&letters=0&wait=500');
    await page.click(at('person-tran-thi-sample'));
    await page.click(at('office-minister-north'));
    await page.click(at('confirm-minister-north'));
    await page.click(at('review'));
    await page.click(at('send'));
    await page.waitForSelector('[data-state=deferred]');
    expect(await page.textContent('[data-state=deferred] .state')).toContain('Trying again at');
    await page.waitForSelector('[data-state=sent]');
  });
});

test('what cannot go is shown where it is; confirming it there lets it go', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'review-not-ready');
    expect(await page.textContent(at('send'))).toContain('Send 1 letter');
    await page.click(at('review-confirm-embassy-ru-london'));
    await page.waitForFunction(() =>
      document.querySelector('[data-testid=send]')?.textContent?.includes('Send 2 letters'),
    );
    expect(await page.textContent(at('review-to')), 'the same letter is still in sight').toBe(
      'kanc@rusemb.org.uk',
    );
  });
});

test('sending takes only the letters that are ready; the others stay on the desk', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'review-not-ready');
    await page.click(at('send'));
    await page.waitForSelector(`${at('nav-outbox')}[aria-current=page]`);
    await page.waitForSelector('[data-testid^="outbox-row-new-"][data-testid$="ombudsman-ru"]');
    expect(await page.locator('[data-testid^="outbox-row-new-"]').count(), 'one letter left, not two').toBe(
      1,
    );
    await page.click(at('nav-write'));
    await page.waitForSelector(`${at('office-embassy-ru-london')}:checked`);
    expect(await page.isChecked(at('office-ombudsman-ru')), 'what left is not written again').toBe(false);
  });
});

test('a draft is there again: own words by language, offices, languages', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'write-chosen');
    await page.click(at('nav-people'));
    await page.click(at('person-anahit-verdyan'));
    await page.waitForSelector(at('office-embassy-north'));
    await page.click(at('nav-people'));
    await page.click(at('person-boris-kagarlitsky'));
    await page.waitForSelector(`${at('office-ombudsman-ru')}:checked`);
    expect(await page.inputValue(at('own-words'))).toContain('I teach sociology');
    await page.click('.tabs [lang=ru]');
    await page.waitForFunction(
      () => document.querySelector('[data-testid=sheet]')?.getAttribute('lang') === 'ru',
    );
    expect(await page.inputValue(at('own-words')), 'each language has its own').toBe('');
  });
});

test('the keyboard is enough: Ctrl+N, arrows, Ctrl+Enter, Esc', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'people');
    await page.focus(at('person-boris-kagarlitsky'));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.waitForSelector(at('sheet'));
    await page.focus(at('office-ombudsman-ru'));
    await page.keyboard.press('Space');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector(at('review-text'));
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector(at('review-text'));
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('[data-state=queued]');
    await page.keyboard.press('Control+n');
    await page.waitForSelector(at('sheet'));
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-testid^=outbox-row]');
  });
});

test('of five hundred letters only those in sight are in the page, and the last can be reached', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'outbox-long');
    expect(await page.locator('[data-testid^=outbox-row]').count()).toBeLessThan(40);
    await page.locator('.rows').evaluate((list) => (list.scrollTop = list.scrollHeight));
    await page.waitForSelector(at('outbox-row-many-499'));
  });
});

test('theme and language change at once, from the settings', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'settings');
    await page.locator(at('theme-dark')).check();
    await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === 'rgb(23, 26, 33)');
    await page.locator(at('lang-ru')).check();
    await page.waitForFunction(() => document.querySelector('h1')?.textContent === 'Настройки');
  });
});
