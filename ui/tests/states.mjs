// Every screen and every state worth looking at: how to get there. The tests measure them, the pictures show them.

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ name: string, query?: string, go?: (page: Page) => Promise<void> }} State */

/** @param {string} id */
const at = (id) => `[data-testid="${id}"]`;

/** @param {Page} page @param {string} person */
export async function write(page, person) {
  await page.click(at(`person-${person}`));
  await page.waitForSelector(at('sheet'));
}

/** @param {Page} page @param {string[]} offices */
async function choose(page, offices) {
  for (const office of offices) await page.check(at(`office-${office}`));
}

/** @param {Page} page @param {string} text */
async function own(page, text) {
  await page.fill(at('own-words'), text);
  await page.waitForSelector('[data-testid=saved][data-state=saved]');
}

const TEACH =
  'I teach sociology, and my students read his books. They ask me each term whether he is well. I would like to be able to tell them that he is free.';
/** @param {Page} page */
async function outbox(page) {
  await page.click(at('nav-outbox'));
  await page.waitForSelector('[data-testid^=outbox-row]');
}

/** @param {Page} page @param {string} [address] */
async function connect(page, address) {
  await page.click(at('nav-settings'));
  await page.click(at('mailbox-add'));
  if (address) await page.fill(at('mailbox-address'), address);
  await page.waitForSelector(at('mailbox-provider'));
}

const NORTH = ['embassy-north', 'minister-north'];

