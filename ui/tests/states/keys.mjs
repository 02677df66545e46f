// The palette, the sheet of shortcuts, files over the window, the wish to close, copies.

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('../states.mjs').State} State */

/** @param {string} id */
const at = (id) => `[data-testid="${id}"]`;

/** @param {Page} page @param {string} [typed] */
async function palette(page, typed = '') {
  await page.keyboard.press('Control+k');
  await page.waitForSelector('[data-testid^=find-write-]');
  await page.fill(at('palette-field'), typed);
}

/** @param {Page} page */
async function letter(page) {
  await page.click(at('person-boris-kagarlitsky'));
  await page.check(at('office-ombudsman-ru'));
  await page.waitForSelector(`${at('review')}:enabled`);
}

/** @param {Page} page */
const wish = (page) =>
  page.evaluate(() =>
    /** @type {{ shell: { closing: () => void } }} */ (/** @type {unknown} */ (globalThis)).shell.closing(),
  );

/** @type {State[]} */
export const KEYS = [
  { name: 'palette', go: (page) => palette(page) },
  { name: 'palette-found', go: (page) => palette(page, 'bo') },
  { name: 'palette-nothing', go: (page) => palette(page, 'zzyzx') },
  {
    name: 'palette-recent',
    go: async (page) => {
      await palette(page, 'tran');
      await page.keyboard.press('Enter');
      await page.waitForSelector(at('sheet'));
      await palette(page);
    },
  },
  {
    name: 'shortcuts',
    go: async (page) => {
      await page.keyboard.press('?');
      await page.waitForSelector(at('shortcuts'));
    },
  },
  {
    name: 'drop',
    go: async (page) => {
      await page.evaluate(() => {
        const carried = new DataTransfer();
        carried.items.add(new File(['words'], 'words.txt'));
        document.body.dispatchEvent(
          new DragEvent('dragenter', { dataTransfer: carried, bubbles: true, cancelable: true }),
        );
      });
      await page.waitForSelector(at('drop'));
    },
  },
  {
    name: 'closing',
    query: 'campaign',
    go: async (page) => {
      await wish(page);
      await page.waitForSelector(at('closing'));
    },
  },
  {
    name: 'closing-unsaved',
    query: 'letters=0&fail=draft_save:disk_full',
    go: async (page) => {
      await letter(page);
      await page.waitForSelector('[data-testid=saved][data-state=failed]');
      await wish(page);
      await page.waitForSelector(at('closing'));
    },
  },
  {
    name: 'write-unsaved',
    query: 'letters=0&fail=draft_save:disk_full',
    go: async (page) => {
      await letter(page);
      await page.waitForSelector('[data-testid=saved][data-state=failed]');
      await page.click(at('nav-people'));
      await page.click(at('person-jean-mbarga'));
      await page.waitForSelector(at('shut-back'));
    },
  },
  {
    name: 'write-broken',
    query: 'fail=desk_open:database',
    go: async (page) => {
      await page.click(at('person-jean-mbarga'));
      await page.waitForSelector(at('shut-people'));
    },
  },
  {
    name: 'undone',
    go: async (page) => {
      await letter(page);
      await page.keyboard.press('Control+z');
      await page.waitForSelector('.notice');
    },
  },
  {
    name: 'write-more',
    go: async (page) => {
      await letter(page);
      await page.waitForSelector('[data-testid=saved][data-state=saved]');
      await page.click(at('write-more'));
      await page.waitForSelector(at('write-more-text'));
    },
  },
  {
    name: 'review-copied',
    query: 'mailbox',
    go: async (page) => {
      await letter(page);
      await page.click(at('review'));
      await page.waitForSelector(at('review-text'));
      await page.click(at('copy-to-me'));
      await page.waitForSelector(`${at('review-said')}:not(:empty)`);
    },
  },
  {
    name: 'outbox-copy',
    query: 'mailbox',
    go: async (page) => {
      await letter(page);
      await page.click(at('write-more'));
      await page.click(at('write-more-me'));
      await page.waitForSelector('.notice');
      await page.click(at('nav-outbox'));
      await page.waitForSelector('[data-testid^=outbox-row-new][data-state=sent]');
    },
  },
];
