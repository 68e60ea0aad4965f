import type { Run } from '../run.ts';
import type { Value } from '../value.ts';
import { corsModule } from './cors.ts';
import { expressModule } from './express.ts';
import { nestModules } from './nest.ts';
import { nodeModules } from './node.ts';
import { serverModules } from './servers.ts';
import { sessionModules } from './sessions.ts';
import { clientModules } from './clients.ts';
import { environmentModules } from './environment.ts';

/** Makes what a package exports. */
export type KnownModule = (run: Run) => Value;

/**
 * The packages whose calls the run plays by itself. A package that only makes middlewares needs no entry:
 * the run keeps which export was called with which arguments, and the model names it.
 */
const KNOWN: Readonly<Record<string, KnownModule>> = {
  ...expressModule,
  ...sessionModules,
  ...corsModule,
  ...nodeModules,
  ...serverModules,
  ...nestModules,
  ...clientModules,
  ...environmentModules,
};

const made = new WeakMap<Run, Map<string, Value>>();

/** A known package's export object, one a run; `undefined` for any other package. */
export function knownModule(run: Run, name: string): Value | undefined {
  const bare = name.startsWith('node:') ? name.slice(5) : name;
  const maker = Object.hasOwn(KNOWN, bare) ? KNOWN[bare] : undefined;
  if (!maker) return undefined;
  const own = made.get(run) ?? new Map<string, Value>();
  made.set(run, own);
  const value = own.get(bare) ?? maker(run);
  own.set(bare, value);
  return value;
}
