import type { Files } from './files.ts';
import { type Problem, propertiesOf, readJson, stringOf, stringsOf } from './json.ts';
import { keptFor, memoised } from './kept.ts';
import { isAbsolute, isInside, parentOf, pathIn, resolvePath, toPosix, upwards } from './paths.ts';

/** One entry of `paths`: a pattern with at most one `*`, and what it stands for. */
export interface PathAlias {
  readonly pattern: string;
  /** Absolute, with the pattern's `*`. */
  readonly targets: readonly string[];
}

/** What a tsconfig.json or jsconfig.json says, with what it extends worked in. Directories are absolute. */
export interface TsConfig {
  readonly file: string;
  readonly baseUrl?: string;
  readonly paths: readonly PathAlias[];
  readonly outDir?: string;
  readonly rootDir?: string;
  /** In lower case. */
  readonly module?: string;
  readonly esModuleInterop?: boolean;
  readonly allowSyntheticDefaultImports?: boolean;
  /** The directories that `include` and `files` name, without their patterns; the config's own where nothing is named. */
  readonly covers: readonly string[];
  readonly problems: readonly Problem[];
}

/** The config that a file is compiled under: the nearest one, or the one of its project references that covers the file. */
export function tsconfigOf(files: Files, file: string): TsConfig | undefined {
  const path = toPosix(file);
  for (const directory of upwards(parentOf(path) ?? path)) {
    const config = memoised(nearest(files), directory, () => {
      const name = ['tsconfig.json', 'jsconfig.json'].find(candidate => files.kind(pathIn(directory, candidate)) === 'file');
      return name === undefined ? undefined : pathIn(directory, name);
    });
    if (config !== undefined) return covering(files, config, path);
  }
  return undefined;
}

/** Every `tsconfig*.json` of one directory: builds often have one of their own. */
export function tsconfigsIn(files: Files, directory: string): TsConfig[] {
  return files.list(directory).filter(name => /^tsconfig(?:[.-].+)?\.json$/.test(name)).flatMap(name => readTsconfig(files, pathIn(directory, name)) ?? []);
}

/** One config by its path; `undefined` where it can't be read. Throws nothing. */
export function readTsconfig(files: Files, file: string): TsConfig | undefined {
  return memoised(configs(files), file, () => {
    const problems: Problem[] = [];
    const raw = readRaw(files, file, [], problems);
    return raw === undefined ? undefined : finish(raw, file, problems);
  });
}

const nearest = keptFor<Files, Map<string, string | undefined>>(() => new Map());
const configs = keptFor<Files, Map<string, TsConfig | undefined>>(() => new Map());

/** A solution file only lists its projects; `create-vite` makes one. */
function covering(files: Files, config: string, path: string): TsConfig | undefined {
  const own = readTsconfig(files, config);
  if (own === undefined || own.paths.length > 0) return own;
  const references = propertiesOf(readJson(files, config)?.value)['references'];
  const targets = (Array.isArray(references) ? references : []).flatMap(reference => stringOf(propertiesOf(reference)['path']) ?? []);
  for (const target of targets) {
    const place = resolvePath(parentOf(config) ?? '/', target);
    const referenced = readTsconfig(files, files.kind(place) === 'directory' ? pathIn(place, 'tsconfig.json') : place);
    if (referenced?.covers.some(directory => isInside(path, directory)) === true) return referenced;
  }
  return own;
}

/** Options with what they are relative to. */
interface Raw {
  readonly options: Readonly<Record<string, unknown>>;
  /** The directory of the config that gave each option. */
  readonly from: Readonly<Record<string, string>>;
  readonly inputs: readonly string[] | undefined;
}

function readRaw(files: Files, file: string, chain: readonly string[], problems: Problem[]): Raw | undefined {
  const content = readJson(files, file);
  if (content === undefined) return undefined;
  if (content.problem !== undefined) problems.push(content.problem);
  const config = propertiesOf(content.value);
  const directory = parentOf(file) ?? '/';
  let merged: Raw = { options: {}, from: {}, inputs: undefined };
  for (const wanted of stringsOf(config['extends'])) {
    const base = extended(files, directory, wanted);
    if (base !== undefined && [...chain, file].includes(base)) problems.push({ file, detail: `It extends itself through ${wanted}.` });
    else if (base !== undefined) merged = over(merged, readRaw(files, base, [...chain, file], problems));
    // A base from a package is missing wherever nothing is installed.
    else if (/^\.|^\//.test(wanted)) problems.push({ file, detail: `It extends ${wanted}, which is not there.` });
  }
  const options = propertiesOf(config['compilerOptions']);
  const inputs = config['include'] === undefined && config['files'] === undefined
    ? undefined
    : [...stringsOf(config['include']), ...stringsOf(config['files'])].map(input => resolvePath(directory, input.replace('${configDir}', '.')));
  return over(merged, { options, from: Object.fromEntries(Object.keys(options).map(name => [name, directory])), inputs });
}

function over(below: Raw, above: Raw | undefined): Raw {
  if (above === undefined) return below;
  return { options: { ...below.options, ...above.options }, from: { ...below.from, ...above.from }, inputs: above.inputs ?? below.inputs };
}

function extended(files: Files, directory: string, wanted: string): string | undefined {
  if (wanted.startsWith('.') || isAbsolute(wanted)) {
    const path = resolvePath(directory, wanted);
    return [path, `${path}.json`].find(candidate => files.kind(candidate) === 'file');
  }
  for (const above of upwards(directory)) {
    const path = pathIn(above, `node_modules/${wanted}`);
    const named = stringOf(propertiesOf(readJson(files, `${path}/package.json`)?.value)['tsconfig']);
    const candidates = [path, `${path}.json`, ...(named === undefined ? [] : [resolvePath(path, named)]), `${path}/tsconfig.json`];
    const found = candidates.find(candidate => files.kind(candidate) === 'file');
    if (found !== undefined) return found;
  }
  return undefined;
}

function finish({ options, from, inputs }: Raw, file: string, problems: readonly Problem[]): TsConfig {
  const own = parentOf(file) ?? '/';
  const located = (name: string, path: string): string => resolvePath(from[name] ?? own, path.replace('${configDir}', own));
  const directory = (name: 'baseUrl' | 'outDir' | 'rootDir'): Partial<Record<typeof name, string>> => {
    const written = stringOf(options[name]);
    return written === undefined ? {} : { [name]: located(name, written) };
  };
  const flag = (name: 'esModuleInterop' | 'allowSyntheticDefaultImports'): Partial<Record<typeof name, boolean>> =>
    typeof options[name] === 'boolean' ? { [name]: options[name] } : {};
  const baseUrl = directory('baseUrl');
  const module = stringOf(options['module']);
  return {
    file,
    ...baseUrl,
    ...directory('outDir'),
    ...directory('rootDir'),
    ...(module === undefined ? {} : { module: module.toLowerCase() }),
    ...flag('esModuleInterop'),
    ...flag('allowSyntheticDefaultImports'),
    paths: Object.entries(propertiesOf(options['paths'])).map(([pattern, targets]) => ({
      pattern,
      targets: stringsOf(targets).map(target => (baseUrl.baseUrl === undefined ? located('paths', target) : resolvePath(baseUrl.baseUrl, target.replace('${configDir}', own)))),
    })),
    covers: inputs?.map(beforePattern) ?? [own],
    problems,
  };
}

function beforePattern(path: string): string {
  const star = path.search(/[*?]/);
  return star < 0 ? path : path.slice(0, Math.max(path.lastIndexOf('/', star), 1));
}
