import { parentOf, isInside } from '../source/paths.ts';
import type { Place } from '../source/place.ts';
import { possibilities } from './certain.ts';
import { trustName } from './trust.ts';
import type { EnvFile, EnvFileLoad, SessionSetup, VariableRead, Workspace, World } from './types.ts';
import type { Options, Value } from './value.ts';

/** A variable of the environment that a value rests on. */
export interface VariableUse {
  readonly variable: string;
  /** The expression that reads it, or what is made of it. */
  readonly at: Place;
  /** Whether it is the value itself, with nothing that stands in for it. */
  readonly alone: boolean;
}

/** How deep in objects and lists variables are looked for. */
const DEEPEST = 6;

/** The variables that a value rests on. */
export function variablesIn(value: Value, depth = 0): readonly VariableUse[] {
  if (depth > DEEPEST) return [];
  const all = possibilities(value);
  return all.flatMap(({ value: one }): readonly VariableUse[] => {
    const { at } = one;
    switch (one.kind) {
      case 'environment': return [{ variable: one.variable, at, alone: all.length === 1 }];
      case 'known': return one.perEnvironment ? [{ variable: 'NODE_ENV', at, alone: false }] : [];
      case 'unknown': return named(one.symbol, at);
      case 'instance': return [...named(one.symbol, at), ...one.arguments.flatMap((argument) => variablesIn(argument, depth + 1))];
      case 'list': return one.items.flatMap((item) => variablesIn(item, depth + 1));
      case 'object': return variablesInOptions(one.options, depth + 1);
      default: return [];
    }
  });
}

function variablesInOptions({ properties }: Options, depth: number): readonly VariableUse[] {
  return properties.flatMap(({ value }) => variablesIn(value, depth));
}

/** What is not known is named after what it was made of. */
function named(symbol: string | undefined, at: Place): readonly VariableUse[] {
  return [...(symbol ?? '').matchAll(/process\.env\.(\w+)/g)].map(([, variable = '']) => ({ variable, at, alone: false }));
}

/** A part of the session's set-up, in words, and the variables it rests on. */
interface Part {
  readonly what: string;
  /** Of a session's secret. */
  readonly session?: SessionSetup;
  readonly uses: readonly VariableUse[];
}

/** What decides whether a session comes about and comes back: its options, its store, cors and `trust proxy`. */
function partsOf(world: World): readonly Part[] {
  return [
    ...world.sessions.flatMap((session) => session.options.properties.map(({ name, value }): Part => {
      const isSecret = name === 'secret' || (name === 'keys' && session.library === 'cookie-session');
      return { what: isSecret ? 'the session secret' : `the session's \`${name}\``, uses: variablesIn(value), ...(isSecret ? { session } : {}) };
    })),
    ...[...world.stores, ...world.storeClients].map((made): Part => ({ what: 'the session store', uses: made.arguments.flatMap((one) => variablesIn(one)) })),
    ...world.cors.map(({ argument }): Part => ({ what: '`cors`', uses: argument ? variablesIn(argument) : [] })),
    ...world.apps.flatMap(({ settings }) => settings.filter((one) => trustName(one) === 'trust proxy').map(({ value }): Part => ({ what: '`trust proxy`', uses: value ? variablesIn(value) : [] }))),
  ];
}

/** A variable that was read before an env file was loaded. */
export interface EarlyRead {
  readonly variable: string;
  /** What rests on it, in words. */
  readonly what: string;
  readonly session?: SessionSetup;
  readonly alone: boolean;
  readonly at: Place;
}

/**
 * What of a session's set-up rests on variables that were read before the program loads an env file, and that first load.
 * A variable that the env files which are there do not name, or that a command or deployment file sets, does not count;
 * `NODE_ENV` only counts where an env file gives it.
 */
export function readTooEarly(workspace: Workspace, world: World): { readonly load: EnvFileLoad; readonly reads: readonly EarlyRead[] } | undefined {
  const { loads, reads } = world.variables;
  const { given } = world.entry;
  const load = loads.find(({ certain, at, when }) => certain && at.file !== '' && when !== false);
  if (!load || given.envFiles.length > 0 || given.preloads.length > 0) return undefined;
  const files = envFilesOf(workspace, world);
  const isLoaded = (variable: string): boolean => !given.variables.includes(variable) && isGivenByFile(variable, files);
  const early = partsOf(world).flatMap(({ what, session, uses }) => uses.flatMap((use): readonly EarlyRead[] => {
    const found = isLoaded(use.variable) ? readsFor(use, reads) : [];
    const [first] = found;
    return first && found.every((read) => read.loads === 0) ? [{ variable: use.variable, what, alone: use.alone, at: first.at, ...(session ? { session } : {}) }] : [];
  }));
  return early.length > 0 ? { load, reads: early } : undefined;
}

/** The reads that a use can rest on: those inside it, else all of that variable. Of `NODE_ENV` there are too many to say. */
function readsFor({ variable, at }: VariableUse, reads: readonly VariableRead[]): readonly VariableRead[] {
  const all = reads.filter((read) => read.variable === variable);
  const inside = all.filter((read) => read.at.file === at.file && at.start <= read.at.start && read.at.end <= at.end);
  return inside.length > 0 || variable === 'NODE_ENV' ? inside : all;
}

/** Variables that platforms set: an env file gives them only where it says so. */
const OF_PLATFORMS: ReadonlySet<string> = new Set(['NODE_ENV', 'PORT', 'HOST', 'HOSTNAME', 'TZ', 'HOME', 'PATH', 'PWD', 'CI']);

/** Env files are seldom committed: where none is to be seen, what is read is taken for what they give. */
function isGivenByFile(variable: string, files: readonly EnvFile[]): boolean {
  const lists = files.some(({ variables }) => variables.some(({ name }) => name === variable));
  return lists || (files.length === 0 && !OF_PLATFORMS.has(variable));
}

/** The env files in the directories from an entry's package up, and below that package. */
export function envFilesOf({ envFiles }: Workspace, { entry }: World): readonly EnvFile[] {
  const own = entry.package?.directory ?? parentOf(entry.file) ?? '/';
  return envFiles.filter(({ file }) => isInside(file, own) || isInside(own, parentOf(file) ?? '/'));
}
