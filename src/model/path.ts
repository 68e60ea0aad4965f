import type { Value } from './value.ts';

/** What stands between two slashes: literal text, a parameter (any text), or something whose matches are not worked out here. */
interface Segment {
  readonly is: 'text' | 'any' | 'odd';
  readonly written: string;
  /** As it is compared: letters count as equal in either case. */
  readonly text: string;
}

/** One path. `rest` says what may follow the segments: nothing, one segment or more, anything. */
export interface RoutePath {
  readonly segments: readonly Segment[];
  readonly rest: 'none' | 'some' | 'any';
}

/** The paths that something is registered on; `undefined` where they are not known. */
export type RoutePaths = readonly RoutePath[] | undefined;

/** How many of the requests that reach one path have come past another. */
export type Coverage = 'all' | 'some' | 'none' | 'unknown';

export const EVERY_PATH: RoutePaths = [{ segments: [], rest: 'any' }];

/**
 * The paths of a registration.
 *
 * @param values mount or route paths as registered; none stands for every path
 * @param exact true for a route, false for `use`, which matches whatever begins with the path
 * @param major Express' major version: 4 and 5 read wildcards differently
 * @returns `undefined` where one of them is not a known string
 */
export function pathsOf(values: readonly Value[], exact: boolean, major: number | undefined): RoutePaths {
  if (values.length === 0) return EVERY_PATH;
  const found: RoutePath[] = [];
  for (const value of values) {
    if (value.kind === 'list' && value.complete) {
      const inner = pathsOf(value.items, exact, major);
      if (!inner) return undefined;
      found.push(...inner);
    } else if (value.kind === 'known' && typeof value.value === 'string') {
      for (const written of withoutOption(value.value, major)) {
        const path = parsePath(written, exact, major);
        if (!path) return undefined;
        found.push(path);
      }
    } else return undefined;
  }
  return found;
}

/**
 * The path of an address on the app's own site, as a browser asks for it after a redirect.
 *
 * @param pieces its text; `null` stands for a part that is not known, taken for one without a slash
 * @returns `undefined` for an address of another site, or one that is relative to the page
 */
