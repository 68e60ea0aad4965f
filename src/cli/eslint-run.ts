import nodeModule from 'node:module';
import type { ESLint, Linter } from 'eslint';
import { rules } from '../../rules/index.ts';
import { plain } from '../engine/loader.ts';
import { plugin, NAMESPACE } from '../eslint/plugin.ts';
import { SETTINGS_KEY } from '../eslint/settings.ts';
import { isInside, parentOf, toPosix } from '../source/paths.ts';
import { commentParser } from './comments.ts';
import { CannotRun } from './io.ts';
import type { Severities } from './choice.ts';
import type { AnalysisSettings } from './open.ts';
import { isInDirectories, type Target } from './targets.ts';

/** ESLint as far as the command uses it; versions 8.57, 9 and 10 agree on it. */
export type Engine = Pick<ESLint, 'lintText' | 'loadFormatter'>;

/** What a run of ESLint takes. */
export interface EngineOptions {
  readonly workspaces: readonly { readonly target: Target; readonly settings: AnalysisSettings }[];
  /** Asked when a file is linted for the first time. */
  readonly severitiesOf: (file: string) => Severities;
  readonly fix: boolean;
  readonly cwd: string;
}

/**
 * Loads ESLint and sets it up with the plugin, so that comments that silence rules, fixes and formatters are ESLint's own.
 *
 * @throws CannotRun where ESLint is not installed
 */
export async function engineFor({ workspaces, severitiesOf, fix, cwd }: EngineOptions): Promise<Engine> {
  const FlatEslint = await loadEslint();
  return eslintOf(FlatEslint, { cwd: base(workspaces.map(({ target }) => target), toPosix(cwd)), overrideConfigFile: true, overrideConfig: configFor(workspaces, severitiesOf), fix });
}

/** Made without ESLint's word on an `.eslintignore` that lies there: it is of no use to ESLint any more, and never was to this command. */
export function eslintOf(FlatEslint: typeof ESLint, options: ESLint.Options): ESLint {
  const emit = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...more: readonly never[]) => {
    if (!String(warning).includes('.eslintignore')) emit(warning, ...more);
  };
  try {
    return new FlatEslint(options);
  } finally {
    process.emitWarning = emit;
  }
}

/**
 * ESLint's class for flat configurations, of the version that is installed.
 *
 * @throws CannotRun where none is
 */
export async function loadEslint(): Promise<typeof ESLint> {
  const loaded = plain();
  try {
    // From Node 22 on, what is compiled of ESLint is kept between two runs.
    const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: () => void };
    enableCompileCache?.();
    const { loadESLint } = await import('eslint');
    // ESLint 8 has to be told; later ones know no other kind of configuration, nor do their types.
    return await (loadESLint as (options: { useFlatConfig: true }) => ReturnType<typeof loadESLint>)({ useFlatConfig: true });
  } catch {
    throw new CannotRun('ESLint is not installed. It is needed to report: npm install --save-dev eslint');
  } finally {
    loaded();
  }
}

/** ESLint looks at nothing outside its directory. */
function base(targets: readonly Target[], cwd: string): string {
  let directory = cwd;
  while (!targets.every(({ root }) => isInside(root, directory))) directory = parentOf(directory) ?? directory;
  return directory;
}

function configFor(workspaces: EngineOptions['workspaces'], severitiesOf: EngineOptions['severitiesOf']): Linter.Config[] {
  const common: Linter.Config = {
    files: [matching(() => true)],
    plugins: { [NAMESPACE]: plugin },
    languageOptions: { parser: commentParser },
    // Comments that silence other rules are of use elsewhere.
    linterOptions: { reportUnusedDisableDirectives: 'off' },
  };
  const severities = rules.flatMap(({ name }) => (['error', 'warn'] as const).map((severity): Linter.Config => ({
    files: [matching(file => severitiesOf(file).get(name) === severity)],
    rules: { [`${NAMESPACE}/${name}`]: severity },
  })));
  return [common, ...severities, ...workspaces.flatMap(({ target, settings: { serverOrigins, ...others } }): Linter.Config[] => {
    const settings = { root: target.root, serverOrigin: serverOrigins, ...others };
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
