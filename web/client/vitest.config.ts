import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/**/*.test.{ts,tsx}'], exclude: ['test/server/**'], retry: 0, testTimeout: 30_000 },
});
