import type { CorsEntity } from '../entity.ts';
import type { Argument, CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import type { Value } from '../value.ts';
import type { KnownModule } from './index.ts';

export const corsModule: Readonly<Record<string, KnownModule>> = {
  cors: (run) => run.native('cors', (inner, site) => makeCors(inner, 'cors', site.arguments[0], site), { from: { module: 'cors', path: 'default' } }),
};

/** `cors(options)` and what other libraries hand to the same code. Options are read at each request. */
export function makeCors(run: Run, by: CorsEntity['by'], argument: Argument | undefined, site: CallSite): Value {
  const earlier = run.madeTooOften(run.result.cors, site.at);
  if (earlier) return run.entity(earlier, site.at);
  const entity: CorsEntity = { kind: 'cors', id: run.id(), by, at: site.at, callee: site.callee, argument, when: run.guard };
  run.result.cors.push(entity);
  return run.entity(entity, site.at);
}
