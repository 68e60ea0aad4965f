import type { Place } from '../../source/place.ts';
import { execute, exportOf, fromJson, moduleOf } from '../modules.ts';
import type { Run } from '../run.ts';
import { isString, type ObjectValue, type Value } from '../value.ts';
import { startDirectory } from './file-system.ts';

/** What the files of the package `config` say: values, and the variables that stand above them. */
export interface ConfigFiles {
  /** What `default` and the environment's own file hold, the later above the earlier. */
  readonly values: readonly ObjectValue[];
  /** `custom-environment-variables`: a variable's name in place of each value. */
  readonly variables: ObjectValue | undefined;
}

/** The files that count here, in the order in which later ones win; `local` ones are of one machine. */
const NAMES = (environment: string): readonly string[] => ['default', environment, 'custom-environment-variables'];
/** What can be read; of any other format (YAML, JSON5, …) nothing is said. */
const READABLE = /\.(?:json|[cm]?[jt]s)$/;
const CONFIG_FILE = /\.(?:json5?|hjson|toml|ya?ml|coffee|cson|properties|xml|[cm]?[jt]s)$/;

/**
 * The files in `config/` where the program is started (config 4, lib/config.js `loadFileConfigs`); `undefined` where
 * there are none, or where one is in a format that is not read.
 */
export function configFiles(run: Run): ConfigFiles | undefined {
  const start = startDirectory(run);
  const directory = start === undefined ? undefined : `${start === '/' ? '' : start}/config`;
  const all = directory === undefined ? [] : run.program.list(directory).filter((name) => CONFIG_FILE.test(name) && !/\.d\.[cm]?ts$/.test(name));
  const found = NAMES(run.environment).map((name) => all.filter((file) => file.replace(CONFIG_FILE, '') === name));
  if (found.every((files) => files.length === 0) || found.some((files) => files.length > 1 || files.some((file) => !READABLE.test(file)))) return undefined;
  const contents = found.flatMap((files, rank) => files.map((file) => ({ rank, content: contentOf(run, `${directory ?? ''}/${file}`) })));
  if (contents.some(({ content }) => content === undefined)) return undefined;
  const ofRank = (wanted: (rank: number) => boolean): readonly ObjectValue[] => contents.flatMap(({ rank, content }) => (content && wanted(rank) ? [content] : []));
  return { values: ofRank((rank) => rank < 2), variables: ofRank((rank) => rank === 2)[0] };
}

/** What one file holds; `undefined` where it is no object that is seen. */
function contentOf(run: Run, file: string): ObjectValue | undefined {
  const at: Place = { file, start: 0, end: 0 };
  const value = file.endsWith('.json') ? fromJson(run, run.program.json(file), at) : exported(run, file, at);
  return value?.t === 'object' && !value.entity ? value : undefined;
}

function exported(run: Run, file: string, at: Place): Value | undefined {
  const module = moduleOf(run, file);
  if (!module) return undefined;
  execute(run, module);
  return exportOf(run, module, module.facts.format === 'esm' ? 'default' : '*', at);
}

/** What the files say of a setting, the last that knows it; several where each knows a part of it. */
export function settingIn({ values }: ConfigFiles, path: readonly string[]): readonly Value[] {
  return values.flatMap((one) => at(one, path) ?? []);
}

/** The variable of the environment that stands above a setting. */
export function variableOf({ variables }: ConfigFiles, path: readonly string[]): string | undefined {
  const found = variables && at(variables, path);
  if (found && isString(found)) return found.v;
  const named = found?.t === 'object' ? found.slots.get('__name')?.value : undefined;
  return named && isString(named) ? named.v : undefined;
}

function at(object: ObjectValue, path: readonly string[]): Value | undefined {
  return path.reduce<Value | undefined>((node, name) => (node?.t === 'object' ? node.slots.get(name)?.value : undefined), object);
}
