import { entryOf } from '../../source/table.ts';
import type { Run } from '../run.ts';
import type { Value } from '../value.ts';
import { corsModule } from './cors.ts';
import { expressModule } from './express.ts';
import { fileSystemModules } from './file-system.ts';
import { nestModules } from './nest.ts';
import { nodeModules } from './node.ts';
import { passportModule } from './passport.ts';
import { serverModules } from './servers.ts';
import { socketModules } from './sockets.ts';
import { sessionModules } from './sessions.ts';
import { storeClientModules } from './store-clients.ts';
import { storeModules } from './stores.ts';
import { clientModules } from './clients.ts';
import { compiledModules } from './compiled.ts';
import { environmentModules } from './environment.ts';
import { objectModules } from './objects.ts';

/** Makes what a package exports. */
export type KnownModule = (run: Run) => Value;

/**
 * The packages whose calls the run plays by itself. A package that only makes middlewares needs no entry:
 * the run keeps which export was called with which arguments, and the model names it.
 */
const known = (): Readonly<Record<string, KnownModule>> => ({
  ...expressModule,
  ...sessionModules,
  ...storeModules,
  ...storeClientModules,
  ...corsModule,
  ...nodeModules,
  ...fileSystemModules,
  ...serverModules,
  ...socketModules,
  ...nestModules,
  ...passportModule,
  ...clientModules,
  ...environmentModules,
  ...objectModules,
  ...compiledModules,
});

/** Put together when first asked for: the modules of this floor import one another in circles. */
let table: Readonly<Record<string, KnownModule>> | undefined;

const made = new WeakMap<Run, Map<string, Value>>();

/** A file of a Nest package: what it exports, the package does too, by the same name. */
const NEST_FILE = /^(@nestjs\/[^/]+)\//;

/** A known package's export object, one a run; `undefined` for any other package. */
export function knownModule(run: Run, name: string): Value | undefined {
  const bare = name.startsWith('node:') ? name.slice(5) : name;
  table ??= known();
  const maker = entryOf(table, bare) ?? entryOf(table, NEST_FILE.exec(bare)?.[1] ?? '');
  if (!maker) return undefined;
  const own = made.get(run) ?? new Map<string, Value>();
  made.set(run, own);
  const value = own.get(bare) ?? maker(run);
  own.set(bare, value);
  return value;
}
