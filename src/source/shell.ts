/** Blanks, an operator between commands, a redirection, a word, or a quote without its partner. */
const TOKEN = /\s*(?:#[^\n]*$)|(&&|\|\||[;|&()\n])|[ \t\r]+|\d*[<>]+&?[ \t]*[^\s;|&]+|((?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s;|&()<>'"\\])+)|./gms;

/**
 * The commands of a line as npm scripts and Procfiles hold them, each as its words. Quotes are taken off, variables are
 * left as written, redirections and comments dropped. A backslash that escapes nothing is a Windows path's.
 */
export function commandsOf(line: string): string[][] {
  const commands: string[][] = [[]];
  for (const [token, operator, word] of line.replace(/\\\r?\n/g, ' ').matchAll(TOKEN)) {
    if (operator !== undefined || token.includes('\n')) commands.push([]);
    else if (word !== undefined) commands.at(-1)?.push(unquoted(word));
  }
  return commands.filter(words => words.length > 0);
}

/** Words as one line that `commandsOf` takes apart again. */
export function lineOf(words: readonly string[]): string {
  return words.map(word => (/^[\w@%+=:,./$*-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`)).join(' ');
}

function unquoted(word: string): string {
  return word.replace(/'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs, (_all, single?: string, double?: string, escaped?: string) => {
    if (single !== undefined) return single;
    if (double !== undefined) return double.replace(/\\(["\\$`])/g, '$1');
    return escaped !== undefined && /[\w.@-]/.test(escaped) ? `/${escaped}` : escaped ?? '';
  });
}

/** The variables set before a command's own words, and those words. */
export function splitAssignments(words: readonly string[]): { readonly variables: ReadonlyMap<string, string>; readonly rest: readonly string[] } {
  const variables = new Map<string, string>();
  let at = 0;
  for (; at < words.length; at += 1) {
    const found = /^([A-Za-z_]\w*)=(.*)$/s.exec(words[at] ?? '');
    if (found === null) break;
    variables.set(found[1] ?? '', (found[2] ?? '').trim());
  }
  return { variables, rest: words.slice(at) };
}

/** A command's arguments taken apart. */
export interface Arguments {
  /** Options in order, with their value where they have one. */
  readonly options: readonly { readonly name: string; readonly value: string | undefined }[];
  /** The other words; those after `--` too. */
  readonly words: readonly string[];
}

/**
 * Takes arguments apart. `valued` are the options whose value is the next word; `stopAtWord` ends the options at the
 * first word that is none, as for a script's own arguments.
 */
export function argumentsOf(words: readonly string[], valued: ReadonlySet<string>, stopAtWord: boolean): Arguments {
  const options: { name: string; value: string | undefined }[] = [];
  const others: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') return { options, words: [...others, ...words.slice(at + 1)] };
    if (!word.startsWith('-') || word === '-') {
      if (stopAtWord) return { options, words: words.slice(at) };
      others.push(word);
      continue;
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals < 0 ? word : word.slice(0, equals);
    if (equals >= 0) options.push({ name, value: word.slice(equals + 1) });
    else if (valued.has(name)) options.push({ name, value: words[(at += 1)] });
    else options.push({ name, value: undefined });
  }
  return { options, words: others };
}
