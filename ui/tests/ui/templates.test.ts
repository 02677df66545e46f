// The editor of templates in a real browser: chips, problems, what is kept, the keyboard alone.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { address, at, browserForTheseTests, complaints } from './browser';

const { page: newPage, closing } = browserForTheseTests();
const text = at('template-text-en');
const GOOD = `+++
kind = "official"
title = "From a file"
subjects = ["For {{person.name}}"]
asks = []
+++
Dear {{person.name}},

{{own_words "Why?"}}
`;

async function begin(page: Page, query = ''): Promise<void> {
  // The real window freezes it before any script of ours runs.
  await page.addInitScript(() => void Object.freeze(Object.prototype));
  await page.goto(`${address()}/?home=used&lang=en&${query}`);
  await page.waitForFunction(() => performance.getEntriesByName('first-screen').length === 1);
}
const ready = (page: Page, language = 'en') =>
  page.waitForSelector(`${at(`template-code-${language}`)}[data-ready=yes]`);
async function open(page: Page, id: string, query = ''): Promise<void> {
  await begin(page, query);
  await page.click(at('nav-templates'));
  await page.click(at(`template-row-${id}`));
  await ready(page);
}
/** The whole text as the program would get it, chips and all. */
const written = async (page: Page): Promise<string> => {
  await page.waitForTimeout(600);
  return page.evaluate(() => {
    const key = Object.keys(localStorage).find(
      (k) => k.startsWith('unforgotten:template') && k.endsWith(':en'),
    );
    return key ? (JSON.parse(localStorage.getItem(key) ?? '{}') as { text: string }).text : '';
  });
};
const type = async (page: Page, words: string): Promise<void> => {
  await page.focus(text);
  await page.keyboard.press('Control+End');
  await page.keyboard.type(words);
};
const saved = (page: Page) => page.waitForSelector(`${at('template-state')}[data-state=saved]`);

test('a letter of one’s own is written by keyboard alone, from the list to “Saved”', async () => {
  await closing(await newPage(), async (page) => {
    const heard = complaints(page);
    await begin(page);
    await page.focus(at('nav-templates'));
    await page.keyboard.press('Enter');
    await page.waitForSelector(at('template-row-release-agreement'));
    await page.focus(at('template-row-release-agreement'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await ready(page);
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
    const reach = async (id: string): Promise<void> => {
      for (let n = 0; n < 20; n += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, at(id))) return;
      }
      throw new Error(`Tab does not reach ${id}`);
    };
    await reach('template-tab-en');
    await reach('template-own-en');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.shadowRoot?.activeElement !== null);
    await page.keyboard.press('Control+End');
    await page.keyboard.type('P. S. {{person.na');
    await page.waitForSelector('.cm-tooltip-autocomplete');
    await page.waitForTimeout(200); // an Enter that comes too soon after the list is not meant for it
    await page.keyboard.press('Enter');
    await page.keyboard.type(' is not forgotten.');
    expect(await page.locator('.cm-line').last().innerText()).toBe(
      'P. S. the person’s name is not forgotten.',
    );
    await page.waitForSelector(
      '[data-testid=trial-letter]:has-text("P. S. Anahit Verdyan is not forgotten.")',
    );
    await page.keyboard.press('Control+s');
    await saved(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.waitForSelector(`${at('template-row-release-agreement')}:has-text("Your own version")`);
    expect(heard).toEqual([]);
  });
});

test('the key for saving is the same place on a Russian keyboard', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'medical-care');
    await type(page, 'More.');
    await page.evaluate(() =>
      dispatchEvent(new KeyboardEvent('keydown', { key: 'ы', code: 'KeyS', ctrlKey: true, bubbles: true })),
    );
    await saved(page);
  });
});

