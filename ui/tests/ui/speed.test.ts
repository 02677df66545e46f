// The figures are for reading, a busy machine may be slow; what must not be is an empty screen, and memory that is
// never given back. `npm run speed` prints a table.
import { expect, test } from 'vitest';
import { keys, memory, screens } from '../measure.mjs';
import { address, browserForTheseTests } from './browser';

const { page: newPage, closing } = browserForTheseTests();

test('a screen that opens is never empty', async () => {
  await closing(await newPage(), async (page) => {
    const figures = await screens(page, address());
    console.log(JSON.stringify(figures));
    for (const { what, blank } of figures) expect(blank, `${what}: empty frames`).toBeLessThanOrEqual(1);
  });
});

test('no key in own words is lost', async () => {
  await closing(await newPage(), async (page) => {
    const [key] = await keys(page, address());
    console.log(JSON.stringify(key));
    expect(key?.blank).toBe(0);
  });
});

test('two hundred rounds over all screens leave nothing behind', async () => {
  await closing(await newPage(), async (page) => {
    const { middle, end } = await memory(page, address());
    console.log(JSON.stringify({ middle, end }));
    expect(end.heap - middle.heap, 'megabytes more in the second hundred').toBeLessThan(3);
    expect(end.nodes - middle.nodes, 'elements more').toBeLessThan(1500);
  });
}, 240_000);
