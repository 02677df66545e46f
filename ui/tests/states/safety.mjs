// The first run, ties to a country beside a letter, and the settings.

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ name: string, query?: string, go?: (page: Page) => Promise<void> }} State */

/** @param {string} id */
const at = (id) => `[data-testid="${id}"]`;

/** To the question about ties. @param {Page} page */
async function ties(page) {
  await page.click(at(`lang-${await page.evaluate(() => document.documentElement.lang)}`));
  await page.click(at('skip'));
  await page.waitForSelector(at('safety-country-RU'));
}

/** @param {Page} page @param {string} [section] */
async function settings(page, section) {
  await page.click(at('nav-settings'));
  if (section) await page.click(at(`contents-${section}`));
}

/** @param {Page} page @param {string[]} offices @param {string} [person] */
async function write(page, offices, person = 'boris-kagarlitsky') {
  await page.click(at(`person-${person}`));
  await page.waitForSelector(at('sheet'));
  for (const office of offices) await page.check(at(`office-${office}`));
}

/** @type {State[]} */
export const SAFETY = [
  { name: 'first-ties', query: 'home=new', go: ties },
  {
    name: 'first-ties-chosen',
    query: 'home=new',
    go: async (page) => {
      await ties(page);
      await page.check(at('safety-country-RU'));
      await page.selectOption(at('safety-other'), 'BY');
      await page.click(at('safety-add'));
      await page.waitForSelector(`${at('safety-country-BY')}:checked`);
    },
  },
  {
    name: 'write-ties',
    query: 'ties=RU',
    go: async (page) => {
      await write(page, ['embassy-ru-london']);
      await page.waitForSelector(at('address-tells'));
    },
  },
  {
    name: 'write-ties-post',
    query: 'ties=RU',
    go: async (page) => {
      await write(page, ['prosecutor-general-ru']);
      await page.waitForSelector(at('safer-embassy-ru-london'));
    },
  },
  {
    name: 'write-ties-elsewhere',
    query: 'ties=AZ',
    go: async (page) => {
      await write(page, ['embassy-north'], 'anahit-verdyan');
      await page.waitForSelector(at('signed'));
    },
  },
  { name: 'write-ties-question', query: 'ties=unasked', go: (page) => write(page, []) },
  {
    name: 'review-ties',
    query: 'ties=RU',
    go: async (page) => {
      await write(page, ['embassy-ru-london']);
      await page.click(at('review'));
      await page.waitForSelector(at('review-signed'));
    },
  },
  { name: 'settings-safety', query: 'ties=RU,BY', go: (page) => settings(page, 'safety') },
  { name: 'settings-safety-unanswered', query: 'ties=unasked', go: (page) => settings(page, 'safety') },
  {
    name: 'settings-pace',
    query: 'mailbox',
    go: async (page) => {
      await settings(page, 'mailboxes');
      await page.click(`${at('pace-post')} summary`);
      await page.fill(at('pace-day-post'), '900');
      await page.click(at('pace-set-post'));
      await page.waitForSelector('[aria-invalid]');
    },
  },
  {
    name: 'settings-languages',
    go: async (page) => {
      await settings(page, 'languages');
      for (const code of ['ru', 'de', 'en']) await page.check(at(`writes-${code}`));
      await page.waitForSelector(at('writes-down-ru'));
    },
  },
  { name: 'settings-appearance', go: (page) => settings(page, 'appearance') },
  { name: 'settings-data', go: (page) => settings(page, 'data') },
  { name: 'settings-about', go: (page) => settings(page, 'about') },
  {
    name: 'connect-tells',
    query: 'ties=RU',
    go: async (page) => {
      await settings(page);
      await page.click(at('mailbox-add'));
      await page.waitForSelector(at('mailbox-tells'));
      await page.waitForSelector(at('mailbox-provider'));
    },
  },
];
