import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/harness/**', 'test/long/**'],
    setupFiles: ['test/support/property-seed.ts'],
    pool: 'threads',
    testTimeout: 60_000,
  },
});
