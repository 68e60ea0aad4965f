import { parse } from 'dotenv';
import type { Files, SourceText } from './files.ts';
import { keptFor } from './kept.ts';
import { isInside, nameOf, pathIn, upwards } from './paths.ts';
import type { Place } from './place.ts';

/** What one env file defines. */
export interface EnvFile {
  readonly file: string;
  /**
   * When its values hold, as its name says: `.env` in `all`, `.env.local` in development (it is not deployed),
   * `template` for examples, which hold no real values, `other` for any other environment.
   */
  readonly kind: 'production' | 'development' | 'all' | 'template' | 'other';
  /** The environment's own name where the kind is `other`: `staging`, `test`. */
  readonly environment?: string;
  readonly variables: ReadonlyMap<string, EnvVariable>;
}

/** The text a variable gets, and where it is set: from its name to the end of the line. */
export interface EnvVariable {
  readonly value: string;
  readonly place: Place;
}

const WORDS: readonly (readonly [kind: 'template' | 'production' | 'other' | 'development', words: ReadonlySet<string>])[] = [
  ['template', new Set(['example', 'examples', 'sample', 'template', 'tmpl', 'tpl', 'dist', 'default', 'defaults', 'schema'])],
  ['production', new Set(['production', 'prod', 'live'])],
  ['other', new Set(['test', 'testing', 'ci', 'e2e', 'staging', 'stage'])],
  ['development', new Set(['development', 'develop', 'dev', 'local'])],
];
/** Code, encrypted files and backups that carry the name. */
const NO_ENV_FILE = new Set(['js', 'cjs', 'mjs', 'ts', 'd', 'json', 'yml', 'yaml', 'md', 'vault', 'keys', 'enc', 'gpg', 'bak', 'swp', 'orig']);
/** Beside a package.json, and where projects put them below it. */
const DIRECTORIES = ['', 'config', 'env', 'envs', '.envs', 'environments', 'src'];

/**
 * The env files near a directory: in it, in its usual subdirectories, and in the directories above it up to `root`,
 * the top of the code that is looked at. Nearest first. Throws nothing.
 */
export function envFilesNear(files: Files, directory: string, root: string): EnvFile[] {
  const found: EnvFile[] = [];
  for (const above of upwards(directory)) {
    if (above !== directory && !isInside(above, root)) break;
    for (const sub of DIRECTORIES) {
      const place = sub === '' ? above : pathIn(above, sub);
      for (const name of files.list(place)) {
        if (kindOf(name) === undefined) continue;
        const file = readEnvFile(files, pathIn(place, name));
        if (file !== undefined) found.push(file);
      }
    }
  }
  return found;
}

/** One env file, whatever its name; `undefined` where it can't be read. */
export function readEnvFile(files: Files, file: string): EnvFile | undefined {
  const source = files.read(file);
  return 'reason' in source ? undefined : { file: source.file, ...(kindOf(nameOf(source.file)) ?? { kind: 'all' }), variables: variablesOf(source) };
}

function kindOf(name: string): Pick<EnvFile, 'kind' | 'environment'> | undefined {
  const parts = name.toLowerCase().split(/[._-]/).filter(part => part !== '');
  const at = parts.indexOf('env');
  const others = parts.filter((_part, index) => index !== at);
  const named = WORDS.flatMap(([kind, words]) => others.filter(part => words.has(part)).map(part => ({ kind, part })))[0];
  const leading = at === 0 && (name.startsWith('.') || others.length === 0 || named?.kind === 'template');
  const trailing = at > 0 && (name.toLowerCase().endsWith('.env') || named?.kind === 'template');
  if ((!leading && !trailing) || others.some(part => NO_ENV_FILE.has(part))) return undefined;
  if (named !== undefined) return named.kind === 'other' ? { kind: 'other', environment: named.part } : { kind: named.kind };
  const environment = others.join('.');
  // `config.env` is a file's name; `.env.docker` is an environment's.
  return trailing || environment === '' ? { kind: 'all' } : { kind: 'other', environment };
}

const variablesOf = keptFor((source: SourceText): ReadonlyMap<string, EnvVariable> => {
  const places = new Map<string, Place>();
  // The line's form is dotenv's own; of several, dotenv takes the last.
  for (const found of source.text.matchAll(/^[ \t]*(?:export[ \t]+)?([\w.-]+)(?:[ \t]*=|:[ \t])[^\r\n]*/dgm)) {
    const start = found.indices?.[1]?.[0] ?? found.index;
    places.set(found[1] ?? '', { file: source.file, start, end: found.index + found[0].trimEnd().length });
  }
  const whole: Place = { file: source.file, start: 0, end: 0 };
  return new Map(Object.entries(parse(source.text)).map(([name, value]) => [name, { value, place: places.get(name) ?? whole }]));
});
