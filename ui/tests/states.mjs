// Every screen and every state worth looking at: how to get there. The tests measure them, the pictures show them.

import { KEYS } from './states/keys.mjs';
import { inSight, PERSON } from './states/person.mjs';
import { SAFETY } from './states/safety.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ name: string, query?: string, go?: (page: Page) => Promise<void> }} State */

/** @param {string} id */
const at = (id) => `[data-testid="${id}"]`;

/** @param {Page} page @param {string} person */
export async function write(page, person) {
  await inSight(page, at(`person-${person}`));
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

/** @param {Page} page @param {string} id */
async function person(page, id) {
  await page.click(at(`case-${id}`));
  await page.click(at(`edit-${id}`));
  await page.waitForSelector(at('facts-form'));
}

/** @param {Page} page @param {string} [id] */
async function officials(page, id) {
  await page.click(at('nav-officials'));
  await page.waitForSelector('[data-testid^=official-]');
  if (id) await page.click(at(`official-${id}`));
  if (id) await page.waitForSelector(at('office-edit'));
}

const NORTH = ['embassy-north', 'minister-north'];

// Words that the coach has something to say to, in each of the two languages: an insult, shouting, two links.
const LOUD = {
  en: 'I teach sociology, and only idiots would lock up a teacher!! See https://one.example/a and https://two.example/b.',
  ru: 'Я преподаю социологию, и только негодяи держат учителя под замком!! См. https://one.example/a и https://two.example/b.',
};
const TRIAL = 'Я читала о приговоре в газете.';

/** @param {Page} page @param {string} id @param {{ en: string, ru: string }} words */
async function say(page, id, words) {
  const lang = await page.evaluate(() => (document.documentElement.lang === 'ru' ? 'ru' : 'en'));
  const select = page.locator(at(`language-${id}`));
  if ((await select.count()) > 0) await select.selectOption(lang);
  await page.waitForSelector(`${at('sheet')}[lang=${lang}]`);
  await own(page, lang === 'ru' ? words.ru : words.en);
}

/** @param {Page} page */
async function loud(page) {
  await write(page, 'boris-kagarlitsky');
  await choose(page, ['embassy-ru-london']);
  await say(page, 'embassy-ru-london', LOUD);
  await page.waitForSelector('[data-code=many_links]');
}

/** @param {Page} page @param {string} id */
async function template(page, id) {
  await page.click(at('nav-templates'));
  await page.click(at(`template-row-${id}`));
  await page.waitForSelector('[data-testid^=template-code][data-ready=yes]');
}

/** @param {Page} page @param {'text' | 'preview' | 'compare'} what */
const side = (page, what) => page.locator(at(`template-side-${what}`)).check({ force: true });

/** Types at the end of the text that lies open. @param {Page} page @param {string} text */
async function typeAtEnd(page, text) {
  await page.click(at('template-text-en'));
  await page.keyboard.press('Control+End');
  await page.keyboard.type(text);
}

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
      await page.click(at('safety-later'));
      await page.waitForSelector(at('start-practice'));
    },
  },
  { name: 'people' },
  { name: 'people-nobody-found', go: (page) => page.fill(at('people-search'), 'Zzyzx') },
  { name: 'people-empty', query: 'people=none' },
  ...PERSON,
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
  { name: 'coach', go: loud },
  {
    name: 'coach-hint',
    go: async (page) => {
      await loud(page);
      await page.locator('.copy .stop').scrollIntoViewIfNeeded();
      const word = await page.locator('.copy .stop').boundingBox();
      if (word) await page.mouse.move(word.x + 8, word.y + 8);
      await page.waitForSelector('[role=tooltip]:popover-open');
    },
  },
  {
    name: 'coach-tips-and-aside',
    go: async (page) => {
      await loud(page);
      await page.click(at('dismiss-shouting'));
      await page.click(at('dismiss-many_links'));
      await page.click(`${at('tips')} summary`);
    },
  },
  {
    name: 'coach-likeness',
    go: async (page) => {
      await write(page, 'boris-kagarlitsky');
      await choose(page, ['ombudsman-ru']);
      await own(page, 'Мне не всё равно, что с ним будет.');
      await page.waitForSelector('[data-code=like_template]');
    },
  },
  {
    name: 'coach-review',
    go: async (page) => {
      await loud(page);
      await page.click(at('review'));
      await page.waitForSelector(at('review-text'));
    },
  },
  {
    name: 'paper-prisoner',
    go: async (page) => {
      await write(page, 'boris-kagarlitsky');
      await choose(page, ['boris-kagarlitsky']);
      await page.waitForSelector(at('paper'));
    },
  },
  {
    name: 'paper-prisoner-stopped',
    go: async (page) => {
      await write(page, 'boris-kagarlitsky');
      await choose(page, ['ombudsman-ru', 'boris-kagarlitsky']);
      await own(page, TRIAL);
      await page.waitForSelector('[data-code=the_case]');
    },
  },
  {
    name: 'paper-office',
    go: async (page) => {
      await write(page, 'jean-mbarga');
      await choose(page, ['post-only']);
      await page.waitForSelector(at('copy-letter'));
    },
  },
  {
    name: 'rules',
    go: async (page) => {
      await page.click(at('nav-settings'));
      await page.click(at('settings-rules'));
      await page.waitForSelector(at('rule-insult'));
    },
  },
  {
    name: 'rules-prisoner-elsewhere',
    go: async (page) => {
      await write(page, 'boris-kagarlitsky');
      await page.click(at('all-rules'));
      await page.waitForSelector(at('rule-insult'));
      await page.selectOption(at('rules-kind'), 'prisoner');
      await page.selectOption(at('rules-country'), 'other');
    },
  },
  {
    name: 'rules-failed',
    query: 'fail=rules_list:database',
    go: async (page) => {
      await page.click(at('nav-settings'));
      await page.click(at('settings-rules'));
      await page.waitForSelector('main [role=alert]');
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
      await page.waitForSelector(at('outbox-stop-ask-yes'));
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
      await page.waitForSelector(at('mailbox-remove-ask-yes'));
    },
  },
  {
    name: 'templates',
    go: async (page) => {
      await page.click(at('nav-templates'));
      await page.waitForSelector(at('template-row-release-agreement'));
    },
  },
  { name: 'templates-empty', query: 'templates=none', go: (page) => page.click(at('nav-templates')) },
  {
    name: 'templates-many',
    query: 'templates=many',
    go: async (page) => {
      await page.click(at('nav-templates'));
      await page.fill(at('templates-search'), 'letter 2');
    },
  },
  {
    name: 'templates-none-found',
    query: 'templates=many',
    go: async (page) => {
      await page.click(at('nav-templates'));
      await page.fill(at('templates-search'), 'Zzyzx');
    },
  },
  {
    name: 'templates-import-failed',
    go: async (page) => {
      await page.click(at('nav-templates'));
      await page.setInputFiles(at('template-file'), {
        name: 'letter.hbs',
        mimeType: 'text/plain',
        buffer: Buffer.from([0xcf, 0xf0, 0xe8]),
      });
      await page.waitForSelector(at('template-trouble'));
    },
  },
  {
    name: 'templates-new',
    go: async (page) => {
      await page.click(at('nav-templates'));
      await page.click(at('template-new'));
      await page.click(at('template-make'));
      await page.waitForSelector('[aria-invalid]');
    },
  },
  {
    name: 'template-built-in',
    go: async (page) => {
      await template(page, 'release-agreement');
      await page.waitForTimeout(300);
    },
  },
  {
    name: 'template-problems',
    go: async (page) => {
      await template(page, 'winter-clothes');
      await page.click(at('template-tab-en'));
      await page.waitForSelector(at('template-problems-en'));
      await page.waitForSelector('.cm-lintRange');
    },
  },
  {
    name: 'template-old-preview',
    go: async (page) => {
      await template(page, 'medical-care');
      await page.click(at('template-tab-en'));
      await side(page, 'preview');
      await page.waitForSelector(at('trial-letter'));
      await side(page, 'text');
      await typeAtEnd(page, '{{person.nam}}');
      await side(page, 'preview');
      await page.waitForSelector(at('trial-old'));
    },
  },
  {
    name: 'template-completion',
    go: async (page) => {
      await template(page, 'medical-care');
      await page.click(at('template-tab-en'));
      await typeAtEnd(page, '\n{{per');
      await page.waitForSelector('.cm-completionInfo');
    },
  },
  {
    name: 'template-compare',
    go: async (page) => {
      await template(page, 'winter-clothes');
      await side(page, 'compare');
      await page.waitForSelector(`${at('template-code-ru')}[data-ready=yes]`);
      await page.waitForSelector(`${at('template-code-en')}[data-ready=yes]`);
    },
  },
  {
    name: 'template-persian',
    go: async (page) => {
      await template(page, 'release-agreement');
      await page.click(at('template-tab-fa'));
      await page.waitForSelector(`${at('template-code-fa')}[data-ready=yes]`);
      await side(page, 'preview');
      await page.waitForSelector(`${at('trial-letter')}[dir=rtl]`);
    },
  },
  {
    name: 'template-add-language',
    go: async (page) => {
      await template(page, 'winter-clothes');
      await page.click(at('template-add-language'));
      await page.waitForSelector(at('template-add-to'));
    },
  },
  {
    name: 'template-restored',
    go: async (page) => {
      await template(page, 'medical-care');
      await page.click(at('template-tab-en'));
      await typeAtEnd(page, ' More.');
      await page.click(at('templates-back'));
      await page.click(at('template-row-medical-care'));
      await page.waitForSelector(at('template-restored-en'));
      await page.waitForSelector('[data-testid^=template-code][data-ready=yes]');
    },
  },
  {
    name: 'template-save-failed',
    query: 'fail=template_save:disk_full',
    go: async (page) => {
      await template(page, 'medical-care');
      await page.click(at('template-tab-en'));
      await typeAtEnd(page, ' More.');
      await page.click(at('template-save'));
      await page.waitForSelector(at('template-save-failed'));
    },
  },
  {
    name: 'template-exported',
    go: async (page) => {
      await template(page, 'medical-care');
      await page.click(at('template-export'));
      await page.waitForSelector(at('template-exported'));
    },
  },
  {
    name: 'template-removed',
    go: async (page) => {
      await template(page, 'winter-clothes');
      await page.click(at('template-remove'));
      await page.waitForSelector(at('template-undo'));
    },
  },
  {
    name: 'template-gone',
    query: 'fail=template_open:not_found',
    go: async (page) => {
      await page.click(at('nav-templates'));
      await page.click(at('template-row-medical-care'));
      await page.waitForSelector('.empty');
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
  { name: 'officials', go: (page) => officials(page) },
  {
    name: 'officials-none-found',
    go: async (page) => {
      await officials(page);
      await page.fill(at('officials-search'), 'Zzyzx');
    },
  },
  { name: 'office', go: (page) => officials(page, 'prosecutor-general-ru') },
  { name: 'office-checked', go: (page) => officials(page, 'ombudsman-ru') },
  {
    name: 'office-edit',
    go: async (page) => {
      await officials(page, 'prosecutor-general-ru');
      await page.click(at('office-edit'));
      await page.waitForSelector(at('facts-form'));
    },
  },
  {
    name: 'office-new-problem',
    go: async (page) => {
      await page.click(at('nav-officials'));
      await page.click(at('office-add'));
      await page.click(at('facts-save'));
      await page.waitForSelector('[aria-invalid]');
    },
  },
  { name: 'person-edit', go: (page) => person(page, 'boris-kagarlitsky') },
  {
    name: 'person-edit-forms',
    go: async (page) => {
      await person(page, 'boris-kagarlitsky');
      const lang = await page.evaluate(() => document.documentElement.lang);
      if (lang === 'ru' || (await page.locator(at('name-ru-forms')).count()) > 0)
        await page.click(at('name-ru-forms'));
      await page.click(at('facility-channel-add'));
    },
  },
  {
    name: 'person-edit-problem',
    go: async (page) => {
      await person(page, 'boris-kagarlitsky');
      await page.fill(at('custody-until-1'), '2022-01-01');
      await page.click(at('facts-save'));
      await page.waitForSelector('[aria-invalid]');
    },
  },
  {
    name: 'person-edit-kept',
    go: async (page) => {
      await person(page, 'anahit-verdyan');
      await page.fill(at('occupation-en'), 'photographer and filmmaker');
      await page.click(at('back'));
      await page.waitForSelector(at('facts-go-on'));
      await page.click(at('facts-go-on'));
      await page.waitForSelector(at('facts-kept'));
      await page.click(at('custody-out-1'));
    },
  },
  {
    name: 'people-unsaved',
    go: async (page) => {
      await person(page, 'anahit-verdyan');
      await page.fill(at('occupation-en'), 'photographer and filmmaker');
      await page.click(at('back'));
      await page.waitForSelector(at('facts-go-on'));
    },
  },
  {
    name: 'person-new',
    go: async (page) => {
      await page.click(at('person-add'));
      await page.waitForSelector(at('facts-form'));
    },
  },
  {
    name: 'release',
    go: async (page) => {
      await person(page, 'maryam-rostami');
      await page.click(at('release'));
      await page.click(at('release-save'));
      await page.waitForSelector('dialog [aria-invalid]');
    },
  },
  {
    name: 'released',
    go: async (page) => {
      await person(page, 'maryam-rostami');
      await page.click(at('release'));
      await page.fill(at('release-on'), '2026-11-20');
      await page.fill(at('release-source-title'), 'Invented bulletin');
      await page.click(at('release-save'));
      await page.waitForSelector('dialog', { state: 'detached' });
      await page.click(at('nav-people'));
      await write(page, 'maryam-rostami');
      await page.waitForSelector(at('case-over'));
    },
  },
  {
    name: 'checks',
    go: async (page) => {
      await page.click(at('to-checks'));
      await page.click(at('check-person-anahit-verdyan-right'));
      await page.waitForSelector('[data-done=true]');
    },
  },
  {
    name: 'checks-forms',
    go: async (page) => {
      await page.click(at('to-checks'));
      await page.locator(at('forms-maryam-rostami')).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'write-unchecked',
    query: 'looked=none',
    go: async (page) => {
      await write(page, 'boris-kagarlitsky');
      await choose(page, ['embassy-ru-london']);
      await page.waitForSelector(at('confirm-office-embassy-ru-london'));
      await page.locator(at('confirm-person-boris-kagarlitsky')).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'review-unchecked',
    query: 'looked=none',
    go: async (page) => {
      await write(page, 'boris-kagarlitsky');
      await choose(page, ['embassy-ru-london']);
      await own(page, TEACH);
      await page.click(at('review'));
      await page.waitForSelector(at('review-confirm-office-embassy-ru-london'));
    },
  },
  ...SAFETY,
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
  ...KEYS,
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
  // What an earlier state kept is forgotten, before anything is shown of it.
  const kept = await page.evaluate(() => {
    const any = localStorage.length > 0;
    localStorage.clear();
    return any;
  });
  if (kept) await page.reload();
  await page.waitForFunction(() => performance.getEntriesByName('first-screen').length > 0);
  await state.go?.(page);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForTimeout(60);
}
