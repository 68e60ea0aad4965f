import { entryOf } from '../source/table.ts';

/** The language a script is read as. `none` holds no code that runs. */
export type Language = 'js' | 'ts' | 'tsx' | 'none';

/** The code of one file, at the offsets it has in the file. */
export interface Script {
  readonly language: Language;
  /** As long as the file's text: what is no code is blanked, line ends are kept. */
  readonly text: string;
}

/** A file ending that is not listed is JavaScript: `bin/www` has none. JSX is understood in all JavaScript. */
const LANGUAGE_OF_ENDING: readonly (readonly [ending: string, language: Language])[] = [
  ['.d.ts', 'none'],
  ['.d.mts', 'none'],
  ['.d.cts', 'none'],
  ['.ts', 'ts'],
  ['.mts', 'ts'],
  ['.cts', 'ts'],
  ['.tsx', 'tsx'],
];

const LANGUAGE_OF_LANG: Readonly<Record<string, Language>> = {
  js: 'js', javascript: 'js', jsx: 'js', mjs: 'js', module: 'js',
  'text/javascript': 'js', 'application/javascript': 'js',
  ts: 'ts', typescript: 'ts', 'text/typescript': 'ts', tsx: 'tsx',
};

/** A stretch of a component file that is code. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly language: Language;
}

/**
 * Finds the code in a file.
 * `.vue` and `.svelte` hold it in `<script>` elements, `.astro` between the `---` lines at its start.
 *
 * @param file a path; only its ending counts
 * @param text the file's text without a byte order mark
 * @returns the code and the language it is read as; never throws
 */
export function scriptOf(file: string, text: string): Script {
  const name = file.toLowerCase();
  if (name.endsWith('.vue') || name.endsWith('.svelte')) return only(text, scriptElements(text));
  if (name.endsWith('.astro')) return only(text, frontmatter(text));
  const language = LANGUAGE_OF_ENDING.find(([ending]) => name.endsWith(ending))?.[1] ?? 'js';
  return { language, text };
}

/** Keeps the parts and blanks the rest, so that every offset holds. */
function only(text: string, parts: readonly Part[]): Script {
  let kept = '';
  let at = 0;
  for (const part of parts) {
    kept += blank(text.slice(at, part.start)) + text.slice(part.start, part.end);
    at = part.end;
  }
  const language = parts.find((part) => part.language !== 'js')?.language ?? (parts.length > 0 ? 'js' : 'none');
  return { language, text: kept + blank(text.slice(at)) };
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/** Comments are skipped: a script that is commented out does not run. */
function scriptElements(text: string): Part[] {
  const parts: Part[] = [];
  const opening = /<!--|<script(?=[\s>/])/gi;
  const closing = /<\/script\s*>/gi;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    if (match[0] === '<!--') {
      const end = text.indexOf('-->', opening.lastIndex);
      if (end < 0) break;
      opening.lastIndex = end + 3;
      continue;
    }
    const tagEnd = endOfTag(text, opening.lastIndex);
    if (tagEnd === undefined) break;
    const attributes = text.slice(opening.lastIndex, tagEnd);
    opening.lastIndex = tagEnd + 1;
    if (attributes.endsWith('/')) continue;
    closing.lastIndex = tagEnd + 1;
    const close = closing.exec(text);
    const end = close?.index ?? text.length;
    const language = languageOfElement(attributes);
    if (language) parts.push({ start: tagEnd + 1, end, language });
    opening.lastIndex = close ? closing.lastIndex : text.length;
  }
  return parts;
}

/** The index of the `>` that ends a tag, quoted attribute values skipped. */
function endOfTag(text: string, from: number): number | undefined {
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote) {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return at;
  }
  return undefined;
}

/** `undefined` for a script that is data or another language (`type="application/ld+json"`, `lang="coffee"`). */
function languageOfElement(attributes: string): Language | undefined {
  const lang = attribute(attributes, 'lang') ?? attribute(attributes, 'type') ?? 'js';
  return entryOf(LANGUAGE_OF_LANG, lang.toLowerCase());
}

function attribute(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'/>]+))`, 'i').exec(attributes);
  return match?.[1] ?? match?.[2] ?? match?.[3];
}

/** Astro reads its frontmatter as TypeScript. */
function frontmatter(text: string): Part[] {
  const opening = /^\s*---[^\S\r\n]*\r?\n/.exec(text);
  if (!opening) return [];
  const start = opening[0].length;
  const closing = /^---/gm;
  closing.lastIndex = start;
  const close = closing.exec(text);
  return [{ start, end: close?.index ?? text.length, language: 'ts' }];
}
