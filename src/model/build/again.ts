import type { FileFacts, FunctionFacts } from '../../facts/ir.ts';
import type { Finished, Trace } from '../../link/index.ts';
import { isCutSymbol } from '../../link/guard.ts';
import { keptFor } from '../../source/kept.ts';
import type { Handler, World } from '../types.ts';

/** A text of one file beside another, where they differ in places and in the bodies of functions alone. */
export interface Edit {
  readonly file: string;
  readonly before: FileFacts;
  readonly now: FileFacts;
  /** The functions that differ, as they were before. */
  readonly changed: ReadonlySet<FunctionFacts>;
  /** Where an offset lies now; `undefined` where that can't be told. */
  readonly move: (offset: number, side: 'start' | 'end') => number | undefined;
}

/** A program as it was run in one environment, and what that rests on. */
export interface Ran {
  readonly world: World;
  /** The environments in which it does the same, the first the one that it was run in. */
  readonly environments: string[];
  /** Whether it may do something else in another. */
  readonly asks: boolean;
  readonly files: ReadonlySet<string>;
  /** The environments that the code names. */
  readonly named: ReadonlySet<string>;
  /** The functions that were run, and those of them that were run before handlers were summarised, each by its name. */
  readonly called: ReadonlySet<FunctionName>;
  readonly started: ReadonlySet<FunctionName>;
  /** Of each handler; absent where handlers may rest on what others did. */
  readonly traces: ReadonlyMap<number, Past> | undefined;
}

/** A function by its file and its number there: what holds no facts lets them go. */
type FunctionName = `${string}#${number}`;

/** What is left of a handler's trace. */
interface Past extends Omit<Trace, 'called'> {
  readonly called: ReadonlySet<FunctionName>;
}

/**
 * What a run that has become a world leaves to later ones.
 *
 * @param earlier what is known of it beside, with how the handlers came about that it left out
 */
export function ranWith({ run, started, traces }: Finished, world: World, earlier: Pick<Ran, 'environments' | 'asks'> & Partial<Pick<Ran, 'traces'>>): Ran {
  const { files, environments: named, apps } = run.result;
  // What injects makes things when they are first asked for, and keeps them.
  const isApart = !run.budget.isUsedUp && apps.every(({ style }) => style !== 'nest');
  const names = namesOfCalled(run);
  const inNames = (functions: ReadonlySet<FunctionFacts>): ReadonlySet<FunctionName> => new Set([...functions].flatMap((one) => names.get(one) ?? []));
  const others = [...earlier.traces ?? []].filter(([id]) => !traces.has(id));
  return {
    world, environments: [...earlier.environments], asks: earlier.asks, files, named, started: inNames(started),
    called: new Set([...names.values(), ...others.flatMap(([, { called }]) => [...called])]),
    traces: isApart ? new Map([...[...traces].map(([id, trace]): [number, Past] => [id, { ...trace, called: inNames(trace.called) }]), ...others]) : undefined,
  };
}

/** The functions that were run, each with its name: all stand in modules that were loaded. */
function namesOfCalled({ called, modules }: Finished['run']): ReadonlyMap<FunctionFacts, FunctionName> {
  const names = new Map<FunctionFacts, FunctionName>();
  for (const { file, facts } of modules.values()) for (const [index, one] of facts.functions.entries()) if (called.has(one)) names.set(one, `${file}#${index}`);
  return names;
}

/** Whether one of the functions that an edit changed is among some. */
export function hasChanged(functions: ReadonlySet<FunctionName>, edit: Edit): boolean {
  return changedBy(edit).some((name) => functions.has(name));
}

const changedBy = keptFor(({ file, before, changed }: Edit): readonly FunctionName[] =>
  before.functions.flatMap((one, index): readonly FunctionName[] => (changed.has(one) ? [`${file}#${index}`] : [])));

/**
 * The handlers that have to be summarised again after an edit: those that run or mention something of the file, and
 * those that others may rest on. The start comes about as it did where it runs no function that differs.
 *
 * @returns `undefined` where that is all of them
 */
export function restingOn({ world, started, traces }: Ran, edit: Edit): ReadonlySet<number> | undefined {
  if (!traces || hasChanged(started, edit)) return undefined;
  const { file } = edit;
  const found = new Set<number>();
  for (const handler of world.handlers) {
    const trace = traces.get(handler.id);
    if (!trace) return undefined;
    if (isShared(trace) && hasChanged(trace.called, edit)) return undefined;
    if (isShared(trace) || [...trace.called].some((name) => name.startsWith(`${file}#`)) || mentions(handler, file)) found.add(handler.id);
  }
  // Those that come to a function which takes too long come to it one after another.
  if ([...found].some((id) => traces.get(id)?.cut)) for (const [id, { cut }] of traces) if (cut) found.add(id);
  return found;
}

