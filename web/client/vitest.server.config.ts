// Against the development server that TODO_LAMBDA_SERVER names.
import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['test/server/**/*.test.ts'], retry: 0, testTimeout: 120_000 } });