describe('a chip', () => {
  test('is one thing for the caret: chosen by an arrow, passed by the next, deleted as a whole', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'medical-care');
      await type(page, '{{person.name}}');
      await page.keyboard.press('ArrowLeft');
      await page.waitForSelector('.chip.chosen');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.type('a');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.type('b');
      expect(await written(page)).toMatch(/a\{\{person\.name\}\}b$/);
      await page.keyboard.press('Backspace');
      await page.keyboard.press('Backspace');
      expect(await written(page)).toMatch(/\na$/);
      await page.keyboard.press('Control+z');
      expect(await written(page), 'undo brings it back').toMatch(/a\{\{person\.name\}\}b$/);
    });
  });

  test('opens by Enter and by a click, and closes when the caret leaves', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'medical-care');
      await type(page, '{{person.name}}');
      const last = page.locator('.cm-line').last();
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Enter');
      expect(await last.innerText()).toBe('{{person.name}}');
      await page.keyboard.press('Enter');
      expect(await last.innerText()).toBe('the person’s name');
      await last.locator('.chip').click();
      expect(await last.innerText()).toBe('{{person.name}}');
      for (let n = 0; n < 4; n += 1) await page.keyboard.press('Backspace');
      await page.keyboard.type('place');
      await page.keyboard.press('Escape'); // the completion
      await page.keyboard.press('Escape'); // the tag
      expect(await last.innerText()).toBe('the town of the prison');
    });
  });

  test('is not made of what has a problem, which is underlined and told', async () => {
    await closing(await newPage(), async (page) => {
      await open(page, 'winter-clothes');
      await page.waitForSelector('.cm-lintRange');
      await page.focus(text);
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('F8');
      expect(await page.locator('.cm-tooltip').innerText(), 'F8 shows what is wrong').toContain('“visits”');
      expect(await page.textContent('[aria-live=polite]'), 'and says it').toContain('“visits”');
      await page.keyboard.press('F8');
      await page.waitForFunction(() =>
        document
          .querySelector('.host')
          ?.shadowRoot?.querySelector('.cm-tooltip')
          ?.textContent?.includes('person.name'),
      );
      await page.keyboard.type('{{person.name}}');
      await page.waitForFunction(
        () => document.querySelectorAll('[data-testid=template-problems-en] button').length === 1,
      );
    });
  });
});

test('a problem in the list leads to its place, and mending the last one brings the letter', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'winter-clothes');
    await page.click('[data-testid=template-problems-en] [data-code=unknown_field]');
    await page.keyboard.type('{{person.name}}');
    await page.click('[data-testid=template-problems-en] [data-code=missing_ask]');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await page.waitForSelector(at('trial-letter'));
    expect(await page.locator(at('template-problems-en')).count()).toBe(0);
  });
});

test('saving with problems is allowed, and the list says so', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'medical-care');
    await type(page, '{{person.nam}}');
    await page.waitForSelector(at('template-problems-en'));
    await page.click(at('template-save'));
    await saved(page);
    expect(await page.textContent(at('template-problems-en'))).toContain('not offered in Write');
    await page.click(at('templates-back'));
    await page.waitForSelector(`${at('template-row-medical-care')}:has-text("1 thing to mend")`);
  });
});

test('unsaved text survives the other screens and a crash, and the saved text is one click away', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'medical-care');
    await type(page, 'Not saved.');
    await page.click(at('nav-people'));
    await page.click(at('nav-templates'));
    await page.click(at('template-row-medical-care'));
    await page.waitForSelector(`${at('template-restored-en')}`);
    await type(page, ' Nor this.');
    await page.waitForTimeout(900);
    await page.goto('about:blank');
    await open(page, 'medical-care');
    await page.waitForSelector('.cm-line:has-text("Not saved. Nor this.")');
    await page.click(at('template-drop-en'));
    await page.waitForSelector('.cm-line:has-text("Not saved.")', { state: 'detached' });
    await page.focus(text);
    await page.keyboard.press('Control+z');
    await page.waitForSelector('.cm-line:has-text("Not saved. Nor this.")');
  });
});

test('what can be undone is not forgotten when another language is looked at', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'winter-clothes');
    await type(page, 'X');
    await page.click(at('template-tab-ru'));
    await ready(page, 'ru');
    await page.click(at('template-tab-en'));
    await ready(page);
    await page.focus(text);
    await page.keyboard.press('Control+z');
    await page.waitForFunction(
      () => document.querySelector('[data-testid=template-state]')?.getAttribute('data-state') !== 'unsaved',
    );
  });
});

test('what came with the program cannot be typed in until one writes one’s own, and comes back', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'release-agreement');
    await type(page, 'X');
    expect(await page.getAttribute(at('template-state'), 'data-state')).toBe('idle');
    await page.click(at('template-own-en'));
    await type(page, 'Mine.');
    await page.click(at('template-save'));
    await saved(page);
    await page.click(at('template-remove'));
    await page.waitForSelector(at('template-built-in-en'));
    expect(await page.locator('.cm-line:has-text("Mine.")').count()).toBe(0);
    await page.click(at('template-undo'));
    await page.waitForSelector('.cm-line:has-text("Mine.")');
  });
});

test('a letter of one’s own can be removed, and taken back', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'winter-clothes');
    await page.click(at('template-remove'));
    await page.waitForSelector(at('template-row-winter-clothes'), { state: 'detached' });
    await page.click(at('template-undo'));
    await ready(page);
    expect(await page.textContent('h1')).toBe('Warm clothes for the winter');
  });
});

