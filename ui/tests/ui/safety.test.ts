import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { address, at, browserForTheseTests, complaints, open } from './browser';

const { page: newPage, closing } = browserForTheseTests();
const begin = async (page: Page, query: string): Promise<void> => {
  await page.goto(`${address()}/?${query}`);
  await page.waitForFunction(() => performance.getEntriesByName('first-screen').length === 1);
};
const settingsOf = (page: Page) =>
  page.evaluate(
    () =>
      (
        globalThis as unknown as {
          world: {
            settings: {
              language: string | null;
              safety: object;
              writes: string[];
              text_size: number;
              theme: string;
            };
          };
        }
      ).world.settings,
  );
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const it = document.activeElement;
    return it?.getAttribute('data-testid') ?? it?.tagName ?? '';
  });
/** Tab until the focus is there. */
async function tabTo(page: Page, id: string): Promise<void> {
  for (let n = 0; n < 60; n += 1) {
    if ((await focused(page)) === id) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never comes to ${id}`);
}
async function press(page: Page, id: string, key = 'Enter'): Promise<void> {
  await tabTo(page, id);
  await page.keyboard.press(key);
}
async function onHeading(page: Page, step: number): Promise<void> {
  await page.waitForFunction(
    (n) =>
      document.querySelector('[data-testid=step]')?.textContent === `Step ${n} of 4` &&
      document.activeElement?.tagName === 'H1',
    step,
  );
}

describe('the first run', () => {
  test('the keyboard is enough, and each step begins at its heading', async () => {
    await closing(await newPage(), async (page) => {
      const heard = complaints(page);
      await begin(page, '');
      await press(page, 'lang-en');
      await onHeading(page, 2);
      await tabTo(page, 'profile-name');
      await page.keyboard.type('Anna Beispiel');
      await tabTo(page, 'profile-town');
      await page.keyboard.type('Rostock');
      await press(page, 'next');
      await onHeading(page, 3);
      await press(page, 'safety-country-RU', 'Space');
      await tabTo(page, 'safety-other');
      await page.keyboard.type('Belar');
      await press(page, 'safety-add');
      await page.waitForSelector(`${at('safety-country-BY')}:checked`);
      await page.waitForFunction(() => document.activeElement?.getAttribute('value') === 'BY');
      await press(page, 'safety-next');
      await onHeading(page, 4);
      await press(page, 'start-practice');
      await page.waitForSelector(at('person-boris-kagarlitsky'));
      expect((await settingsOf(page)).safety).toMatchObject({ answered: true, countries: ['RU', 'BY'] });
      expect(heard).toEqual([]);
    });
  });

  test('every step can be skipped, and nothing is answered for anybody', async () => {
    await closing(await newPage(), async (page) => {
      await begin(page, '');
      await page.click(at('skip-language'));
      await page.click(at('skip'));
      await page.click(at('safety-later'));
      await page.click(at('start-practice'));
      await page.waitForSelector(at('person-boris-kagarlitsky'));
      expect((await settingsOf(page)).safety).toMatchObject({ answered: false, countries: [] });
    });
  });

  test('what was typed and ticked before a step was skipped stands in the settings', async () => {
    await closing(await newPage(), async (page) => {
      await begin(page, 'profile=none');
      await page.click(at('skip-language'));
      await page.fill(at('profile-name'), 'Anna Bei');
      await page.click(at('skip'));
      await page.check(at('safety-country-IR'));
      await page.click(at('safety-later'));
      await page.click(at('start-practice'));
      await page.waitForSelector(at('person-boris-kagarlitsky'));
      expect((await settingsOf(page)).safety).toMatchObject({ answered: false, countries: ['IR'] });
      await page.click(at('nav-settings'));
      expect(await page.inputValue(at('profile-name'))).toBe('Anna Bei');
      expect(await page.title()).toBe('Settings · Unforgotten');
    });
  });

  test('a window that was closed in between goes on where it was, with what was typed and ticked', async () => {
    await closing(await newPage(), async (page) => {
      await begin(page, '');
      await page.click(at('lang-en'));
      await page.fill(at('profile-name'), 'Anna Bei');
      await begin(page, 'home=used&profile=none');
      await onHeading(page, 2);
      expect(await page.inputValue(at('profile-name'))).toBe('Anna Bei');
      await page.click(at('skip'));
      await page.check(at('safety-country-IR'));
      await begin(page, 'home=used&profile=none');
      await page.waitForSelector(`${at('safety-country-IR')}:checked`);
      await page.click(at('safety-next'));
      await page.click(at('start-practice'));
      await begin(page, 'home=used');
      await page.waitForSelector(at('person-boris-kagarlitsky'));
    });
  });

  test('“Connect my mailbox” leads to the dialog, and “back” does not open it again', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'first-practice');
      await page.click(at('first-connect'));
      await page.waitForSelector(`dialog ${at('mailbox-address')}`);
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
      await page.click(at('settings-rules'));
      await page.click(at('rules-back'));
      await page.waitForSelector(at('contents-mailboxes'));
      await page.waitForTimeout(150); // it would open a moment later
      expect(await page.locator('dialog').count()).toBe(0);
    });
  });
});

describe('ties beside a letter', () => {
  test('“Yes” to the question leads to the countries; a tick signs with initials and can be taken back', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'write-ties-question');
      await page.check(at('office-embassy-ru-london'));
      expect(await page.textContent(at('sheet'))).toContain('Vera Lindqvist');
      expect(await page.textContent(at('ties-question')), 'it is about every country').not.toContain(
        'Russia',
      );
      await page.focus(at('ties-yes'));
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.activeElement?.id === 'safety');
      expect((await settingsOf(page)).safety, 'nothing is answered yet').toMatchObject({ answered: false });
      await page.check(at('safety-country-RU'));
      await page.waitForSelector(at('notice-undo'));
      await page.click(at('nav-write'));
      await page.waitForFunction(
        () => document.querySelector('[data-testid=signed]')?.textContent === 'V. L., Uppsala',
      );
      const sheet = (await page.textContent(at('sheet'))) ?? '';
      expect(sheet).toContain('V. L.');
      expect(sheet).not.toContain('Lindqvist');
      await page.click(at('notice-undo'));
      await page.waitForSelector(at('ties-question'));
      await page.waitForFunction(() =>
        document.querySelector('[data-testid=sheet]')?.textContent?.includes('Vera Lindqvist'),
      );
    });
  });

  test('“No” is noted; “Later” hides it for this run only', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'write-ties-question');
      await page.click(at('ties-later'));
      await page.waitForSelector(at('ties-question'), { state: 'detached' });
      expect((await settingsOf(page)).safety).toMatchObject({ answered: false });
      await page.click(at('nav-people'));
      await page.click(at('person-maryam-rostami'));
      await page.waitForSelector(at('sheet'));
      expect(await page.locator(at('ties-question')).count(), 'not for somebody else either').toBe(0);
      await open(page, 'write-ties-question');
      await page.click(at('ties-no'));
      await page.waitForSelector(at('ties-question'), { state: 'detached' });
      await page.waitForSelector(at('notice-undo'));
      expect((await settingsOf(page)).safety).toMatchObject({ answered: true, countries: [] });
    });
  });

  test('a tick at a safer way chooses that office', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'write-ties-post');
      await page.check(at('safer-embassy-ru-london'));
      await page.waitForSelector(`${at('office-embassy-ru-london')}:checked`);
    });
  });

  test('Review says how a letter is signed, where that is not as usual', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'review-ties');
      expect(await page.textContent(at('review-signed'))).toBe('V. L., Uppsala');
      expect(await page.textContent(at('review-from'))).toBe('V. L. <vera@example.org>');
      expect(await page.textContent(at('review-text'))).not.toContain('Lindqvist');
      await page.waitForSelector(at('review-address-tells'));
      await open(page, 'review-not-ready');
      expect(await page.locator(at('review-signed')).count()).toBe(0);
    });
  });

  test('its button leads to the section on safety', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'write-ties');
      await page.click(at('to-safety'));
      await page.waitForFunction(() => document.activeElement?.id === 'safety');
      await page.waitForSelector(`${at('contents-safety')}[aria-current=location]`);
      await page.check(at('safety-full'));
      await page.waitForFunction(
        () =>
          document.querySelector('[data-testid=safety-signed]')?.textContent === 'Vera Lindqvist, Uppsala',
      );
    });
  });
});

describe('the settings', () => {
  test('every section is reached by its link, which leads to its heading', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'settings');
      const ids = await page.$$eval('[data-testid^=contents-]', (links) =>
        links.map((link) => link.getAttribute('href')?.slice(1) ?? ''),
      );
      expect(ids.length).toBe(9);
      for (const id of ids) {
        await page.focus(at(`contents-${id}`));
        await page.keyboard.press('Enter');
        expect(await page.evaluate(() => document.activeElement?.id)).toBe(id);
        const box = await page.locator(`#${id}`).boundingBox();
        expect(box?.y ?? -1, `${id} in sight`).toBeGreaterThan(0);
        expect(box?.y ?? 800, `${id} in sight`).toBeLessThan(780);
        await page.waitForSelector(`${at(`contents-${id}`)}[aria-current=location]`);
      }
    });
  });

  test('in a narrow window the headings are not under the contents', async () => {
    await closing(await newPage({ viewport: { width: 900, height: 600 } }), async (page) => {
      await open(page, 'settings-safety', 'ru');
      const nav = await page.locator('main nav').boundingBox();
      const heading = await page.locator('#safety').boundingBox();
      expect(heading?.y ?? 0).toBeGreaterThan((nav?.y ?? 0) + (nav?.height ?? 0));
    });
  });

  test('a change can be taken back, each by its own notice', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'settings');
      await page.locator(at('size-150')).check({ force: true });
      await page.waitForFunction(() => getComputedStyle(document.documentElement).fontSize === '24px');
      await page.locator(at('theme-dark')).check();
      await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
      await page.waitForFunction(() => document.querySelectorAll('[data-testid=notice-undo]').length === 1);
      await page.click(at('notice-undo'));
      await page.waitForFunction(() => document.documentElement.dataset.theme === 'light');
      expect((await settingsOf(page)).text_size, 'only the last change').toBe(150);
      await page.waitForFunction(
        () => document.activeElement?.getAttribute('data-testid') === 'theme-dark',
        undefined,
      );
    });
  });

  test('languages of letters are put in order by keyboard, and Write begins in the first that is read', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'settings');
      for (const code of ['en', 'ru']) {
        await page.focus(at(`writes-${code}`));
        await page.keyboard.press('Space');
        await page.waitForSelector(`${at('writes-chosen')} ${at(`writes-${code}`)}:checked`);
        expect(await focused(page), 'the focus goes along').toBe(`writes-${code}`);
      }
      await page.focus(at('writes-up-ru'));
      await page.keyboard.press('Enter');
      await page.waitForFunction(
        () =>
          document
            .querySelector('[data-testid=writes-chosen] [data-testid^=writes-]')
            ?.getAttribute('data-testid') === 'writes-ru',
      );
      expect(await focused(page), 'it is the first: what is left is down').toBe('writes-down-ru');
      await page.click(at('nav-people'));
      await page.click(at('person-boris-kagarlitsky'));
      await page.check(at('office-embassy-ru-london'));
      await page.waitForSelector(`${at('sheet')}[lang=ru]`);
      expect((await settingsOf(page)).writes).toEqual(['ru', 'en']);
    });
  });

  test('the pace of a mailbox is set, refused above what the provider takes, and taken back', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'settings-pace');
      expect(await focused(page)).toBe('pace-day-post');
      expect(await page.textContent('form [aria-invalid] ~ .error, .error')).toContain('at most 500');
      await page.fill(at('pace-day-post'), '300');
      await page.keyboard.press('Enter');
      await page.waitForSelector('text=20 letters an hour and 300 letters a day >> visible=true');
      await page.click(at('notice-undo'));
      await page.waitForFunction(
        () => document.querySelector<HTMLInputElement>('[data-testid=pace-day-post]')?.value === '100',
      );
    });
  });

  test('a profile that was typed and not saved is there again; a saved one can be taken back', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'settings');
      await page.fill(at('profile-town'), 'Lund');
      await page.click(at('nav-people'));
      await page.click(at('nav-settings'));
      expect(await page.inputValue(at('profile-town'))).toBe('Lund');
      await page.click(at('save-profile'));
      await page.click(at('notice-undo'));
      await page.waitForFunction(
        () => document.querySelector<HTMLInputElement>('[data-testid=profile-town]')?.value === 'Uppsala',
      );
    });
  });

  test('letters that wait with the full name are told once ties are, and taken back on a word', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'settings-safety');
      expect(await page.textContent(at('full-names'))).toContain('1 letter to officials there');
      await press(page, 'full-names-take-back');
      await page.waitForSelector(at('full-names'), { state: 'detached' });
      expect(await page.textContent('.notice')).toContain('1 letter was taken back');
      expect(await focused(page), 'the keyboard goes on in the same part').toBe('H2');
    });
  });

  test('folders are shown in the file browser', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'settings-data');
      await page.click(at('show-practice'));
      const opened = await page.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
      expect(opened).toEqual(['/home/vera/.local/share/unforgotten/practice']);
    });
  });

  test('what was typed for a mailbox stays when the dialog is closed, but not the password', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'connect-unknown');
      await page.fill(at('mailbox-server'), 'post.nowhere.example');
      await page.fill(at('mailbox-password'), 'abcd efgh');
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
      await page.click(at('mailbox-add'));
      expect(await page.inputValue(at('mailbox-address'))).toBe('vera@nowhere.example');
      expect(await page.inputValue(at('mailbox-server'))).toBe('post.nowhere.example');
      expect(await page.inputValue(at('mailbox-password'))).toBe('');
    });
  });
});
