import type { WrittenSecret } from '../../src/model/secrets.ts';
import type { Change } from '../../src/rule.ts';
import type { Place } from '../../src/source/place.ts';

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
export function fromEnvironment(secret: WrittenSecret, at: Place): { readonly suggest?: readonly [Change] } {
  const { value, insteadOf, index } = secret;
  if (value.at.file !== at.file || value.at.start !== at.start) return {};
  const read = insteadOf?.kind === 'environment' ? insteadOf : undefined;
  if (read && read.at.file === at.file && read.at.end <= at.start && at.start - read.at.end <= WIDEST_OPERATOR) {
    return suggestion(`take it from \`${read.variable}\` alone`, { file: at.file, start: read.at.start, end: at.end }, read.variable, at);
  }
  const variable = index === 0 ? VARIABLE : `${VARIABLE}_PREVIOUS${index === 1 ? '' : `_${index}`}`;
  return suggestion(`take it from \`${variable}\``, at, variable, at);
}

function suggestion(title: string, replaced: Place, variable: string, { file }: Place): { readonly suggest: readonly [Change] } {
  // The libraries' types ask for a string.
  const code = `process.env.${variable}${/\.[cm]?tsx?$/.test(file) ? ' as string' : ''}`;
  return { suggest: [{ title, edits: [{ edit: 'replace', at: replaced, code }], mayReveal: ['secret-rotation'] }] };
}
