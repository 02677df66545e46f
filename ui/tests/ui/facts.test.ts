// Officials, facts and what needs checking: by mouse where a mouse is meant, and by keyboard alone.
import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { at, browserForTheseTests, complaints, open } from './browser';

const { page: newPage, closing } = browserForTheseTests();
const opened = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
const asked = (page: Page, name: string): Promise<number> =>
  page.evaluate((n) => (globalThis as unknown as { calls: Map<string, number> }).calls.get(n) ?? 0, name);
/** Tab until the focus is there, as somebody without a mouse does. */
async function tabTo(page: Page, selector: string, key = 'Tab'): Promise<void> {
  for (let n = 0; n < 80; n += 1) {
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

test('a fact is looked at and confirmed by itself; the row stays where it is and says so', async () => {
  await closing(await newPage(), async (page) => {
    const heard = complaints(page);
    await open(page, 'people');
    const count = Number(/\d+/.exec((await page.textContent(at('to-checks'))) ?? '')?.[0]);
    await page.click(at('to-checks'));
    const row = at('check-channel-embassy-ru-london-1');
    expect(await opened(page), 'nothing opens by itself').toEqual([]);
    await page.click(`${row} ${at('open-source')}`);
    expect(await opened(page)).toEqual(['https://www.rusemb.org.uk/contacts']);
    const before = await page.locator(row).boundingBox();
    await page.click(`${row}-right`.replace('"]-right', '-right"]'));
    await page.waitForSelector(`${row}[data-done=true]`);
    expect((await page.locator(row).boundingBox())?.y, 'nothing slides under the pointer').toBe(before?.y);
    expect(await asked(page, 'fact_confirm'), 'one click, one fact').toBe(1);
    await page.click(at('back'));
    await page.waitForFunction(
      ([id, left]) => document.querySelector(String(id))?.textContent?.includes(`${left} facts`),
      [at('to-checks'), count - 1] as const,
    );
    expect(heard).toEqual([]);
  });
});

test('a double click confirms nothing twice and nothing else', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'people');
    await page.click(at('to-checks'));
    await page.dblclick(at('check-person-anahit-verdyan-right'));
    await page.waitForSelector('[data-done=true]');
    expect(await asked(page, 'fact_confirm')).toBe(1);
  });
});

test('there is no way to confirm all facts at once', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'checks');
    const rows = await page.locator('article').count();
    expect(rows).toBeGreaterThan(5);
    expect(await page.locator('[data-testid$="-right"]').count(), 'one button for one fact').toBe(rows - 1);
  });
});

test('an office is added with its source, found again, used for somebody, and removed with a way back', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'officials');
    await page.click(at('office-add'));
    await page.fill(at('name-en'), 'Office of the Sample Ombudsman');
    await page.selectOption(at('facts-country'), 'DE');
    await page.selectOption(at('facts-languages'), 'en');
    await page.fill(at('office-source-title'), 'Invented handbook');
    await page.fill(at('salutation-en'), 'Dear Ombudsman,');
    await page.click(at('channel-add'));
    await page.fill(at('channel-value-1'), 'not an address');
    await page.click(at('facts-save'));
    await page.waitForSelector(`${at('facts-form')} [aria-invalid]`);
    await page.fill('[data-at="channel.1.source.title"]', 'Invented handbook');
    await page.click(at('facts-save'));
    await page.waitForFunction(
      () => document.activeElement?.getAttribute('data-at') === 'channel.1.value',
      undefined,
      { timeout: 5000 },
    );
    expect(await page.textContent('[aria-invalid] ~ .error'), 'the sentence stands at its field').toContain(
      'e-mail address',
    );
    await page.fill(at('channel-value-1'), 'ombudsman@office.example');
    await page.click(at('facts-save'));
    await page.waitForSelector(at('office-edit'));
    expect(await page.textContent('h1')).toBe('Office of the Sample Ombudsman');
    await page.waitForSelector(at('confirm-office-office-of-the-sample-ombudsman'));
    await page.click(at('office-edit'));
    await page.click(at('facts-remove'));
    await page.waitForSelector(at('facts-undo'));
    await page.waitForSelector(at('official-office-of-the-sample-ombudsman'), { state: 'detached' });
    await page.click(at('facts-undo'));
    await page.waitForSelector(at('official-office-of-the-sample-ombudsman'));
  });
});

test('a changed office that came with the program goes back to what came with it', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'office-edit');
    await page.fill(at('name-en'), 'Prosecutor of Russia');
    await page.keyboard.press('Control+s');
    await page.waitForFunction(() => document.querySelector('h1')?.textContent === 'Prosecutor of Russia');
    await page.click(at('office-edit'));
    await page.click(at('facts-remove'));
    await page.waitForFunction(() =>
      document
        .querySelector('[data-testid=official-prosecutor-general-ru]')
        ?.textContent?.includes('Prosecutor General of Russia'),
    );
  });
});

test('a confirmed address that is changed has to be looked at again', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'office-checked');
    expect(await page.locator(at('confirm-ombudsman-ru-1')).count()).toBe(0);
    await page.click(at('office-edit'));
    await page.fill(at('channel-value-1'), 'other@office.example');
    await page.click(at('facts-save'));
    await page.waitForSelector(at('confirm-ombudsman-ru-1'));
  });
});

test('what was typed and not saved is there again after leaving, and can be put aside and brought back', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'person-edit');
    await page.fill(at('occupation-en'), 'sociologist');
    await page.click(at('nav-outbox'));
    await page.click(at('nav-people'));
    await page.click(at('facts-go-on'));
    await page.waitForSelector(at('facts-kept'));
    expect(await page.inputValue(at('occupation-en'))).toBe('sociologist');
    await page.click(at('facts-anew'));
    expect(await page.inputValue(at('occupation-en'))).toBe('sociologist, editor of Rabkor');
    await page.click(at('facts-bring-back'));
    expect(await page.inputValue(at('occupation-en'))).toBe('sociologist');
  });
});

