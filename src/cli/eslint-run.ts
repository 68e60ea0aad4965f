import type { ESLint, Linter } from 'eslint';
import { plugin, NAMESPACE } from '../eslint/plugin.ts';
import { SETTINGS_KEY } from '../eslint/settings.ts';
import { isInside, parentOf, toPosix } from '../source/paths.ts';
import { commentParser } from './comments.ts';
import { CannotRun } from './io.ts';
import type { LintRequest, Severity } from './options.ts';
import { isInDirectories, type Target } from './targets.ts';

/** ESLint as far as the command uses it; versions 8.57, 9 and 10 agree on it. */
export type Engine = Pick<ESLint, 'lintText' | 'loadFormatter'>;

/**
 * Loads ESLint and sets it up with the plugin, so that comments that silence rules, fixes and formatters are ESLint's own.
 *
 * @param severities the rules that run
 * @throws CannotRun where ESLint is not installed
 */
export async function engineFor(request: LintRequest, targets: readonly Target[], severities: ReadonlyMap<string, Severity>, cwd: string): Promise<Engine> {
  const FlatESLint = await load();
  return new FlatESLint({
    cwd: base(targets, toPosix(cwd)),
    overrideConfigFile: true,
    overrideConfig: configFor(request, targets, severities),
    fix: request.fix !== 'none',
  });
}

async function load(): Promise<typeof ESLint> {
  try {
    const { loadESLint } = await import('eslint');
    // ESLint 8 has to be told; later ones know no other kind of configuration, nor do their types.
    return await (loadESLint as (options: { useFlatConfig: true }) => ReturnType<typeof loadESLint>)({ useFlatConfig: true });
  } catch {
    throw new CannotRun('ESLint is not installed. It is needed to report: npm install --save-dev eslint');
  }
}

/** ESLint looks at nothing outside its directory. */
function base(targets: readonly Target[], cwd: string): string {
  let directory = cwd;
  while (!targets.every(({ root }) => isInside(root, directory))) directory = parentOf(directory) ?? directory;
  return directory;
}

function configFor({ serverOrigins, cache }: LintRequest, targets: readonly Target[], severities: ReadonlyMap<string, Severity>): Linter.Config[] {
  const common: Linter.Config = {
    files: [matching(() => true)],
    plugins: { [NAMESPACE]: plugin },
    languageOptions: { parser: commentParser },
    // Comments that silence other rules are of use elsewhere.
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    rules: Object.fromEntries([...severities].map(([rule, severity]) => [`${NAMESPACE}/${rule}`, severity])),
  };
  return [common, ...targets.flatMap(target => {
    const settings = { root: target.root, serverOrigin: serverOrigins, cache };
    return [
      { files: [matching(file => isInside(file, target.root))], settings: { [SETTINGS_KEY]: settings } },
      {
        files: [matching(file => isInside(file, target.root) && !isInDirectories(target, file))],
        settings: { [SETTINGS_KEY]: { ...settings, involving: [...target.files] } },
      },
    ];
  })];
}

/** ESLint takes functions for patterns, though its types don't tell. */
function matching(test: (file: string) => boolean): string {
  return ((path: string) => test(toPosix(path))) as unknown as string;
}
