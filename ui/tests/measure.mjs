// How quick the window is in Chromium with the backend in memory: opening screens, typing, and what stays behind in memory.
import { write } from './states.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ what: string, median: number, p95: number, blank: number }} Figure */

/** @param {string} id */
const at = (id) => `[data-testid="${id}"]`;

/** A click, and what has to be there when the screen is: never less than a heading with words. */
const SCREENS = [
  { what: 'people', click: at('nav-people'), shown: at('person-boris-kagarlitsky') },
  { what: 'write', click: at('nav-write'), shown: 'main h1, main h2' },
  { what: 'outbox', click: at('nav-outbox'), shown: '[data-testid^=outbox-row]' },
  { what: 'officials', click: at('nav-officials'), shown: '[data-testid^=official-]' },
  { what: 'templates', click: at('nav-templates'), shown: '[data-testid^=template-row]' },
  { what: 'settings', click: at('nav-settings'), shown: at('mailbox-add') },
];

/** @param {string} what @param {number[]} times @param {number} [blank] @returns {Figure} */
function figure(what, times, blank = 0) {
  const sorted = times.toSorted((a, b) => a - b);
  const part = (/** @type {number} */ p) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? NaN;
  return { what, median: part(0.5), p95: part(0.95), blank };
}

/** From the click to the frame after the one in which the screen stands there. Runs in the page.
 * @param {{ click: string, shown: string }} screen */
const opening = async ({ click, shown }) => {
  const button = /** @type {HTMLElement | null} */ (document.querySelector(click));
  if (!button) throw new Error(`no ${click}`);
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const start = performance.now();
  button.click();
  let blank = 0;
  for (;;) {
    await frame();
    const main = /** @type {HTMLElement | null} */ (document.querySelector('main'));
    if ((main?.innerText ?? '').trim() === '') blank += 1;
    if (document.querySelector(shown)) break;
    if (performance.now() - start > 5000) throw new Error(`no ${shown}`);
  }
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return { ms: performance.now() - start, blank };
};

/** @param {Page} page @param {string} address @param {string} more */
async function begin(page, address, more) {
  await page.goto(`${address}/?home=used&lang=en&slow=0&letters=2000&${more}`);
  await page.waitForSelector(at('person-boris-kagarlitsky'));
}

/** Opens each screen, each time from another. @param {Page} page @param {string} address @param {number} [times] */
export async function screens(page, address, times = 9) {
  await begin(page, address, 'mailbox');
  /** @type {Map<string, { ms: number[], blank: number }>} */
  const seen = new Map(SCREENS.map(({ what }) => [what, { ms: [], blank: 0 }]));
  for (let n = 0; n < times; n += 1)
    for (const screen of SCREENS.toReversed()) {
      const { ms, blank } = await page.evaluate(opening, screen);
      const its = seen.get(screen.what);
      its?.ms.push(ms);
      if (its) its.blank = Math.max(its.blank, blank);
    }
  return [...seen].map(([what, { ms, blank }]) => figure(`open ${what}`, ms, blank));
}

/** Keys in own words with the coach on: from the key to the next painted frame. @param {Page} page @param {string} address */
export async function keys(page, address, count = 60) {
  await begin(page, address, '');
  await write(page, 'boris-kagarlitsky');
  await page.check(at('office-ombudsman-ru'));
  await page.waitForSelector(at('own-words'));
  await page.evaluate(() => {
    /** @type {number[]} */
    const times = [];
    Object.assign(globalThis, { times });
    document.addEventListener(
      'keydown',
      (event) =>
        requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - event.timeStamp))),
      true,
    );
  });
  await page.focus(at('own-words'));
  const text = 'I teach sociology, and my students read his books each term. '.repeat(3).slice(0, count);
  for (const letter of text) await page.keyboard.press(letter === ' ' ? 'Space' : letter, { delay: 5 });
  await page.waitForTimeout(200);
  const times = await page.evaluate(
    () => /** @type {{ times: number[] }} */ (/** @type {unknown} */ (globalThis)).times,
  );
  const blank = (await page.inputValue(at('own-words'))) === text ? 0 : 1;
  return [figure('a key in own words', times, blank)];
}

/** What JavaScript holds after rounds over all screens, in megabytes: half way and at the end.
 * @param {Page} page @param {string} address @param {number} [rounds] */
export async function memory(page, address, rounds = 200) {
  await begin(page, address, 'mailbox');
  const session = await page.context().newCDPSession(page);
  const held = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const { nodes } = await session.send('Memory.getDOMCounters');
    return { heap: usedSize / 2 ** 20, nodes };
  };
  const half = Math.floor(rounds / 2);
  let middle = await held();
  for (let n = 1; n <= rounds; n += 1) {
    for (const screen of SCREENS) await page.evaluate(opening, screen);
    if (n === half) middle = await held();
  }
  return { middle, end: await held() };
}