test('a new letter begins as a copy with a name', async () => {
  await closing(await newPage(), async (page) => {
    await begin(page);
    await page.click(at('nav-templates'));
    await page.click(at('template-new'));
    await page.fill(at('template-name'), 'Books and “parcels”');
    await page.keyboard.press('Enter');
    await ready(page);
    expect(await page.textContent('h1')).toBe('Books and “parcels”');
    await page.click(at('templates-back'));
    await page.waitForSelector(at('template-row-books-and-parcels'));
  });
});

test('files come in by choosing and by dropping, and go out to a folder that is named', async () => {
  await closing(await newPage(), async (page) => {
    await begin(page);
    await page.click(at('nav-templates'));
    await page.setInputFiles(at('template-file'), {
      name: 'dropped.hbs',
      mimeType: 'text/plain',
      buffer: Buffer.from('no template'),
    });
    await page.waitForSelector(at('template-trouble'));
    await page.evaluate((content) => {
      const carried = new DataTransfer();
      carried.items.add(new File([content], 'dropped.hbs', { type: 'text/plain' }));
      const target = document.querySelector('.templates');
      for (const kind of ['dragenter', 'dragover', 'drop'])
        target?.dispatchEvent(
          new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }),
        );
    }, GOOD);
    await ready(page);
    expect(await page.textContent('h1')).toBe('From a file');
    await page.click(at('template-export'));
    expect(await page.textContent(at('template-exported'))).toContain('/export/dropped');
  });
});

test('two languages stand side by side, in a narrow window one under the other; what is missing is said', async () => {
  await closing(await newPage(), async (page) => {
    await open(page, 'winter-clothes');
    await page.click(at('template-add-language'));
    await page.selectOption(at('template-add-to'), 'fa');
    await page.click(at('template-add-make'));
    await ready(page, 'fa');
    expect(await page.getAttribute(at('template-text-fa'), 'dir')).toBe('rtl');
    await page.click(at('template-tab-en'));
    await ready(page);
    await page.locator(at('template-side-compare')).check({ force: true });
    await ready(page);
    await page.selectOption(at('template-other'), 'ru');
    await ready(page, 'ru');
    const boxes = async () => [
      await page.locator(at('template-code-en')).boundingBox(),
      await page.locator(at('template-code-ru')).boundingBox(),
    ];
    const [one, two] = await boxes();
    expect(two?.x ?? 0).toBeGreaterThan((one?.x ?? 0) + 300);
    await page.click(`${at('template-code-ru')} .cm-content`);
    await page.keyboard.press('Control+End');
    await page.keyboard.type('{{#ask "books"}}…{{/ask}} {{sender.occupation}}');
    await page.waitForSelector(`${at('missing-asks-en')}:has-text("books")`);
    await page.waitForSelector(`${at('missing-fields-en')}:has-text("your occupation")`);
    await page.setViewportSize({ width: 900, height: 600 });
    const [above, below] = await boxes();
    expect(below?.y ?? 0).toBeGreaterThan((above?.y ?? 0) + (above?.height ?? 0) - 1);
  });
});

test('the editor is not loaded before it is needed', async () => {
  await closing(await newPage(), async (page) => {
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    await begin(page);
    await page.click(at('nav-templates'));
    await page.waitForSelector(at('template-row-medical-care'));
    const before = loaded.filter((url) => url.endsWith('.js')).length;
    await page.click(at('template-row-medical-care'));
    await ready(page);
    expect(loaded.filter((url) => url.endsWith('.js')).length).toBeGreaterThan(before);
  });
});

test('in a narrow window one sees the text or the letter, and the caret stays in sight', async () => {
  await closing(await newPage({ viewport: { width: 900, height: 600 } }), async (page) => {
    await open(page, 'medical-care');
    expect(await page.locator(at('template-trial')).count()).toBe(0);
    await page.locator(at('template-side-preview')).check({ force: true });
    await page.waitForSelector(at('trial-letter'));
    expect(await page.locator(at('template-code-en')).isVisible()).toBe(false);
    await page.locator(at('template-side-text')).check({ force: true });
    await type(page, '{{person.nam}}');
    await page.waitForSelector(at('template-problems-en'));
    // The text moves up a frame after the list has come.
    const hidden = async (): Promise<number> => {
      const caret = await page.locator('.cm-line').last().boundingBox();
      const list = await page.locator(at('template-problems-en')).boundingBox();
      return (caret?.y ?? 0) + (caret?.height ?? 0) - (list?.y ?? 0);
    };
    await expect.poll(hidden).toBeLessThanOrEqual(2);
  });
});