test('forms of a name are kept when their table is folded', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'person-edit');
    await page.click(at('name-ru-forms'));
    expect(await page.inputValue('[data-at="name.ru.prepositional"]')).toBe('Борисе Кагарлицком');
    await page.fill('[data-at="name.ru.prepositional"]', 'Борисе Юльевиче');
    await page.click(at('name-ru-forms'));
    await page.click(at('facts-save'));
    await page.waitForSelector(at('edit-boris-kagarlitsky'));
    await page.click(at('edit-boris-kagarlitsky'));
    await page.waitForSelector(at('facts-form'));
    expect(await page.inputValue('[data-at="name.ru.prepositional"]')).toBe('Борисе Юльевиче');
  });
});

test('a row that was taken out comes back in its place with everything in it', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'person-edit');
    await page.click(at('custody-out-1'));
    expect(await page.inputValue(at('custody-from-1')), 'the second is the first now').toBe('2024-02-13');
    await page.keyboard.press('Enter');
    expect(await page.inputValue(at('custody-from-1'))).toBe('2023-07-25');
    expect(await page.inputValue(at('custody-until-1'))).toBe('2023-12-12');
  });
});

test('a person is added by keyboard alone, and written for', async () => {
  await closing(await newPage(), async (page) => {
    const heard = complaints(page);
    await open(page, 'people');
    await tabTo(page, at('person-add'));
    await page.keyboard.press('Enter');
    await page.waitForSelector(at('facts-form'));
    await tabTo(page, at('facts-country'));
    await page.keyboard.type('Cub');
    await tabTo(page, at('facts-language'));
    await page.keyboard.type('Span');
    await tabTo(page, at('name-en'));
    await page.keyboard.type('Ana Muestra');
    await page.keyboard.press('Control+s');
    await page.waitForFunction(
      () => document.activeElement?.getAttribute('data-at') === 'source.1.title',
      undefined,
      { timeout: 5000 },
    );
    await page.keyboard.type('Invented bulletin');
    await tabTo(page, at('custody-add'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await tabTo(page, at('custody-from-1'));
    await page.keyboard.type('2.1.2026');
    await tabTo(page, at('custody-source-1-title'));
    await page.keyboard.type('Invented bulletin');
    await tabTo(page, at('pick-minister-north'));
    await page.keyboard.press('Space');
    await tabTo(page, at('facts-save'));
    await page.keyboard.press('Enter');
    await page.waitForSelector(at('sheet'));
    expect(await page.textContent('h1')).toBe('Ana Muestra');
    expect(await page.textContent('.before')).toContain('Held since 2 January 2026');
    await page.waitForSelector(at('confirm-person-ana-muestra'));
    expect(heard).toEqual([]);
  });
});

test('release is one step: the appeal closes everywhere and only thanks can be written', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'outbox');
    await page.click(at('nav-people'));
    await page.click(at('case-maryam-rostami'));
    await page.click(at('edit-maryam-rostami'));
    await page.click(at('release'));
    await page.fill(at('release-on'), '2022-01-01');
    await page.fill(at('release-source-title'), 'Invented bulletin');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog [aria-invalid]');
    expect(await page.textContent('dialog .error')).toContain('before it began');
    await page.fill(at('release-on'), '20.11.2026');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog', { state: 'detached' });
    expect(await page.textContent('.strip')).toContain('Free since 20 November 2026');
    await page.click(at('nav-outbox'));
    await page.waitForSelector('[data-testid^="outbox-row-new-"][data-state=cancelled]');
    await page.click(at('nav-people'));
    await page.waitForFunction(() =>
      document
        .querySelector('[data-testid=person-maryam-rostami]')
        ?.closest('.card')
        ?.textContent?.includes('Released'),
    );
    await page.click(at('person-maryam-rostami'));
    await page.waitForSelector(at('case-over'));
    await page.waitForSelector(at('template-thanks'));
    expect(await page.locator('[data-testid^=template-]').count(), 'nothing is asked for any more').toBe(1);
    expect(await page.isDisabled(at('office-embassy-north')), 'no thanks to an embassy').toBe(true);
    expect(await page.isDisabled(at('office-minister-north'))).toBe(false);
  });
});

test('what nobody looked at stops the letter in Review, and is settled there, one by one', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'review-unchecked');
    expect(await page.isDisabled(at('send'))).toBe(true);
    await page.click(at('review-confirm-office-embassy-ru-london'));
    await page.waitForSelector(at('review-confirm-office-embassy-ru-london'), { state: 'detached' });
    await page.click(at('review-confirm-embassy-ru-london'));
    await page.waitForSelector(at('review-confirm-embassy-ru-london'), { state: 'detached' });
    expect(await page.isDisabled(at('send')), 'the case is still open').toBe(true);
    await page.click(at('review-confirm-person-boris-kagarlitsky'));
    await page.waitForFunction(() =>
      document.querySelector('[data-testid=send]')?.textContent?.includes('Send 1 letter'),
    );
  });
});

test('the officials are searched, walked with arrows and opened by keyboard', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'officials');
    await page.focus(at('official-minister-north'));
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe(
      'official-embassy-north',
    );
    await page.fill(at('officials-search'), 'gutsan');
    await page.keyboard.press('Enter');
    await page.waitForSelector(at('office-edit'));
    expect(await page.textContent('h1')).toBe('Prosecutor General of Russia');
    await page.keyboard.press('Escape');
    await page.waitForSelector(at('officials-search'));
  });
});
