import { defineConfig } from 'vitest/config';

/** The ways in, each with the real tool: `npm run prove:ways`. */
export default defineConfig({
  test: { root: import.meta.dirname, include: ['*.test.ts'], testTimeout: 300_000, hookTimeout: 300_000 },
});
