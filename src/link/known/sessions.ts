import { act } from '../acts.ts';
import type { SessionEntity } from '../entity.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import type { Slot, Value } from '../value.ts';
import type { KnownModule } from './index.ts';
import { nameOf } from './stores.ts';
import { storeMaker } from './stores.ts';

/** express-session and cookie-session. */
export const sessionModules: Readonly<Record<string, KnownModule>> = {
  'express-session': (run) => run.native('express-session', (inner, site) => makeSession(inner, 'express-session', site), {
    from: { module: 'express-session', path: 'default' },
    member: (inner, name, at) => {
      if (name === 'MemoryStore') return storeMaker(inner, { module: 'express-session', path: 'MemoryStore' });
      if (name === 'Store' || name === 'Cookie' || name === 'Session') return inner.unknown(`\`session.${name}\``, at, `express-session.${name}`, { from: { module: 'express-session', path: name } });
      return undefined;
    },
  }),
  'cookie-session': (run) => run.native('cookie-session', (inner, site) => makeSession(inner, 'cookie-session', site), { from: { module: 'cookie-session', path: 'default' } }),
};

/** `session(options)`: what is read once is read now; the `cookie` object stays alive (express-session 1.19.0 index.js:91). */
export function makeSession(run: Run, library: SessionEntity['library'], site: CallSite): Value {
  const earlier = run.madeTooOften(run.result.sessions, site.at);
  if (earlier) return run.entity(earlier, site.at);
  const [argument] = site.arguments;
  const object = argument?.value;
  const options: ReadonlyMap<string, Slot> = object?.t === 'object' ? new Map(object.slots) : new Map();
  const open = object === undefined || (object.t === 'primitive' && object.v === undefined) ? undefined
    : object.t === 'object' ? object.open
    : object.t === 'unknown' ? object.reason : 'the options are one of several objects';
  const entity: SessionEntity = {
    kind: 'session', id: run.id(), library, at: site.at, callee: site.callee, argument, options, open, when: run.guard,
    name: nameOf(run, site), insideHandler: run.handler?.at, escapes: false,
  };
  run.result.sessions.push(entity);
  act(run, 'make-session', site.at, { name: library, arguments: site.arguments, guarded: false });
  return run.entity(entity, site.at);
}
