import { defineConfig } from 'vitest/config';

// Browsers on a busy machine are slow, and no test waits longer than its condition needs.
const PATIENCE_MS = 20_000;

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    expect: { poll: { timeout: PATIENCE_MS, interval: 25 } },
    testTimeout: 3 * PATIENCE_MS,
    hookTimeout: 3 * PATIENCE_MS,
    teardownTimeout: PATIENCE_MS,
    retry: 0,
  },
});
