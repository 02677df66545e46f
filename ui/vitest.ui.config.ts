import { defineConfig } from 'vitest/config';

// The built window in Debian's Chromium. Two browsers at a time: one test file each.
export default defineConfig({
  test: {
    include: ['tests/ui/**/*.test.ts'],
    globalSetup: ['tests/ui/build.ts'],
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
