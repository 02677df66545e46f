// `npm run speed`: a table of how quick the window is, for the README and for comparing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { keys, memory, screens } from './measure.mjs';
import { CHROMIUM, serve } from './serve.mjs';

const built = mkdtempSync(join(tmpdir(), 'unforgotten-ui-'));
process.env['NODE_ENV'] = 'production';
await build({ mode: 'fake', logLevel: 'error', build: { outDir: built } });
const site = await serve(built);
const browser = await chromium.launch(CHROMIUM);
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  const ms = (/** @type {number} */ n) => `${n.toFixed(0)} ms`.padStart(8);
  console.log(`${'In Chromium, 1280 × 800'.padEnd(28)}${'median'.padStart(8)}${'95 %'.padStart(8)}`);
  for (const figure of [...(await screens(page, site.address)), ...(await keys(page, site.address))])
    console.log(`${figure.what.padEnd(28)}${ms(figure.median)}${ms(figure.p95)}`);
  const { middle, end } = await memory(page, site.address);
  const mb = (/** @type {number} */ n) => `${n.toFixed(1)} MB`;
  console.log(
    `memory after 100 rounds over all screens ${mb(middle.heap)}, after 200 ${mb(end.heap)}; elements ${middle.nodes}, ${end.nodes}`,
  );
} finally {
  await browser.close();
  await site.close();
  rmSync(built, { recursive: true, force: true });
}
