import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { pageOf, PRODUCT } from '../../src/engine/product.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  name: string; version: string; homepage: string; bugs: { url: string };
  exports: Record<'.' | './inspection', { types: string; default: string }>; bin: Record<string, string>;
};

describe('the package', () => {
  it('is what the program says of it', () => {
    expect(PRODUCT).toMatchObject({ name: manifest.name, version: manifest.version, bugs: manifest.bugs.url });
    expect(manifest.homepage).toBe(`${PRODUCT.homepage}#readme`);
  });

  it('leads to files that the build makes', () => {
    const { '.': plugin, './inspection': inspection } = manifest.exports;
    for (const built of [plugin.default, plugin.types, inspection.default, inspection.types, manifest.bin['session-lint'] ?? '']) {
      // Types lie as the source does, code as the source below `src`.
      const source = built.replace(/^(?:\.\/)?dist\/(types\/)?/, (_, types?: string) => (types === undefined ? 'src/' : '')).replace(/(?:\.d\.ts|\.c?js)$/, '.ts');
      expect(existsSync(source), source).toBe(true);
    }
  });

  it('names each rule once, and a page for it', () => {
    const names = rules.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.map(pageOf).every(page => /\/rules\/[a-z-]+\.md$/.test(page))).toBe(true);
  });
});
