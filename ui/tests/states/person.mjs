// People in their many numbers, and the page of one.

/** @typedef {import('playwright-core').Page} Page */

/** @param {string} id */
const at = (id) => `[data-testid="${id}"]`;

/** A list that is scrolled measures its rows anew, and one that is loaded anew makes new ones: what is clicked
 * meanwhile has moved away.
 * @param {Page} page @param {string} selector */
export async function inSight(page, selector) {
  for (let again = 0; again < 3; again += 1) {
    try {
      await page.locator(selector).scrollIntoViewIfNeeded();
      break;
    } catch (thrown) {
      if (again === 2 || !String(thrown).includes('not attached')) throw thrown;
    }
  }
  await page.waitForTimeout(100);
}

/** @param {Page} page @param {string} id */
export async function showPerson(page, id) {
  await inSight(page, at(`case-${id}`));
  await page.click(at(`case-${id}`));
  await page.waitForSelector(at('note'));
}

/** @param {string} id */
const shown = (id) => (/** @type {Page} */ page) => showPerson(page, id);

/** @type {{ name: string, query?: string, go?: (page: Page) => Promise<void> }[]} */
export const PERSON = [
  { name: 'people-deadline', go: (page) => page.click(at('only-deadline')) },
  {
    name: 'people-many',
    query: 'people=5000',
    go: async (page) => {
      await page.selectOption(at('people-order'), 'name');
      await page.waitForSelector('[data-testid^=person-crowd]');
    },
  },
  { name: 'person', go: shown('boris-kagarlitsky') },
  { name: 'person-deadline', query: 'looked=none', go: shown('anahit-verdyan') },
  { name: 'person-years', go: shown('maryam-rostami') },
  {
    name: 'person-letters',
    go: async (page) => {
      await showPerson(page, 'maryam-rostami');
      await page.locator('figure').scrollIntoViewIfNeeded();
      await page.fill(
        at('note'),
        'Her sister wrote on 3 November: parcels arrive, letters do not.\nAsk again in spring.',
      );
      await page.waitForSelector('[data-testid=note-saved][data-state=saved]');
    },
  },
  {
    name: 'person-not-saved',
    query: 'fail=note_save:disk_full',
    go: async (page) => {
      await showPerson(page, 'jean-mbarga');
      await page.fill(at('note'), 'Ask the parish about parcels.');
      await page.waitForSelector(at('note-again'));
    },
  },
  { name: 'person-bare', go: shown('maria-longname') },
  { name: 'person-free', go: shown('tomas-ejemplo') },
  {
    name: 'person-gone',
    query: 'fail=person_show:not_found',
    go: async (page) => {
      await page.click(at('case-jean-mbarga'));
      await page.waitForSelector('.gone');
    },
  },
];
