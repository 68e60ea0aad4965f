import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectWith, type Project } from './project.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');

interface OxlintReport {
  readonly diagnostics: readonly { readonly message: string; readonly code?: string; readonly filename: string; readonly labels: readonly { readonly span: { readonly offset: number } }[] }[];
}
interface EslintResult {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string; readonly line: number; readonly column: number }[];
}

/** A project that holds every fixture, each a package of its own. Both linters run the same rules. */
async function projectOfFixtures(): Promise<Project> {
  const project = projectWith({
    'package.json': '{ "private": true }',
    'eslint.config.mjs': `import sessionLint from 'session-lint';
import { parser } from 'typescript-eslint';
export default [{ ...sessionLint.configs.strict, files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'] }, { files: ['**/*.{ts,cts,mts,tsx}'], languageOptions: { parser } }, { files: ['**/*.jsx'], languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } }];\n`,
  });
  cpSync(FIXTURES, join(project.root, 'fixtures'), { recursive: true, filter: from => !/\/(?:fixed|node_modules)$/.test(from) });
  const { stdout } = await project.run('node', '--input-type=module', '-e', `import sessionLint from 'session-lint'; console.log(JSON.stringify(sessionLint.configs.strict.rules));`);
  project.write('.oxlintrc.json', JSON.stringify({ jsPlugins: ['session-lint'], categories: { correctness: 'off' }, rules: JSON.parse(stdout) as unknown }));
  return project;
}

function texts(root: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const walk = (directory: string): void => {
    for (const name of readdirSync(directory)) {
      const path = join(directory, name);
      if (statSync(path).isDirectory()) walk(path);
      else files.set(relative(root, path), readFileSync(path, 'utf8'));
    }
  };
  walk(join(root, 'fixtures'));
  return files;
}

describe('oxlint', () => {
  let eslint: Project;
  let oxlint: Project;
  beforeAll(async () => {
    [eslint, oxlint] = await Promise.all([projectOfFixtures(), projectOfFixtures()]);
  });

  it('finds in every fixture what ESLint finds', async () => {
    const eslintReport = JSON.parse((await eslint.eslint('fixtures', '-f', 'json')).stdout) as readonly EslintResult[];
    const oxlintReport = JSON.parse((await oxlint.run('oxlint', 'fixtures', '-f', 'json')).stdout) as OxlintReport;
    const byEslint = eslintReport.flatMap(({ filePath, messages }) => messages.map(({ ruleId, message, line, column }) => {
      const lines = readFileSync(filePath, 'utf8').split('\n');
      // oxlint counts bytes where ESLint counts UTF-16 units.
      const before = Buffer.byteLength([...lines.slice(0, line - 1), (lines[line - 1] ?? '').slice(0, column - 1)].join('\n'));
      return `${relative(eslint.root, filePath)}@${before} ${ruleId ?? ''} ${message}`;
    })).toSorted();
    const byOxlint = oxlintReport.diagnostics.map(({ filename, code = '', message, labels: [label] }) =>
      `${relative(oxlint.root, join(oxlint.root, filename))}@${label?.span.offset ?? -1} ${code.replace(/^(.*)\((.*)\)$/, '$1/$2')} ${message}`).toSorted();
    expect(byEslint.length).toBeGreaterThan(100);
    expect(byOxlint).toEqual(byEslint);
  });

  it('fixes every fixture as ESLint does; of two fixes that touch it makes one a run', async () => {
    await oxlint.run('oxlint', 'fixtures', '--fix');
    await oxlint.run('oxlint', 'fixtures', '--fix');
    const { stdout } = await eslint.eslint('fixtures', '--fix', '-f', 'json');
    expect(JSON.parse(stdout)).toBeInstanceOf(Array);
    expect(texts(oxlint.root)).toEqual(texts(eslint.root));
  });
});
