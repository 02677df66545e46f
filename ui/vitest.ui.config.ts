import { defineConfig } from 'vitest/config';

// The built window in Debian's Chromium. One browser at a time: the machine may be small.
export default defineConfig({
  test: {
    include: ['tests/ui/**/*.test.ts'],
    globalSetup: ['tests/ui/build.ts'],
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
