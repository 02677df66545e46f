// Builds the window twice before the tests: with the backend in memory to be looked at, and as it is released,
// beside `dist` so that nobody's build is touched.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { build } from 'vite';
import { serve } from '../serve.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    address: string;
    released: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'unforgotten-ui-'));
  const released = join(folder, 'released');
  const fake = join(folder, 'fake');
  // The test runner says `test`, and then Svelte and Vite make a build for developers, which nobody gets.
  const environment = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  await build({ mode: 'fake', logLevel: 'warn', build: { outDir: fake } });
  await build({ mode: 'production', logLevel: 'warn', build: { outDir: released } });
  process.env['NODE_ENV'] = environment;
  const site = await serve(fake);
  project.provide('address', site.address);
  project.provide('released', released);
  return async () => {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  };
}
