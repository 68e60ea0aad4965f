import type { Place } from '../../source/place.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { each, primitive, type Pattern, type Value } from '../value.ts';

/** The regular expression that is meant; `undefined` where its text is none. */
export function expressionOf({ source, flags }: Pick<Pattern, 'source' | 'flags'>): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

/** A member of a regular expression: `test` on a known text is known. */
export function patternMember(run: Run, pattern: Pattern, name: string, at: Place): Value {
  const key = `/${pattern.source}/${pattern.flags}.${name}`;
  if (name === 'source' || name === 'flags') return primitive(pattern[name], at);
  if (name !== 'test') return run.unknown('a method of a regular expression', at, key);
  return run.native('RegExp.test', (inner, site) => tested(inner, pattern, key, site));
}

function tested(run: Run, pattern: Pattern, key: string, site: CallSite): Value {
  const given = site.arguments[0]?.value ?? run.undefined(site.at);
  const expression = expressionOf(pattern);
  return each(given, (one) => {
    if (one.t === 'primitive' && expression && !isCostly(pattern.source, String(one.v).length)) {
      return { ...primitive(expression.test(String(one.v)), site.at), ...(one.nodeEnv ?? one.perEnvironment ? { perEnvironment: true as const } : {}) };
    }
    const name = one.t === 'environment' ? `process.env.${one.variable}` : one.t === 'unknown' ? one.key : undefined;
    return run.unknown(one.t === 'unknown' ? one.reason : 'whether a pattern matches', site.at, name === undefined ? undefined : `${key}(${name})`);
  }, site.at);
}

/** Whether a pattern matches a text; `undefined` where it is none or might take too long. The state of `g` and `y` is left aside. */
export function matches(pattern: Pick<Pattern, 'source' | 'flags'>, text: string): boolean | undefined {
  if (isCostly(pattern.source, text.length)) return undefined;
  return expressionOf({ source: pattern.source, flags: pattern.flags.replace(/[gy]/g, '') })?.test(text);
}

/** Steps that a match may take. */
const MOST_STEPS = 5_000_000;
/** What a repetition that has an end counts as one without from. */
const MANY = 10;

/**
 * Whether matching a text of this length might take long. The code that is read may hold any pattern, one made to
 * hang the reader too: what repeats a repetition or a choice, and what refers back, is not tried at all; n repetitions
 * beside one another take the n-th power of the length.
 */
export function isCostly(source: string, length: number): boolean {
  let repetitions = source.startsWith('^') ? 0 : 1;
  const open: { branches: boolean }[] = [];
  let closed: { branches: boolean } | undefined;
  for (let at = 0; at < source.length; at++) {
    const char = source.charAt(at);
    const last = closed;
    closed = undefined;
    if (char === '\\') {
      at++;
      if (/[1-9k]/.test(source.charAt(at))) return true;
    } else if (char === '[') at = endOfClass(source, at);
    else if (char === '(') open.push({ branches: false });
    else if (char === ')') closed = open.pop();
    else if (char === '|') for (const group of open) group.branches = true;
    else if (isEndless(source, at)) {
      if (last?.branches === true) return true;
      for (const group of open) group.branches = true;
      repetitions++;
    }
  }
  return (length + 1) ** repetitions > MOST_STEPS;
}

function endOfClass(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source.charAt(at) === '\\') at++;
    else if (source.charAt(at) === ']') return at;
  }
  return source.length;
}

function isEndless(source: string, at: number): boolean {
  const char = source.charAt(at);
  if (char === '*' || char === '+') return true;
  const bounds = char === '{' ? /^\{(\d+)(,(\d*))?\}/.exec(source.slice(at, at + 24)) : null;
  return bounds !== null && (bounds[3] === '' || Number(bounds[3] ?? bounds[1]) > MANY);
}
