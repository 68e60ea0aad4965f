import { groupedBy } from '../source/groups.ts';
import { keptFor } from '../source/kept.ts';
import { keptForSteps, type Lane, type Step } from './lane.ts';
import type { Act, ActKind, Handler, Middleware, Registration, World } from './types.ts';

/*
 * Who does what. Most rules ask for something that few handlers do, or none: here they look it up.
 */

/** An act and the handler that it is one of. */
export interface Doing {
  /** Its position among all acts of the world. */
  readonly index: number;
  readonly handler: Handler;
  readonly act: Act;
}

/** The acts of a world's handlers that are of some kinds, handler by handler in the order of the code. */
export function actsThat(world: World, ...kinds: readonly ActKind[]): readonly Doing[] {
  return among(acts(world.handlers), kinds);
}

/** The handlers of a world with an act of one of some kinds, in their order. */
export function handlersThat(world: World, ...kinds: readonly ActKind[]): readonly Handler[] {
  return [...new Set(actsThat(world, ...kinds).map(({ handler }) => handler))];
}

/** The steps of a lane whose handlers have an act of one of some kinds, in their order. */
export function stepsThat(lane: Lane, ...kinds: readonly ActKind[]): readonly Step[] {
  return among(doing(lane), kinds);
}

/** The steps of a lane that are middlewares of some kinds, in their order. */
export function stepsOf(lane: Lane, ...kinds: readonly Middleware['kind'][]): readonly Step[] {
  return among(middlewares(lane), kinds);
}

/** The steps of a lane that are of the same registration as one of them, in their order. */
export function stepsBeside(lane: Lane, { registration }: { readonly registration: Registration }): readonly Step[] {
  return registered(lane).get(registration) ?? [];
}

/** What is on several lists, in the order of all. */
export function inOrder<Item extends { readonly index: number }>(...lists: readonly (readonly Item[])[]): readonly Item[] {
  return lists.flat().sort((one, other) => one.index - other.index);
}

const acts = keptFor((handlers: World['handlers']) => {
  let index = 0;
  return groupedBy(handlers.flatMap((handler) => handler.acts.map((act): Doing => ({ index: index++, handler, act }))), ({ act }) => act.does);
});

const doing = keptForSteps(({ steps }): ReadonlyMap<ActKind, readonly Step[]> => {
  const found = new Map<ActKind, Step[]>();
  for (const step of steps) {
    for (const { does } of step.handler?.acts ?? []) {
      const own = found.get(does);
      if (own === undefined) found.set(does, [step]);
      else if (own.at(-1) !== step) own.push(step);
    }
  }
  return found;
});

const middlewares = keptForSteps(({ steps }) => groupedBy(steps, ({ middleware }) => middleware.kind));
const registered = keptForSteps(({ steps }) => groupedBy(steps, ({ registration }) => registration));

/** What an index holds under some keys, each item once, in the order of all. */
function among<Key, Item extends { readonly index: number }>(index: ReadonlyMap<Key, readonly Item[]>, keys: readonly Key[]): readonly Item[] {
  const [first, ...others] = keys.flatMap((key) => { const items = index.get(key); return items ? [items] : []; });
  if (!first || others.length === 0) return first ?? [];
  return inOrder([...new Set([first, ...others].flat())]);
}