export function pathOfAddress(pieces: readonly (string | null)[]): RoutePath | undefined {
  const text = pieces.map((piece) => piece ?? UNKNOWN).join('').replace(/[?#].*$/s, '');
  if (!text.startsWith('/') || text.startsWith('//')) return undefined;
  const parts = text.slice(1).replace(/\/+$/, '').split('/');
  const segments = parts.map((part): Segment => (part.includes(UNKNOWN) ? segment('any', '…') : segment('text', part)));
  return { segments: parts.length === 1 && parts[0] === '' ? [] : segments, rest: 'none' };
}

function segment(is: Segment['is'], written: string): Segment {
  return { is, written, text: written.toLowerCase() };
}

/** No character of an address. */
const UNKNOWN = '\0';

/** The paths below a mount path: what a mounted router's own paths are from the root. */
export function joinPaths(mount: RoutePaths, own: RoutePaths): RoutePaths {
  if (!mount || !own || mount.some(({ rest }) => rest !== 'any')) return undefined;
  return mount.flatMap((outer) => own.map((inner) => ({ segments: [...outer.segments, ...inner.segments], rest: inner.rest })));
}

/**
 * How many of the requests that reach `target` match `cover` too. Letters count as equal in either case, as in
 * Express without `case sensitive routing`.
 */
export function coverage(cover: RoutePaths, target: RoutePaths): Coverage {
  if (!cover) return 'unknown';
  if (cover.some(({ segments, rest }) => segments.length === 0 && rest === 'any')) return 'all';
  if (!target) return 'unknown';
  const [path, ...others] = target;
  if (path && others.length === 0) return coverageOfOne(cover, path);
  const each = target.map((one) => coverageOfOne(cover, one));
  const [first] = each;
  if (first === undefined) return 'unknown';
  if (each.every((one) => one === first)) return first;
  return each.includes('unknown') ? 'unknown' : 'some';
}

function coverageOfOne(cover: readonly RoutePath[], target: RoutePath): Coverage {
  const [only, ...others] = cover;
  return only && others.length === 0 ? coverageOf(only, target) : best(cover.map((one) => coverageOf(one, target)));
}

function best(of: readonly Coverage[]): Coverage {
  for (const one of ['all', 'unknown', 'some'] as const) if (of.includes(one)) return one;
  return 'none';
}

function coverageOf(cover: RoutePath, target: RoutePath): Coverage {
  let partly = false;
  for (const [at, part] of cover.segments.entries()) {
    const other = target.segments[at];
    if (!other) return target.rest === 'none' ? 'none' : 'some';
    if (part.is === 'odd' || other.is === 'odd') return 'unknown';
    if (part.is === 'any') continue;
    if (other.is === 'any') partly = true;
    else if (other.text !== part.text) return 'none';
  }
  const left = target.segments.length - cover.segments.length;
  if (cover.rest === 'none' && left > 0) return 'none';
  if (cover.rest === 'some' && left === 0 && target.rest === 'none') return 'none';
  const open = cover.rest === 'none' ? target.rest !== 'none' : cover.rest === 'some' && left === 0 && target.rest === 'any';
  return partly || open ? 'some' : 'all';
}

const TEXT = /^[\w.~%@$&',;=-]+$/;
const PARAMETER = /^:\w+$/;
/** `*` and `(.*)` of Express 4 (path-to-regexp 0.1); `*name` and `{*name}` of Express 5 (path-to-regexp 8). */
const WILDCARD_4 = /^(\*|\(\.\*\))$/;
const WILDCARD_5 = /^(\*\w+|\{\*\w+\})$/;

/** A path as written, from the root. */
export function writtenPath({ segments, rest }: RoutePath): string {
  return `/${[...segments.map(({ written }) => written), ...(rest === 'some' ? ['*'] : [])].join('/')}`;
}

/** Whether Express 5 refuses the path when it is registered: an unnamed `*` (path-to-regexp 8, "Missing parameter name"). */
export function isRefusedByExpress5(path: string): boolean {
  return /(^|[^\\])\*(?![\w$"])/.test(path) || path.includes('(.*)');
}

/** What Express 5 takes instead of an Express 4 wildcard path; `undefined` where the path has other oddities. */
export function inExpress5(path: string): string | undefined {
  const named = path.replace(/^\/?(\*|\(\.\*\))$/, '/{*splat}').replace(/\/(\*|\(\.\*\))$/, '/{*splat}');
  return isRefusedByExpress5(named) || /[()[\]+?!]/.test(named) ? undefined : named;
}

/** A path whose last segment may be left out is two: `/:page?` of Express 4 (path-to-regexp 0.1), `{/:page}` of Express 5 (path-to-regexp 8). */
function withoutOption(path: string, major: number | undefined): readonly string[] {
  const found = (major !== undefined && major >= 5 ? /^(.*)\{(\/:\w+)\}$/ : /^(.*)(\/:\w+)\?$/).exec(path);
  const [, before, optional] = found ?? [];
  return before === undefined || optional === undefined ? [path] : [before === '' ? '/' : before, before + optional];
}

function parsePath(path: string, exact: boolean, major: number | undefined): RoutePath | undefined {
  const wildcard = major !== undefined && major >= 5 ? WILDCARD_5 : WILDCARD_4;
  if (!path.startsWith('/')) return path === '' || (wildcard === WILDCARD_4 && wildcard.test(path)) ? { segments: [], rest: path === '' && exact ? 'none' : 'any' } : undefined;
  const parts = path.slice(1).replace(/\/+$/, '').split('/');
  if (parts.length === 1 && parts[0] === '') return { segments: [], rest: exact ? 'none' : 'any' };
  const segments: Segment[] = [];
  for (const [at, part] of parts.entries()) {
    if (at === parts.length - 1 && wildcard.test(part)) return { segments, rest: at === 0 && !/^\*\w/.test(part) ? 'any' : 'some' };
    segments.push(segment(TEXT.test(part) ? 'text' : PARAMETER.test(part) ? 'any' : 'odd', part));
  }
  return { segments, rest: exact ? 'none' : 'any' };
}