/** Whether others may rest on what a handler does. */
function isShared({ writes, leaves }: Pick<Trace, 'writes' | 'leaves'>): boolean {
  return writes || leaves;
}

/**
 * Whether handlers that were left out do what they did: the start and all that the others left are the same, and
 * what runs a function that differs does nothing that others may rest on.
 */
export function stillHold(ran: Ran, { run, handlers, traces }: Finished, world: World, edit: Edit): boolean {
  const [before, now] = [ran.world.handlers, world.handlers];
  return now.length === before.length && before.every(({ id }, index) => id === handlers[index]) && isSame(ran.files, run.result.files)
    && ([...traces.values()].every(({ cut }) => !cut) || [...ran.traces ?? []].every(([id, { cut }]) => !cut || traces.has(id)))
    && [...traces].every(([id, trace]) => {
      const past = ran.traces?.get(id);
      return !isShared(trace) || past === undefined || !hasChanged(past.called, edit);
    });
}

/** Whether a program still names the environments that it named: it is run in each. */
export function namesTheSame({ named }: Ran, { run }: Finished): boolean {
  return isSame(named, run.result.environments);
}

function isSame<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean {
  return one.size === other.size && [...one].every((item) => other.has(item));
}

/** Compares plain data of one run with that of another after an edit: it is the same but for the places of the edited file. */
export class Likeness {
  readonly #edit: Edit;
  /** What stands for conditions that were not followed, in each run by the other's name. */
  readonly #cut = [new Map<string, string>(), new Map<string, string>()] as const;

  constructor(edit: Edit) {
    this.#edit = edit;
  }

  /** Whether two worlds are the same beside their handlers. */
  beside({ handlers: _before, ...before }: World, { handlers: _now, ...now }: World): boolean {
    return this.of(before, now);
  }

  of(one: unknown, other: unknown): boolean {
    if (typeof one === 'string' && typeof other === 'string') return isCutSymbol(one) && isCutSymbol(other) ? this.#isSameCut(one, other) : one === other || (one.includes(this.#edit.file) && this.#moved(one) === other);
    // What both hold of what was known has no other names in it.
    if (one === other || typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
    if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((item, index) => this.of(item, other[index]));
    const [names, its] = [Object.keys(one), Object.keys(other)];
    if (names.length !== its.length) return false;
    const [left, right] = [one as Readonly<Record<string, unknown>>, other as Readonly<Record<string, unknown>>];
    const { file, move } = this.#edit;
    if (left['file'] === file && typeof left['start'] === 'number' && typeof left['end'] === 'number') {
      return right['file'] === file && move(left['start'], 'start') === right['start'] && move(left['end'], 'end') === right['end'];
    }
    return names.every((name) => Object.hasOwn(right, name) && this.of(left[name], right[name]));
  }

  #isSameCut(one: string, other: string): boolean {
    const [there, back] = this.#cut;
    if ((there.get(one) ?? other) !== other || (back.get(other) ?? one) !== one) return false;
    there.set(one, other);
    back.set(other, one);
    return true;
  }

  /** A symbol says where it comes from: `…@/app/app.js:120-130`. */
  #moved(text: string): string {
    const { file, move } = this.#edit;
    return text.replaceAll(/:(\d+)(?:-(\d+))?/g, (all, start: string, end: string | undefined, at: number) =>
      (text.endsWith(file, at) ? `:${String(move(Number(start), 'start'))}${end === undefined ? '' : `-${String(move(Number(end), 'end'))}`}` : all));
  }
}

/** Whether something of a handler has another name after an edit. */
function mentions(handler: Handler, file: string): boolean {
  for (const text of textsIn(handler)) if (isCutSymbol(text) || text.includes(file)) return true;
  return false;
}

const textsIn = keptFor((handler: Handler): ReadonlySet<string> => {
  const found = new Set<string>();
  const go = (one: unknown): void => {
    if (typeof one === 'string') found.add(one);
    else if (typeof one === 'object' && one !== null) for (const inner of Object.values(one)) go(inner);
  };
  go(handler);
  return found;
});