/** @type {State[]} */
export const STATES = [
  { name: 'first-language', query: 'home=new' },
  {
    name: 'first-who',
    query: 'home=new',
    go: async (page) => {
      await page.click(at(`lang-${await page.evaluate(() => document.documentElement.lang)}`));
      await page.waitForSelector(at('profile-name'));
    },
  },
  {
    name: 'first-who-problems',
    query: 'home=new',
    go: async (page) => {
      await page.click(at(`lang-${await page.evaluate(() => document.documentElement.lang)}`));
      await page.fill(at('profile-email'), 'vera');
      await page.click(at('next'));
      await page.waitForSelector('[aria-invalid]');
    },
  },
  {
    name: 'first-practice',
    query: 'home=new',
    go: async (page) => {
      await page.click(at(`lang-${await page.evaluate(() => document.documentElement.lang)}`));
      await page.click(at('skip'));
      await page.waitForSelector(at('start-practice'));
    },
  },
  { name: 'people' },
  { name: 'people-nobody-found', go: (page) => page.fill(at('people-search'), 'Zzyzx') },
  { name: 'people-empty', query: 'people=none' },
  { name: 'write-nobody', go: (page) => page.click(at('nav-write')) },
  { name: 'write', go: (page) => write(page, 'boris-kagarlitsky') },
  {
    name: 'write-chosen',
    go: async (page) => {
      await write(page, 'boris-kagarlitsky');
      await choose(page, ['ombudsman-ru', 'embassy-ru-london']);
      await own(page, TEACH);
    },
  },
  {
    name: 'write-gaps',
    query: 'profile=none',
    go: async (page) => {
      await write(page, 'anahit-verdyan');
      await choose(page, ['embassy-north']);
      await own(page, 'They are idiots.');
    },
  },
  {
    name: 'write-long-name',
    go: async (page) => {
      await write(page, 'maria-longname');
      await choose(page, NORTH);
      await own(page, 'Poetry harms nobody.');
    },
  },
  { name: 'write-paper-only', go: (page) => write(page, 'jean-mbarga') },
  {
    name: 'review',
    go: async (page) => {
      await write(page, 'maryam-rostami');
      await choose(page, ['embassy-north']);
      await own(page, 'A lawyer who defends others deserves to be defended.');
      await page.click(at('review'));
      await page.waitForSelector(at('review-text'));
    },
  },
  {
    name: 'review-not-ready',
    query: 'mailbox',
    go: async (page) => {
      await write(page, 'boris-kagarlitsky');
      await choose(page, ['ombudsman-ru', 'embassy-ru-london']);
      await own(page, TEACH);
      await page.click(at('review'));
      await page.waitForSelector(at('review-text'));
    },
  },
  {
    name: 'review-no-profile',
    query: 'profile=none',
    go: async (page) => {
      await write(page, 'maryam-rostami');
      await choose(page, ['embassy-north']);
      await page.click(at('review'));
      await page.waitForSelector('dialog [role=alert]');
    },
  },
  {
    name: 'outbox',
    go: async (page) => {
      await write(page, 'maryam-rostami');
      await choose(page, ['embassy-north']);
      await page.click(at('review'));
      await page.click(at('send'));
      await page.waitForSelector('[data-state=queued]');
    },
  },
  { name: 'outbox-empty', query: 'letters=0', go: (page) => page.click(at('nav-outbox')) },
  {
    name: 'outbox-long',
    query: 'letters=500',
    go: async (page) => {
      await page.click(at('nav-outbox'));
      await page.waitForSelector('[data-testid^=outbox-row]');
    },
  },
  {
    name: 'outbox-story',
    go: async (page) => {
      await page.click(at('nav-outbox'));
      await page.click('[data-state=deferred] .open');
      await page.waitForSelector(at('story-text'));
      await page.click('dialog summary');
    },
  },
  { name: 'campaign-all', query: 'campaign&mailbox', go: outbox },
  {
    name: 'campaign',
    query: 'campaign&mailbox&letters=2',
    go: async (page) => {
      await outbox(page);
      await page.click(at('campaign-free-boris-november'));
      await page.waitForFunction(() => document.querySelector('h1')?.textContent?.includes('november'));
      // To where what was sent meets what waits: the picture shows each state there is. The new list begins at
      // its top when it comes, so the way down is repeated until it holds.
      await page.waitForFunction(() => {
        document.querySelector('.rows')?.scrollTo(0, 122 * 64);
        return document.querySelector('.rows [data-state=sent]') !== null;
      });
    },
  },
  {
    name: 'campaign-paused',
    query: 'campaign&mailbox&paused=campaign',
    go: async (page) => {
      await outbox(page);
      await page.click(at('campaign-free-boris-november'));
      await page.waitForSelector(at('outbox-resume'));
    },
  },
  {
    name: 'campaign-finished',
    query: 'campaign=finished&mailbox',
    go: async (page) => {
      await outbox(page);
      await page.click(at('campaign-free-boris-november'));
    },
  },
  { name: 'outbox-paused', query: 'campaign&mailbox&paused', go: outbox },
  { name: 'outbox-quiet', query: 'campaign&mailbox&quiet', go: outbox },
  { name: 'outbox-holds', query: 'campaign&mailbox=hold&holds=sign_in,address', go: outbox },
  {
    name: 'outbox-holds-all',
    query: 'campaign&mailbox&holds=all',
    go: async (page) => {
      await outbox(page);
      await page.click('section > button');
    },
  },
  {
    name: 'outbox-hold-failed',
    query: 'campaign&mailbox&holds=limit&fail=hold_lift:account_refused',
    go: async (page) => {
      await outbox(page);
      await page.click(at('hold-lift-account-second'));
      await page.waitForSelector('article [role=alert]');
    },
  },
  {
    name: 'outbox-stop',
    query: 'campaign&mailbox',
    go: async (page) => {
      await outbox(page);
      await page.click(at('outbox-stop'));
      await page.waitForSelector(at('outbox-stop-confirm'));
    },
  },
  { name: 'outbox-states', query: 'mailbox', go: outbox },
  {
    name: 'outbox-doubt',
    query: 'mailbox',
    go: async (page) => {
      await outbox(page);
      await page.click('[data-state=in_doubt] .open');
      await page.waitForSelector(at('story-resolve-sent'));
      await page.click('dialog .transcript summary');
    },
  },
  { name: 'connect', go: (page) => connect(page) },
  { name: 'connect-app-password', go: (page) => connect(page, 'vera@careful.example') },
  { name: 'connect-oauth', go: (page) => connect(page, 'vera@closed.example') },
  { name: 'connect-bridge', go: (page) => connect(page, 'vera@sealed.example') },
  { name: 'connect-unknown', go: (page) => connect(page, 'vera@nowhere.example') },
  {
    name: 'connect-busy',
    query: 'slow=4000',
    go: async (page) => {
      await page.click(at('nav-settings'));
      await page.click(at('mailbox-add'));
      await page.click(at('mailbox-more'));
      await page.fill(at('mailbox-server'), 'smtp.plain.example');
      await page.fill(at('mailbox-password'), 'right');
      await page.click(at('mailbox-connect'));
      await page.waitForSelector('progress');
    },
  },
  {
    name: 'connect-refused',
    go: async (page) => {
      await connect(page, 'vera@careful.example');
      await page.fill(at('mailbox-password'), 'wrong');
      await page.click(at('mailbox-connect'));
      await page.waitForSelector(at('mailbox-error'));
    },
  },
  {
    name: 'connect-done',
    go: async (page) => {
      await connect(page);
      await page.fill(at('mailbox-password'), 'right');
      await page.click(at('mailbox-connect'));
      await page.waitForSelector(at('mailbox-done'));
    },
  },
  {
    name: 'settings-mailbox',
    query: 'mailbox',
    go: async (page) => {
      await page.click(at('nav-settings'));
      await page.locator(at('mailbox-add')).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'settings-remove',
    query: 'mailbox',
    go: async (page) => {
      await page.click(at('nav-settings'));
      await page.click(at('mailbox-remove-post'));
      await page.waitForSelector(at('mailbox-remove-confirm'));
    },
  },
  { name: 'settings', go: (page) => page.click(at('nav-settings')) },
  {
    name: 'settings-hold',
    query: 'mailbox=hold',
    go: async (page) => {
      await page.click(at('nav-settings'));
      await page.locator(at('mailbox-add')).scrollIntoViewIfNeeded();
    },
  },
  { name: 'fault', query: 'fail=app_state:home_newer' },
  {
    name: 'notice',
    query: 'fail=letter_take_back:letter_not_queued&wait=60000',
    go: async (page) => {
      await write(page, 'maryam-rostami');
      await choose(page, ['embassy-north']);
      await page.click(at('review'));
      await page.click(at('send'));
      await page.click('[data-testid^=take-back]');
      await page.waitForSelector('.notice');
    },
  },
];

/** @param {State} state @param {string} lang @param {string} theme */
export const query = (state, lang, theme) =>
  `?home=used&wait=20000&lang=${lang}&theme=${theme}&${state.query ?? ''}`;

/** @param {Page} page @param {string} address @param {State} state @param {string} lang @param {'light' | 'dark' | 'system'} theme */
export async function open(page, address, state, lang, theme) {
  // Later values of the same name win, so that a state can ask for a new home.
  const wanted = new URLSearchParams();
  for (const [key, value] of new URLSearchParams(query(state, lang, theme))) wanted.set(key, value);
  await page.goto(`${address}/?${wanted}`);
  await page.waitForFunction(() => performance.getEntriesByName('first-screen').length > 0);
  await state.go?.(page);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForTimeout(60);
}
