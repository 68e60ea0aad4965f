import { describe, expect, it } from 'vitest';
import { extractFacts } from '../../src/facts/extract.ts';
import { scriptOf } from '../../src/facts/script.ts';

describe('the language of a file', () => {
  it.each([
    ['a.js', 'js'], ['a.mjs', 'js'], ['a.cjs', 'js'], ['a.jsx', 'js'], ['bin/www', 'js'],
    ['a.ts', 'ts'], ['a.mts', 'ts'], ['a.cts', 'ts'], ['A.TS', 'ts'], ['a.tsx', 'tsx'], ['a.d.ts', 'none'],
  ])('%s is %s', (file, language) => {
    expect(scriptOf(file, 'a()')).toEqual({ language, text: 'a()' });
  });

  it('decides what `<T>x` is', () => {
    expect(extractFacts('a.ts', '<T>x').problem).toBeUndefined();
    expect(extractFacts('a.tsx', '<T>x').problem).toBeDefined();
    expect(extractFacts('a.mts', '<T>x').problem).toBeUndefined();
    expect(extractFacts('a.mjs', '<T>x</T>').problem).toBeUndefined();
  });
});

describe('components', () => {
  it.each([
    ['a script in a template file', 'a.vue', '<template>\n  <p>{{ a }}</p>\r\n</template>\n<script>\nf()\n</script>\n', 'js', ['f()']],
    ['TypeScript', 'a.vue', '<script lang="ts">f()</script>', 'ts', ['f()']],
    ['TypeScript without quotes', 'a.svelte', '<script lang=ts>f()</script>', 'ts', ['f()']],
    ['TSX', 'a.vue', "<script setup lang='tsx'>f()</script>", 'tsx', ['f()']],
    ['two scripts', 'a.vue', '<script lang="ts">\nf()\n</script>\n<SCRIPT setup lang="ts">\ng()\n</SCRIPT >', 'ts', ['f()', 'g()']],
    ['a module script', 'a.svelte', '<script context="module" lang="ts">\nf()\n</script><h1/>', 'ts', ['f()']],
    ['an attribute that holds a bracket', 'a.vue', '<script generic="T extends Map<string, number>" setup lang="ts">f()</script>', 'ts', ['f()']],
    ['a script that is commented out', 'a.vue', '<!-- <script>g()</script> --><script>f()</script>', 'js', ['f()']],
    ['a script that is data', 'a.svelte', '<script type="application/ld+json">{}</script><script>f()</script>', 'js', ['f()']],
    ['a script in another language', 'a.vue', '<script lang="coffee">f()</script>', 'none', []],
    ['a script elsewhere', 'a.vue', '<script src="./f.js" /><p/>', 'none', []],
    ['no script', 'a.vue', '<p>f()</p>', 'none', []],
    ['a script without an end', 'a.vue', '<script>\nf()\n', 'js', ['f()']],
    ['a tag without an end', 'a.vue', '<script lang="ts', 'none', []],
    ['a comment without an end', 'a.vue', '<!-- <script>f()</script>', 'none', []],
    ['a frontmatter', 'a.astro', '---\nf()\n---\n<p>{a}</p>', 'ts', ['f()']],
    ['no frontmatter', 'a.astro', '<p>---</p>', 'none', []],
  ])('%s', (_, file, text, language, code) => {
    const script = scriptOf(file, text);
    expect(script.language).toBe(language);
    expect(script.text).toHaveLength(text.length);
    expect(script.text.replace(/\S/g, '')).toHaveLength(text.length - script.text.replace(/\s/g, '').length);
    expect(script.text.match(/\S+/g) ?? []).toEqual(code);
    expect([...script.text.matchAll(/[\r\n]/g)].map((match) => match.index)).toEqual([...text.matchAll(/[\r\n]/g)].map((match) => match.index));
    for (const part of code) expect(script.text.indexOf(part)).toBe(text.lastIndexOf(part));
  });

  it('gives facts at the offsets of the file', () => {
    const text = '<template>é 😀 {{ x }}</template>\r\n<script setup lang="ts">\r\nimport { api } from "./api";\r\nconst a = api<string>({ credentials: "include" } as any);\r\n</script>\r\n';
    const facts = extractFacts('a.vue', text);
    expect(facts.problem).toBeUndefined();
    expect(facts.imports).toEqual(['./api']);
    expect(facts.b.map((stmt) => text.slice(stmt.s, stmt.e))).toEqual(['import { api } from "./api";', 'const a = api<string>({ credentials: "include" } as any);']);
  });
});
