import { defineConfig } from 'vitest/config';

// Not a test run: it writes pictures of the page to docs/img.
export default defineConfig({
  test: { include: ['screenshots/*.shots.ts'], testTimeout: 60_000, hookTimeout: 60_000, retry: 0 },
});
