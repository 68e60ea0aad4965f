import type { Place } from '../../source/place.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { each, primitive, type Pattern, type Value } from '../value.ts';

/** The regular expression that is meant; `undefined` where its text is none. */
export function expressionOf({ source, flags }: Pattern): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

/** A text longer than this is not matched: what a pattern can cost grows with it. */
const LONGEST = 1000;

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
    if (one.t === 'primitive' && expression && !isCostly(pattern.source) && String(one.v).length <= LONGEST) {
      return { ...primitive(expression.test(String(one.v)), site.at), ...(one.nodeEnv ?? one.perEnvironment ? { perEnvironment: true as const } : {}) };
    }
    const name = one.t === 'environment' ? `process.env.${one.variable}` : one.t === 'unknown' ? one.key : undefined;
    return run.unknown(one.t === 'unknown' ? one.reason : 'whether a pattern matches', site.at, name === undefined ? undefined : `${key}(${name})`);
  }, site.at);
}

/** Whether a pattern repeats what repeats: on some texts it takes for ever. */
export function isCostly(source: string): boolean {
  return /[*+}][^()]*\)[*+{]/.test(source);
}
