import { scriptOf } from '../../facts/script.ts';
import type { SourceText } from '../../source/files.ts';
import type { Span } from '../../source/place.ts';
import { tokensOf, type Token } from '../tokens.ts';

/** How a file is written. */
export interface Style {
  readonly newline: '\n' | '\r\n';
  /** One level of indentation. */
  readonly indent: string;
  readonly quote: "'" | '"';
  readonly semicolons: boolean;
}

/** Files that hold code: those with a known ending, and those without any, like `bin/www`. */
const CODE = /(?:^|\/)(?:[^./]+|[^/]*\.(?:[cm]?[jt]sx?|vue|svelte|astro))$/;

/** Whether a file holds code, going by its name. What else may be edited (an env file) is text without tokens. */
export function isCode(file: string): boolean {
  return CODE.test(file);
}

/** The tokens of a file's code; in a component file, of its scripts. */
export function tokensInFile(file: string, text: string): readonly Token[] {
  if (!isCode(file)) return [];
  const script = scriptOf(file, text);
  return script.language === 'none' ? [] : tokensOf(script.text, script.language !== 'ts');
}

/** A file's text as edits need it: its tokens, its lines and how it is written. */
export class Layout {
  readonly text: string;
  readonly style: Style;
  readonly #tokens: readonly Token[];

  constructor(source: SourceText) {
    this.text = source.text;
    this.#tokens = tokensInFile(source.file, source.text);
    this.style = styleOf(source.text, this.#tokens);
  }

  /** The tokens that lie in a span, comments included. */
  within(span: Span): readonly Token[] {
    const tokens: Token[] = [];
    for (let i = this.#indexAt(span.start); i < this.#tokens.length; i += 1) {
      const token = this.#tokens[i];
      if (token === undefined || token.start >= span.end) break;
      tokens.push(token);
    }
    return tokens;
  }

  /** The last token that ends at or before an offset. */
  before(offset: number): Token | undefined {
    const index = this.#indexAt(offset);
    for (let i = Math.min(index, this.#tokens.length - 1); i >= 0; i -= 1) {
      const token = this.#tokens[i];
      if (token !== undefined && token.end <= offset) return token;
    }
    return undefined;
  }

  /** The first token that starts at or after an offset. */
  after(offset: number): Token | undefined {
    return this.#tokens[this.#indexAt(offset)];
  }

  /** The last token before an offset that is no comment. */
  codeBefore(offset: number): Token | undefined {
    let token = this.before(offset);
    while (token !== undefined && isComment(token)) token = this.before(token.start);
    return token;
  }

  /** The first token from an offset on that is no comment. */
  codeAfter(offset: number): Token | undefined {
    let token = this.after(offset);
    while (token !== undefined && isComment(token)) token = this.after(token.end);
    return token;
  }

  textOf(span: Span): string {
    return this.text.slice(span.start, span.end);
  }

  /** Where the line of an offset starts. */
  lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Where the line of an offset ends, before its line break. */
  lineEnd(offset: number): number {
    const end = this.text.indexOf('\n', offset);
    if (end < 0) return this.text.length;
    return this.text[end - 1] === '\r' && end > offset ? end - 1 : end;
  }

  /** Where the next line starts: after the line break, or the end of the text. */
  nextLine(offset: number): number {
    const end = this.text.indexOf('\n', offset);
    return end < 0 ? this.text.length : end + 1;
  }

  /** The white space that the line of an offset starts with. */
  indentAt(offset: number): string {
    return /^[^\S\n\r]*/.exec(this.text.slice(this.lineStart(offset), this.lineEnd(offset)))?.[0] ?? '';
  }

  /** Whether nothing but white space stands before an offset on its line. */
  startsLine(offset: number): boolean {
    return this.text.slice(this.lineStart(offset), offset).trim() === '';
  }

  /** Whether nothing but white space stands after an offset on its line. */
  endsLine(offset: number): boolean {
    return this.text.slice(offset, this.lineEnd(offset)).trim() === '';
  }

  sameLine(a: number, b: number): boolean {
    return !this.text.slice(Math.min(a, b), Math.max(a, b)).includes('\n');
  }

  /** Whether the line above the one that starts at `lineStart` is blank. */
  blankAbove(lineStart: number): boolean {
    return lineStart > 0 && this.text.slice(this.lineStart(lineStart - 1), lineStart).trim() === '';
  }

  /** The end of the comments that follow an offset on its line and end it, or the offset itself. */
  trailingCommentEnd(offset: number): number {
    let end = offset;
    for (let token = this.after(end); token !== undefined && isComment(token) && this.sameLine(offset, token.end); token = this.after(end)) end = token.end;
    return this.endsLine(end) ? end : offset;
  }

  /**
   * The start of the comments on lines of their own right above what stands at an offset, or that offset.
   * Comments that begin the file belong to the file.
   */
  leadingCommentStart(offset: number): number {
    let start = offset;
    for (let token = this.before(start); token !== undefined && isComment(token); token = this.before(start)) {
      const adjacent = this.text.slice(token.end, start).split('\n').length === 2;
      if (!adjacent || !this.startsLine(token.start) || this.text.startsWith('#!', token.start)) break;
      start = token.start;
    }
    return this.before(start) === undefined ? offset : start;
  }

  /** The index of the first token that starts at or after an offset. */
  #indexAt(offset: number): number {
    let low = 0;
    let high = this.#tokens.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#tokens[middle]?.start ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether a token is a comment. */
export function isComment(token: Token): boolean {
  return token.kind === 'line-comment' || token.kind === 'block-comment';
}

/** Words that go on with the line before them: no sign of a statement without a semicolon. */
const GOES_ON: ReadonlySet<string> = new Set(['in', 'of', 'instanceof', 'as', 'satisfies', 'extends', 'implements', 'from', 'else', 'while']);

function styleOf(text: string, tokens: readonly Token[]): Style {
  let single = 0;
  let double = 0;
  let ended = 0;
  let open = 0;
  const code = tokens.filter(token => !isComment(token));
  for (const [index, token] of code.entries()) {
    if (token.kind === 'string') {
      if (text[token.start] === '"') double += 1;
      else single += 1;
    }
    const next = code[index + 1];
    if (next !== undefined && !text.slice(token.end, next.start).includes('\n')) continue;
    const last = text.charAt(token.end - 1);
    if (token.kind === 'punctuation' && last === ';') ended += 1;
    else if ((token.kind !== 'punctuation' || last === ')' || last === ']') && (next === undefined || (next.kind === 'word' && !GOES_ON.has(text.slice(next.start, next.end))))) open += 1;
  }
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    indent: indentUnit(text),
    quote: double > single ? '"' : "'",
    semicolons: ended >= open,
  };
}

/** The commonest step from one line to a deeper next one. */
function indentUnit(text: string): string {
  const steps = new Map<string, number>();
  let previous = '';
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
    // A line of a block comment is indented by one more space than the code.
    if (indent.length > previous.length && indent.startsWith(previous) && !line.trimStart().startsWith('*')) {
      const step = indent.slice(previous.length);
      if (/^(?:\t| {2,8})$/.test(step)) steps.set(step, (steps.get(step) ?? 0) + 1);
    }
    previous = indent;
  }
  return [...steps].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '  ';
}
