import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, inject, test } from 'vitest';

const files = (): { path: string; bytes: Buffer }[] => {
  const folder = inject('released');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, bytes: readFileSync(path) }));
};

test('the released page is small: under 350 kB compressed, fonts aside, in any language', () => {
  const size = (some: { bytes: Buffer }[]): number[] => some.map((file) => gzipSync(file.bytes).length);
  const sum = (sizes: number[]): number => sizes.reduce((all, one) => all + one, 0);
  const all = files().filter((file) => !file.path.endsWith('.woff2'));
  // English is in it; of the others nobody loads more than one.
  const languages = all.filter((file) => /^(?:ru|uk|de|es|fr|fa)-[\w-]+\.js$/.test(basename(file.path)));
  expect(languages).toHaveLength(6);
  const total = sum(size(all)) - sum(size(languages)) + Math.max(...size(languages));
  console.log(
    `the page is ${(total / 1024).toFixed(1)} kB compressed, with one more language, without fonts`,
  );
  expect(total).toBeGreaterThan(10_000);
  expect(total).toBeLessThan(350 * 1024);
});

test('the released page holds nothing of the backend in memory', () => {
  const text = files()
    .map((file) => file.bytes.toString('latin1'))
    .join('');
  for (const word of ['Lindqvist', 'fake failure', 'smtp.example.org']) expect(text).not.toContain(word);
});

test('the released page keeps to the content security policy: no inline script, style or data font', () => {
  const page =
    files()
      .find((file) => file.path.endsWith('index.html'))
      ?.bytes.toString() ?? '';
  expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
  const css = files()
    .filter((f) => f.path.endsWith('.css'))
    .map((f) => f.bytes.toString())
    .join('');
  expect(css).not.toContain('data:font');
  expect(css).not.toMatch(/url\(["']?https?:/);
});

test('the editor of templates is no part of what is loaded at the start', () => {
  const all = files();
  const page = all.find((file) => file.path.endsWith('index.html'))?.bytes.toString() ?? '';
  const first = all.filter((file) => file.path.endsWith('.js') && page.includes(basename(file.path)));
  const size = first.reduce((sum, file) => sum + gzipSync(file.bytes).length, 0);
  console.log(`the start is ${(size / 1024).toFixed(1)} kB of script, compressed`);
  expect(first.length).toBeGreaterThan(0);
  const holds = (file: { bytes: Buffer }): boolean => file.bytes.includes('cm-scroller');
  expect(all.some(holds), 'it is there').toBe(true);
  expect(first.some(holds), 'and comes later').toBe(false);
  expect(size).toBeLessThan(180 * 1024);
});
