import type { CallSite, Program, Run } from './run.ts';
import { alternatives, type FunctionValue, type Single, type Value } from './value.ts';

/** Packages that code has to do with where it handles requests or sessions by itself. */
const WEB = /^(express|connect|router|cors|passport|cookie|csurf|csrf|helmet|koa|fastify|restify|@nestjs\/|tough-cookie|iron-session)|session/;

const closures = new WeakMap<Program, Map<string, boolean>>();

/** Whether a file, or one that it imports in the end, imports a package that has to do with requests or sessions. */
function leadsToWeb(program: Program, file: string): boolean {
  const known = closures.get(program) ?? new Map<string, boolean>();
  closures.set(program, known);
  const found = known.get(file);
  if (found !== undefined) return found;
  const seen = new Set<string>();
  const left = [file];
  let leads = false;
  for (let one = left.pop(); one !== undefined && !leads; one = left.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    if (known.get(one) === true) leads = true;
    for (const specifier of program.factsOf(one)?.imports ?? []) {
      const resolution = program.resolve(one, specifier);
      if (resolution.kind === 'file') {
        if (known.get(resolution.file) !== false) left.push(resolution.file);
      } else if (resolution.kind !== 'builtin') leads ||= resolution.kind === 'unresolved' || WEB.test(resolution.name);
    }
  }
  // Where none of them leads there, each of them does not.
  if (leads) known.set(file, true);
  else for (const one of seen) known.set(one, false);
  return leads;
}

/**
 * Whether a call in a handler can do nothing to the request: a function of code that has nothing to do with
 * requests, which is given no part of one. Following services into databases, and messages into loggers, takes most
 * of the time and tells nothing.
 */
export function isApart(run: Run, callee: FunctionValue, site: CallSite): boolean {
  const { handler } = run;
  if (!handler || (callee.id > handler.since && callee.home === undefined)) return false;
  if (site.self && reaches(site.self, handler.since)) return false;
  return !site.arguments.some(({ value }) => reaches(value, handler.since)) && !leadsToWeb(run.program, callee.file);
}

/** Whether nothing of a call is of interest: the statement is the call alone, and it is given nothing that the session holds. */
export function isDiscarded(run: Run, { at, arguments: list }: CallSite): boolean {
  const statement = run.frame.site?.statement;
  if (statement?.k !== 'expr') return false;
  const expression = statement.x.k === 'await' ? statement.x.x : statement.x;
  return expression.s === at.start && expression.e === at.end && !list.some(({ value }) => value.t === 'unknown' && value.held !== undefined);
}

/** How deep the parts of an argument are looked at. */
const DEEPEST = 3;

/** Whether a value leads to the request, its answer, its session, or a function of the handler that may. */
function reaches(value: Value, since: number, depth = 0): boolean {
  return alternatives(value).some(({ value: one }) => reachesOne(one, since, depth));
}

function reachesOne(value: Single, since: number, depth: number): boolean {
  switch (value.t) {
    case 'object':
      if (value.entity) return value.entity.kind !== 'instance';
      if (value.id <= since) return false;
      return depth > DEEPEST || [...value.slots.values()].some((slot) => reaches(slot.value, since, depth + 1));
    case 'array': return value.id > since && (depth > DEEPEST || value.items.some((item) => reaches(item.value, since, depth + 1)));
    case 'function': return value.id > since;
    case 'native': return value.entity !== undefined || value.call !== undefined;
    default: return false;
  }
}
