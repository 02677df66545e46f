// By keyboard alone: the palette, undo, the sheet of shortcuts; files, the wish to close, copies, the native menu.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { address, at, browserForTheseTests, complaints, open } from './browser';

const { page: newPage, closing } = browserForTheseTests();
type Shell = {
  closed: boolean;
  stayed: number;
  menu: { label: string; entries: ('line' | { id: string; label: string; act: () => void })[] }[];
  closing: () => void;
  open: (file: { name: string; kind: string; text: string | null; problem: string | null }) => void;
};
type Held = { shell: Shell; opened: string[]; calls: Map<string, number> };
const shell = <T>(page: Page, look: (it: Held) => T): Promise<T> =>
  page.evaluate<T>(`(${look.toString()})(globalThis)`);

async function drop(page: Page, files: { name: string; text: string }[]): Promise<void> {
  await page.evaluate((given) => {
    const carried = new DataTransfer();
    for (const { name, text } of given) carried.items.add(new File([text], name));
    for (const kind of ['dragenter', 'dragover', 'drop'])
      document.body.dispatchEvent(
        new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }),
      );
  }, files);
}

const TEMPLATE = `+++
title = "From a file"
kind = "official"
asks = ["release"]
+++
Subject: {{person.name}}

Dear {{office.salutation}},

{{own_words}}

{{#ask "release"}}Please release {{person.name}}.{{/ask}}
`;

test('a journey by keyboard alone: find somebody, choose, take back, do again, review, copy, send', async () => {
  await closing(await newPage(), async (page) => {
    const heard = complaints(page);
    await open(page, 'people');
    await page.keyboard.press('Control+k');
    await page.waitForSelector('[data-testid^=find-write-]');
    await page.keyboard.type('кагарл');
    await page.waitForSelector(at('find-write-boris-kagarlitsky'));
    const field = page.locator(at('palette-field'));
    const chosen = await field.getAttribute('aria-activedescendant');
    expect(await page.textContent(`[id="${chosen}"]`)).toContain('Boris Kagarlitsky');
    await page.keyboard.press('Enter');
    await page.waitForSelector(at('sheet'));

    await page.focus(at('office-ombudsman-ru'));
    await page.keyboard.press('Space');
    await page.waitForSelector(`${at('review')}:enabled`);
    await page.keyboard.press('Control+z');
    await page.waitForSelector(`${at('office-ombudsman-ru')}:not(:checked)`);
    expect(await page.textContent('.notice')).toContain('Undone');
    await page.keyboard.press('Control+Shift+Z');
    await page.waitForSelector(`${at('office-ombudsman-ru')}:checked`);

    await page.keyboard.press('Control+Enter');
    await page.waitForSelector(at('review-text'));
    await page.waitForSelector(`${at('copy-to-me')}:enabled`);
    await page.focus(at('copy-to-me'));
    await page.keyboard.press('Enter');
    await page.waitForFunction(() =>
      document.querySelector('[data-testid=review-said]')?.textContent?.includes('1 copy is on its way'),
    );
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('[data-testid^="outbox-row-new"][data-testid$="ombudsman-ru"]');
    expect(
      await page.textContent('[data-testid$="-copy"] .official'),
      'a copy is no letter to the office',
    ).toMatch(/^\s*Copy to you/);
    expect(heard).toEqual([]);
  });
});

test('Ctrl+Enter that is held down shows the letters and sends none', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'write-chosen');
    await page.keyboard.down('Control');
    await page.keyboard.down('Enter');
    await page.waitForSelector(`${at('send')}:enabled`);
    for (let n = 0; n < 5; n += 1) await page.keyboard.down('Enter');
    await page.waitForTimeout(200);
    expect(await page.locator(at('review-text')).count(), 'still to be read').toBe(1);
    await page.keyboard.up('Enter');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-testid^="outbox-row-new"]');
    await page.keyboard.up('Control');
  });
});

test('Esc closes the palette and gives the focus back; Ctrl+K on a Russian keyboard opens it', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'people');
    await page.focus(at('person-boris-kagarlitsky'));
    await page.evaluate(() =>
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', {
          key: 'л',
          code: 'KeyK',
          ctrlKey: true,
          bubbles: true,
          cancelable: true,
        }),
      ),
    );
    await page.waitForSelector(at('palette-field'));
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox');
    await page.keyboard.press('Escape');
    await page.waitForSelector(at('palette-field'), { state: 'detached' });
    const focused = await page.evaluate(() => (document.activeElement as HTMLElement).dataset['testid']);
    expect(focused).toBe('person-boris-kagarlitsky');
  });
});

test('the palette does things, goes to parts of the settings, and remembers what was chosen', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'people');
    const choose = async (typed: string): Promise<void> => {
      await page.keyboard.press('Control+k');
      await page.waitForSelector('[data-testid^=find-write-]');
      await page.keyboard.type(typed);
      await page.waitForSelector('[role=option]');
      await page.keyboard.press('Enter');
      await page.waitForSelector(at('palette-field'), { state: 'detached' });
    };
    await choose('dark');
    await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark');
    await page.keyboard.press('Control+z');
    await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'light');
    await choose('mailboxes');
    await page.waitForFunction(() => document.activeElement?.textContent === 'Mailboxes');
    await page.keyboard.press('Control+k');
    const first = page.locator('[role=option]').first();
    expect(await first.textContent()).toContain('Mailboxes');
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('[aria-selected=true]').textContent()).toContain('Dark');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    const last = await page.locator('[role=option]').last().getAttribute('aria-selected');
    expect(last, 'from the first one up is the last').toBe('true');
  });
});

