import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';

/** The unit suite. What needs a browser, a proxy, a Redis, an editor or a hook lives in `test/proof` and `test/ways` and has runs of its own. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A busy machine with two cores is slow, not wrong; what never ends is told all the same.
    testTimeout: 60_000,
    exclude: [...configDefaults.exclude, 'test/proof/**', 'test/ways/**'],
    // Facts of workspaces without node_modules are cached with the user: not with this one's.
    env: { XDG_CACHE_HOME: join(tmpdir(), 'session-lint-test-caches') },
  },
});
