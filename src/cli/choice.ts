import type { ESLint } from 'eslint';
import { rules } from '../../rules/index.ts';
import { PRODUCT } from '../engine/product.ts';
import { readSettings, type PluginSettings } from '../eslint/settings.ts';
import { diskFiles } from '../source/disk.ts';
import { resolvePath, toPosix } from '../source/paths.ts';
import { eslintOf, loadEslint } from './eslint-run.ts';
import { CannotRun, reasonOf } from './io.ts';
import type { LintRequest, Severity } from './options.ts';

/** Which rules run on a file, and how grave each is; rules that are off are left out. */
export type Severities = ReadonlyMap<string, Severity>;

/** What decides which rules run: the options alone, or a configuration of ESLint and the options on top. */
export interface Choice {
  /** Empty for a file that the configuration ignores. */
  severitiesFor(file: string): Promise<Severities>;
  /** Why nothing can be reported, where the configuration of each file that was asked about leaves the plugin out. */
  trouble(): string | undefined;
  /** What the configuration says of the analysis of a workspace. */
  settingsFor(root: string): Promise<Pick<PluginSettings, 'serverOrigins' | 'environments' | 'ignore'>>;
}

/**
 * Reads what a run is to report.
 *
 * @throws CannotRun where the configuration can't be read
 */
export async function choiceFor(request: LintRequest, cwd: string): Promise<Choice> {
  if (request.config !== undefined) return await configured(request, request.config, cwd);
  const severities = chosen(request, new Map(rules.map(({ name, level }) => [name, level === 'error' ? 'error' : level === 'warn' || request.strict || request.only.includes(name) ? 'warn' : 'off'])));
  return {
    severitiesFor: () => Promise.resolve(severities),
    trouble: () => undefined,
    settingsFor: () => Promise.resolve({ serverOrigins: request.serverOrigins, environments: [], ignore: [] }),
  };
}

/** Severities with what the options say on top. */
function chosen({ only, severities, quiet }: LintRequest, preset: Severities): Severities {
  const all = rules.map(({ name }): [string, Severity] => [name, severities.get(name) ?? (only.length === 0 || only.includes(name) ? preset.get(name) ?? (only.includes(name) ? 'warn' : 'off') : 'off')]);
  return new Map(all.filter(([, severity]) => severity === 'error' || (severity === 'warn' && !quiet)));
}

async function configured(request: LintRequest, config: string, cwd: string): Promise<Choice> {
  const FlatEslint = await loadEslint();
  const file = resolvePath(toPosix(cwd), toPosix(config));
  if (diskFiles().kind(file) !== 'file') throw new CannotRun(`There is no ESLint configuration '${config}'.`);
  const eslint = eslintOf(FlatEslint, { cwd, overrideConfigFile: file });
  const configFor = async (path: string): Promise<FileConfig | undefined> => {
    try {
      return await (eslint.calculateConfigForFile(path) as Promise<FileConfig | undefined>);
    } catch (error) {
      throw new CannotRun(`'${config}' can't be used: ${reasonOf(error)}`);
    }
  };
  const used = { with: 0, without: 0 };
  return {
    async severitiesFor(path) {
      const own = await configFor(path);
      if (own === undefined) return new Map();
      used[namesOf(own).length > 0 ? 'with' : 'without'] += 1;
      return chosen(request, ownSeverities(own));
    },
    trouble: () => (used.with === 0 && used.without > 0 ? `'${config}' does not use ${PRODUCT.name}: no rule has run. \`${PRODUCT.name} init\` adds it.` : undefined),
    async settingsFor(root) {
      const own = await configFor(`${root}/index.js`);
      const { complaints, ...settings } = readSettings(own?.settings ?? {}, cwd);
      const [complaint] = complaints;
      if (complaint !== undefined) throw new CannotRun(`'${config}': ${complaint}`);
      return request.serverOrigins.length > 0 ? { ...settings, serverOrigins: request.serverOrigins } : settings;
    },
  };
}

/** What ESLint works out for a file, as far as it is looked at here. */
interface FileConfig {
  readonly plugins?: Readonly<Record<string, ESLint.Plugin>>;
  readonly rules?: Readonly<Record<string, readonly [number, ...unknown[]]>>;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** The severities of this plugin's rules, under whatever name the configuration has it. */
function ownSeverities(config: FileConfig): Severities {
  const { rules: given = {} } = config;
  const names = namesOf(config);
  return new Map(rules.map(({ name }): [string, Severity] => {
    const [severity = 0] = names.flatMap(namespace => given[`${namespace}/${name}`]?.[0] ?? []);
    return [name, severity === 2 ? 'error' : severity === 1 ? 'warn' : 'off'];
  }));
}

/** The names under which a configuration has this plugin. */
function namesOf({ plugins = {} }: FileConfig): readonly string[] {
  return Object.entries(plugins).filter(([, one]) => one.meta?.name === PRODUCT.name).map(([name]) => name);
}
