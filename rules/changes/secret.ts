import type { LonelySecret } from '../../src/model/rotation.ts';
import type { Secret, WrittenSecret } from '../../src/model/secrets.ts';
import type { Change } from '../../src/rule.ts';
import type { Place } from '../../src/source/place.ts';

/** What a report of a secret may offer. */
interface Offered {
  readonly suggest?: readonly [Change];
}

/** The variable that a secret without a name is read from. */
const VARIABLE = 'SESSION_SECRET';
/** Past this many characters between a variable and its fallback there is more than an operator. */
const WIDEST_OPERATOR = 8;

/**
 * Reads a secret from the environment in place of a text of the code. A fallback is left out: what is before it stays.
 *
 * @param at where it is reported
 * @returns nothing where the text stands in another file, or in what is no code
 */
export function fromEnvironment(secret: WrittenSecret, at: Place): Offered {
  const { value, insteadOf } = secret;
  if (!insteadOf) return newSecret(secret, at);
  // A default of a schema or of a destructured name is to go, which is no matter of one expression.
  const isOperand = insteadOf.at.file === at.file && value.at.start === at.start && insteadOf.at.end <= at.start && at.start - insteadOf.at.end <= WIDEST_OPERATOR;
  if (!isOperand) return {};
  if (insteadOf.kind !== 'environment') return newSecret(secret, at);
  return reading(insteadOf.variable, `take it from \`${insteadOf.variable}\` alone`, { file: at.file, start: insteadOf.at.start, end: at.end });
}

/** Reads a secret from a variable of the environment in place of the expression that gives it; nothing where that stands elsewhere. */
export function newSecret({ value, index }: Secret, at: Place): Offered {
  if (value.at.file !== at.file || value.at.start !== at.start) return {};
  const variable = index === 0 ? VARIABLE : `${VARIABLE}_PREVIOUS${index === 1 ? '' : `_${index}`}`;
  return reading(variable, `take it from \`${variable}\``, at);
}

/** Gives the secret before a place in a list beside the present one. One of the two that is not set is left out: no list may hold `undefined`. */
export function withPrevious({ variable, written }: LonelySecret): Offered {
  if (!written) return {};
  const only = isTypeScript(written) ? '(secret): secret is string => Boolean(secret)' : 'Boolean';
  const code = `[process.env.${variable}, process.env.${variable}_PREVIOUS].filter(${only})`;
  return { suggest: [{ title: `check with \`${variable}_PREVIOUS\` too`, edits: [{ edit: 'replace', at: written, code }] }] };
}

function reading(variable: string, title: string, replaced: Place): Offered {
  // The libraries' types ask for a string.
  const code = `process.env.${variable}${isTypeScript(replaced) ? ' as string' : ''}`;
  return { suggest: [{ title, edits: [{ edit: 'replace', at: replaced, code }], mayReveal: ['secret-rotation'] }] };
}

function isTypeScript({ file }: Place): boolean {
  return /\.[cm]?tsx?$/.test(file);
}
