import type { CallSite } from './frame.ts';
import type { Program } from './program.ts';
import type { Run } from './run.ts';
import { type FunctionValue, type Single, type Value } from './value.ts';

/** Packages that code has to do with where it handles requests or sessions by itself. */
const WEB = /^(express|connect|router|cors|passport|cookie|csurf|csrf|helmet|koa|fastify|restify|@nestjs\/|tough-cookie|iron-session)|session/;

const answers = new WeakMap<Program, Map<string, boolean>>();

/** Whether a file, or one that it imports in the end, imports a package that has to do with requests or sessions. */
export function leadsToWeb(program: Program, file: string): boolean {
  const known = answers.get(program) ?? new Map<string, boolean>();
  answers.set(program, known);
  const found = known.get(file);
  if (found !== undefined) return found;
  // All that it imports is asked at once: each file is looked at once in the end.
  const importers = new Map<string, string[]>([[file, []]]);
  const leading: string[] = [];
  for (const one of importers.keys()) {
    if (known.get(one) === true) leading.push(one);
    if (known.has(one)) continue;
    for (const specifier of program.factsOf(one)?.imports ?? []) {
      const resolution = program.resolve(one, specifier);
      if (resolution.kind === 'file') {
        const others = importers.get(resolution.file) ?? [];
        others.push(one);
        importers.set(resolution.file, others);
      } else if (resolution.kind === 'unresolved' || (resolution.kind === 'package' && WEB.test(resolution.name))) leading.push(one);
    }
  }
  const leads = new Set(leading);
  for (const one of leads) for (const importer of importers.get(one) ?? []) leads.add(importer);
  for (const one of importers.keys()) known.set(one, leads.has(one));
  return leads.has(file);
}

/**
 * Whether a call can do nothing that is of interest but give a value: a function of code that has nothing to do with
 * requests, which is given no part of a request and, before there are any, no app. Following services into databases,
 * and messages into loggers, takes most of the time and tells nothing.
 */
export function isApart(run: Run, callee: FunctionValue, site: CallSite): boolean {
  const { handler } = run;
  if (handler && callee.id > handler.since && callee.home === undefined) return false;
  if (leadsToWeb(run.program, callee.file)) return false;
  const leads = handler ? (value: Single, depth: number) => leadsToRequest(value, depth, handler.since) : (value: Single, depth: number) => leadsToApp(run, value, depth);
  return !(site.self && reaches(run, site.self, leads)) && !site.arguments.some(({ value }) => reaches(run, value, leads));
}

/** Whether nothing of a call in a handler is of interest: the statement is the call alone, and it is given nothing that the session holds. */
export function isDiscarded(run: Run, { at, arguments: list }: CallSite): boolean {
  const statement = run.frame.site?.statement;
  if (!run.handler || statement?.k !== 'expr') return false;
  const expression = statement.x.k === 'await' ? statement.x.x : statement.x;
  return expression.s === at.start && expression.e === at.end && !list.some(({ value }) => value.t === 'unknown' && value.held !== undefined);
}

/** How deep the parts of an argument are looked at, and how many of one, beside plain texts and numbers. */
const DEEPEST = 3;
const MOST_PARTS = 100;

/** Says whether a value leads somewhere by itself; `undefined` where its parts are to be asked. */
type Leads = (value: Single, depth: number) => boolean | undefined;

/** @param met what was looked into already and leads nowhere: values may hold one another many times */
function reaches(run: Run, value: Value, leads: Leads, met?: Set<Single>, depth = 0): boolean {
  if (value.t !== 'choice') return leads(value, depth) ?? partsReach(run, value, leads, met ?? new Set(), depth);
  const known = met ?? new Set<Single>();
  return value.of.some(({ value: one }) => leads(one, depth) ?? partsReach(run, one, leads, known, depth));
}

function partsReach(run: Run, value: Single, leads: Leads, met: Set<Single>, depth: number): boolean {
  if (met.has(value)) return false;
  met.add(value);
  const all = value.t === 'object' ? [...value.slots.values()].map((slot) => slot.value) : value.t === 'array' ? value.items.map((item) => item.value) : [];
  run.budget.spendOnItems(all.length);
  const parts = all.filter(({ t }) => t !== 'primitive');
  return parts.length > 0 && (depth >= DEEPEST || parts.length > MOST_PARTS || parts.some((part) => reaches(run, part, leads, met, depth + 1)));
}

/** To the request, its answer, its session, or a function of the handler that may know them. */
function leadsToRequest(value: Single, _depth: number, since: number): boolean | undefined {
  switch (value.t) {
    case 'object': return value.entity ? value.entity.kind !== 'instance' && value.entity.kind !== 'store-client' : value.id <= since ? false : undefined;
    case 'array': return value.id <= since ? false : undefined;
    case 'function': return value.id > since;
    case 'native': return value.entity !== undefined || value.call !== undefined;
    default: return false;
  }
}

/** To an app, or to code that may know one. */
function leadsToApp(run: Run, value: Single, depth: number): boolean | undefined {
  switch (value.t) {
    case 'object':
      if (value.entity) return value.entity.kind !== 'instance' && value.entity.kind !== 'collection';
      return value.of && leadsToWeb(run.program, value.of.file) ? true : undefined;
    case 'array': return undefined;
    case 'function': case 'class': return leadsToWeb(run.program, value.file);
    // A member of an app or of a package may be given on.
    case 'native': return value.entity !== undefined || depth === 0;
    default: return false;
  }
}
