import { configDefaults, defineConfig } from 'vitest/config';

/** The unit suite. What needs a browser, a proxy or a Redis lives in `test/proof` and has a run of its own. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/proof/**'],
  },
});