test('? shows the keys, / goes to the search of a list, Alt+3 to the third page', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'people');
    await page.keyboard.press('?');
    await page.waitForSelector(at('shortcuts'));
    expect(await page.textContent(at('shortcuts'))).toContain('Search this list');
    await page.keyboard.press('Escape');
    await page.waitForSelector(at('shortcuts'), { state: 'detached' });
    await page.keyboard.press('/');
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).type)).toBe('search');
    await page.keyboard.type('?/');
    expect(await page.inputValue(at('people-search'))).toBe('?/');
    await page.keyboard.press('Alt+3');
    await page.waitForSelector('[data-testid^=outbox-row]');
  });
});

test('Esc closes the small menu beside “Review” and stays on the page', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'write-more');
    await page.keyboard.press('Escape');
    await page.waitForSelector(at('write-more-text'), { state: 'hidden' });
    expect(await page.locator(at('sheet')).count()).toBe(1);
    await page.click(at('write-more'));
    await page.click(at('write-more-eml'));
    await page.waitForSelector('.notice');
    expect(await shell(page, (it) => it.opened.at(-1))).toMatch(/ombudsman-ru\.eml$/);
  });
});

test('files that are dropped: a template opens, a text goes into own words and out again, others are told kindly', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'write-chosen');
    const before = await page.inputValue(at('own-words'));
    await drop(page, [{ name: 'mine.txt', text: 'From a file.\r\nTwo lines.' }]);
    await page.waitForFunction(() =>
      document.querySelector<HTMLTextAreaElement>('[data-testid=own-words]')?.value.includes('Two lines.'),
    );
    expect(await page.inputValue(at('own-words'))).toBe(`${before}\n\nFrom a file.\nTwo lines.`);
    await page.click(at('notice-undo'));
    await page.waitForFunction(
      (text) => document.querySelector<HTMLTextAreaElement>('[data-testid=own-words]')?.value === text,
      before,
    );
    await drop(page, [
      { name: 'photo.png', text: 'x' },
      { name: 'people.unforgotten', text: 'x' },
      { name: 'long.txt', text: 'word '.repeat(2100) },
    ]);
    await page.waitForFunction(() => document.querySelectorAll('.notice').length === 3);
    const told = await page.locator('.notice').allTextContents();
    expect(told.join()).toMatch(/picture.*packs yet.*too long/s);
    expect(await page.inputValue(at('own-words'))).toBe(before);
    await drop(page, [{ name: 'fresh.hbs', text: TEMPLATE }]);
    await page.waitForSelector('[data-testid^=template-code]');
    expect(await page.locator(at('drop')).count()).toBe(0);
  });
});

test('a file that is opened with the program is taken like one that is dropped', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'people');
    await shell(page, (it) =>
      it.shell.open({ name: 'all.unforgotten', kind: 'pack', text: null, problem: null }),
    );
    await page.waitForSelector('.notice');
    expect(await page.textContent('.notice')).toContain('cannot open packs yet');
  });
});

test('closing saves what was typed; nothing on the way: it closes at once', async () => {
  await closing(await newPage(), async (page) => {
    await page.goto(`${address()}/?home=used&lang=en&letters=0`);
    await page.click(at('person-boris-kagarlitsky'));
    await page.check(at('office-ombudsman-ru'));
    await page.fill(at('own-words'), 'The last word');
    await shell(page, (it) => it.shell.closing());
    await page.waitForFunction(() => (globalThis as unknown as Held).shell.closed);
    expect(await page.getAttribute(at('saved'), 'data-state')).toBe('saved');
  });
});

test('letters on their way are told once: keep open, or close', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'closing');
    expect(await page.textContent(at('closing'))).toContain('138 letters are on their way');
    await page.click(at('closing-keep'));
    await page.waitForSelector(at('closing'), { state: 'detached' });
    expect(await shell(page, (it) => [it.shell.closed, it.shell.stayed])).toEqual([false, 1]);
    await shell(page, (it) => it.shell.closing());
    await page.waitForSelector(at('closing'));
    await page.keyboard.press('Escape');
    await page.waitForSelector(at('closing'), { state: 'detached' });
    expect(await shell(page, (it) => it.shell.stayed)).toBe(2);
    await shell(page, (it) => it.shell.closing());
    await page.click(at('closing-yes'));
    await page.waitForFunction(() => (globalThis as unknown as Held).shell.closed);
  });
});

test('the native menu speaks the language of the window, and its entries do what they say', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'settings');
    await page.waitForFunction(() => (globalThis as unknown as Held).shell.menu.length === 5);
    await page.locator(at('lang-ru')).check();
    await page.waitForFunction(() => (globalThis as unknown as Held).shell.menu[2]?.label === 'Письмо');
    await shell(page, (it) => {
      for (const { entries } of it.shell.menu)
        for (const entry of entries) if (entry !== 'line' && entry.id === 'go-outbox') entry.act();
    });
    await page.waitForSelector('[data-testid^=outbox-row]');
  });
});

test('a fact that was confirmed by mistake is taken back', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'write-unchecked');
    await page.click(at('confirm-person-boris-kagarlitsky'));
    await page.waitForSelector(at('confirm-person-boris-kagarlitsky'), { state: 'detached' });
    await page.keyboard.press('Control+z');
    await page.waitForSelector(at('confirm-person-boris-kagarlitsky'));
  });
});
