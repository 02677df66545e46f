import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  resolve: {
    conditions: ['browser'],
    alias: { $backend: fileURLToPath(new URL('./src/ipc/fake.ts', import.meta.url)) },
  },
  // The words are compared with the rules of the program.
  server: { fs: { allow: ['.', '../templates'] } },
  test: {
    include: ['tests/unit/**/*.test.ts'],
    environment: 'happy-dom',
    css: { include: /\/styles\// }, // the contrast of the colours is measured from them
    testTimeout: 10_000,
    hookTimeout: 10_000,
    maxWorkers: 2,
  },
});
