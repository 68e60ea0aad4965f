import type { Linter } from 'eslint';
import { hashOf, lineMapOf } from '../source/text.ts';
import { ruleOf } from './match.ts';

/**
 * Names the findings of one file so that a finding keeps its name while lines come and go around it: by its rule and
 * the line it stands on, without the space around it. Of equal ones the later are numbered.
 * The line itself is not to be read off the name: it may hold a secret.
 *
 * @param text the file's, without a byte order mark
 * @returns a name of 16 hexadecimal digits for each message, in their order
 */
export function fingerprints(messages: readonly Linter.LintMessage[], text: string): readonly string[] {
  const lines = lineMapOf(text);
  const seen = new Map<string, number>();
  return messages.map(message => {
    const line = lines.line(message.line);
    const content = line === undefined ? '' : text.slice(line.start, line.end).trim();
    const name = `${ruleOf(message)}\0${content}`;
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return hashOf(before === 0 ? name : `${name}\0${before}`).slice(0, 16);
  });
}
