// Pictures of every screen: `npm run shots -- FOLDER [part of a name]`. Light and dark, English and Russian,
// 1280 × 800 and 900 × 600. Builds the window with the backend in memory first.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { CHROMIUM, serve } from './serve.mjs';
import { open, STATES } from './states.mjs';

const [folder, part = '', only = ''] = process.argv.slice(2);
if (!folder) {
  console.error('usage: npm run shots -- FOLDER [part of a name] [part of a variant, as en-dark-900]');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const built = mkdtempSync(join(tmpdir(), 'unforgotten-ui-'));
await build({ mode: 'fake', logLevel: 'warn', build: { outDir: built } });
const site = await serve(built);
const browser = await chromium.launch(CHROMIUM);
let made = 0;
try {
  for (const lang of ['en', 'ru'])
    for (const theme of /** @type {const} */ (['light', 'dark']))
      for (const [width, height] of /** @type {const} */ ([
        [1280, 800],
        [900, 600],
      ])) {
        const variant = `${lang}-${theme}-${width}`;
        if (!variant.includes(only)) continue;
        const context = await browser.newContext({
          viewport: { width, height },
          locale: lang === 'ru' ? 'ru-RU' : 'en-GB',
          colorScheme: theme,
        });
        for (const state of STATES.filter((s) => s.name.includes(part))) {
          const page = await context.newPage();
          page.setDefaultTimeout(10_000);
          try {
            await open(page, site.address, state, lang, theme);
          } catch (thrown) {
            console.error(`${state.name} ${variant}: ${thrown instanceof Error ? thrown.message : thrown}`);
            process.exitCode = 1;
          }
          await page.waitForTimeout(200);
          await page.screenshot({ path: join(folder, `${state.name}-${variant}.png`) });
          made += 1;
          await page.close();
        }
        await context.close();
      }
} finally {
  await browser.close();
  await site.close();
  rmSync(built, { recursive: true, force: true });
}
console.log(`${made} pictures in ${folder}`);
