import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The window has one door to the outside, `$backend`. Mode `fake` puts the in-memory backend behind it,
// every other mode the real one; so a released bundle cannot contain the fake.
export default defineConfig(({ mode }) => ({
  base: './',
  plugins: [svelte()],
  resolve: {
    alias: { $backend: at(mode === 'fake' ? './src/ipc/fake.ts' : './src/ipc/client.ts') },
  },
  clearScreen: false,
  server: { port: 5173, strictPort: false },
  build: {
    outDir: mode === 'fake' ? 'dist-fake' : 'dist',
    emptyOutDir: true,
    target: ['es2022', 'safari17.5', 'chrome123'],
    cssTarget: ['safari16.4', 'chrome120'], // with `es2022` :dir() would become a list of languages
    assetsInlineLimit: 0, // no data: fonts, the content security policy forbids them
    modulePreload: { polyfill: false },
  },
}));
