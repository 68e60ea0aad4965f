import type { Span } from '../source/place.ts';

/** `jsx-text` is the text between tags, and an attribute's string. */
export type TokenKind = 'line-comment' | 'block-comment' | 'string' | 'template' | 'regex' | 'number' | 'word' | 'punctuation' | 'jsx-text';

/** One piece of a text. White space is what lies between tokens. A template with `${` in it comes in several pieces. */
export interface Token extends Span {
  readonly kind: TokenKind;
}

/** What stands open: a bracket of code, the `${` of a template, a JSX tag, or what is between JSX tags. */
interface Frame {
  readonly open: '(' | '[' | '{' | '${' | 'tag' | 'closing-tag' | 'children';
  /** Whether an operand (so a regular expression, or JSX) may follow the bracket that closes it. */
  readonly operandAfter: boolean;
}

const WORD = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /\.?\d(?:[eE][+-]\d|[\w.])*/y;
const SPACE = /\s+/y;
const LINE_REST = /[^\n\r\u2028\u2029]*/y;
const STRING = { "'": /'(?:[^'\\\n\r]|\\(?:\r\n|[^]))*'?/y, '"': /"(?:[^"\\\n\r]|\\(?:\r\n|[^]))*"?/y };
const REGEX = /\/(?:[^/\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+\/\w*/y;
const TEMPLATE_PIECE = /(?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{)?/y;
const PUNCTUATION = /=>|\?\.(?!\d)|\.\.\.|\+\+|--|&&|\|\||\?\?|[^]/y;
const JSX_NAME = /[\p{ID_Start}$_][\p{ID_Continue}$.:-]*/uy;
const JSX_STRING = { "'": /'[^']*'?/y, '"': /"[^"]*"?/y };
const JSX_TEXT = /[^<{]+/y;
/** `<T,`, `<T extends U` and `<const T` begin a generic arrow function, not an element. */
const JSX_START = /<(?:>|(?!const\s)[\p{ID_Start}$_][\p{ID_Continue}$.:-]*(?!\s*,|\s+extends\s))/uy;

/** Words after which an operand follows. */
const OPERAND_FOLLOWS: ReadonlySet<string> = new Set([
  'return', 'typeof', 'case', 'in', 'of', 'delete', 'void', 'instanceof', 'new', 'do', 'else', 'await', 'yield', 'throw', 'default',
]);
/** Words whose parentheses are followed by a statement. */
const TAKES_CONDITION: ReadonlySet<string> = new Set(['if', 'while', 'for', 'with']);
/** What a `{` follows where it opens an object: elsewhere it opens a block. */
const OBJECT_FOLLOWS: ReadonlySet<string> = new Set(['=', '(', ',', '[', ':', '?', '&&', '||', '??', '...', 'return', 'typeof', 'default', 'await', 'yield', 'in', 'of', 'throw', 'new']);

/**
 * Splits JavaScript or TypeScript text into tokens, comments included.
 *
 * It knows just enough of the grammar to tell comments from strings, templates, regular expressions and JSX
 * text. It never throws: what is no token of the language comes out as punctuation, one character each.
 *
 * @param text without a byte order mark
 * @param jsx whether `<` may open an element (not so in `.ts`)
 * @returns the tokens in order
 */
export function tokensOf(text: string, jsx: boolean): Token[] {
  return new Scanner(text, jsx).scan();
}

class Scanner {
  readonly #text: string;
  readonly #jsx: boolean;
  readonly #tokens: Token[] = [];
  readonly #frames: Frame[] = [];
  #at = 0;
  /** Whether an operand may stand here, so that `/` begins a regular expression. */
  #operand = true;
  /** The last token that is no comment, as text. */
  #last = '';
  /** The one before. */
  #beforeLast = '';

  constructor(text: string, jsx: boolean) {
    this.#text = text;
    this.#jsx = jsx;
  }

  scan(): Token[] {
    if (this.#text.startsWith('#!')) this.#push('line-comment', LINE_REST);
    while (this.#at < this.#text.length) {
      const open = this.#frames.at(-1)?.open;
      if (open === 'children') this.#children();
      else if (!this.#blank()) {
        if (open === 'tag' || open === 'closing-tag') this.#tag(open);
        else this.#code();
      }
    }
    return this.#tokens;
  }

  /** Takes white space or a comment; says whether there was one. */
  #blank(): boolean {
    if (this.#match(SPACE) > 0) {
      this.#at += this.#match(SPACE);
      return true;
    }
    if (this.#text.startsWith('//', this.#at)) {
      this.#push('line-comment', LINE_REST);
      return true;
    }
    if (this.#text.startsWith('/*', this.#at)) {
      const close = this.#text.indexOf('*/', this.#at + 2);
      this.#add('block-comment', close < 0 ? this.#text.length : close + 2);
      return true;
    }
    return false;
  }

  #code(): void {
    const char = this.#text.charAt(this.#at);
    if (char === "'" || char === '"') this.#value('string', STRING[char]);
    else if (char === '`') this.#template(this.#at + 1);
    else if (this.#match(NUMBER) > 0) this.#value('number', NUMBER);
    else if (this.#match(WORD) > 0) this.#word();
    else if (char === '/' && this.#operand && this.#match(REGEX) > 0) this.#value('regex', REGEX);
    else if (char === '<' && this.#jsx && this.#operand && this.#match(JSX_START) > 0) this.#openTag();
    else this.#punctuation(char);
  }

  #value(kind: TokenKind, pattern: RegExp): void {
    this.#significant(kind, this.#at + this.#match(pattern));
    this.#operand = false;
  }

  #word(): void {
    const property = this.#last === '.' || this.#last === '?.';
    const end = this.#at + this.#match(WORD);
    const word = this.#text.slice(this.#at, end);
    this.#significant('word', end);
    this.#operand = !property && OPERAND_FOLLOWS.has(word);
  }

  /** A piece of a template, from its backtick or the `}` of an expression in it; `from` is where its text starts. */
  #template(from: number): void {
    TEMPLATE_PIECE.lastIndex = from;
    const piece = TEMPLATE_PIECE.exec(this.#text)?.[0] ?? '';
    this.#significant('template', from + piece.length);
    const opens = piece.endsWith('${');
    if (opens) this.#frames.push({ open: '${', operandAfter: false });
    this.#operand = opens;
  }

  #punctuation(char: string): void {
    if (char === '}' && this.#frames.at(-1)?.open === '${') {
      this.#frames.pop();
      this.#template(this.#at + 1);
      return;
    }
    const before = this.#last;
    const method = this.#beforeLast === '.' || this.#beforeLast === '?.';
    this.#significant('punctuation', this.#at + this.#match(PUNCTUATION));
    if (char === '(' || char === '[' || char === '{') {
      const operandAfter = char === '(' ? TAKES_CONDITION.has(before) && !method : char === '{' && !OBJECT_FOLLOWS.has(before);
      this.#frames.push({ open: char, operandAfter });
      this.#operand = true;
    } else if (char === ')' || char === ']' || char === '}') {
      // After a `{}` that stands in JSX the mode beneath goes on, and asks for no operand.
      this.#operand = this.#frames.pop()?.operandAfter ?? char === '}';
    } else {
      this.#operand = !(this.#last === '++' || this.#last === '--') || this.#operand;
    }
  }

  #openTag(): void {
    this.#significant('punctuation', this.#at + 1);
    this.#frames.push({ open: 'tag', operandAfter: false });
  }

  /** Inside `<a …>` or `</a>`. */
  #tag(open: 'tag' | 'closing-tag'): void {
    const char = this.#text.charAt(this.#at);
    if (char === "'" || char === '"') this.#significant('jsx-text', this.#at + this.#match(JSX_STRING[char]));
    else if (this.#match(JSX_NAME) > 0) this.#significant('word', this.#at + this.#match(JSX_NAME));
    else if (char === '{') this.#openBraces();
    else if (char === '<') this.#openTag();
    else if (this.#text.startsWith('/>', this.#at)) {
      this.#significant('punctuation', this.#at + 2);
      this.#frames.pop();
      this.#operand = false;
    } else {
      this.#significant('punctuation', this.#at + 1);
      if (char === '>') this.#closeTag(open);
    }
  }

  #closeTag(open: 'tag' | 'closing-tag'): void {
    this.#frames.pop();
    if (open === 'tag') this.#frames.push({ open: 'children', operandAfter: false });
    else if (this.#frames.at(-1)?.open === 'children') this.#frames.pop();
    this.#operand = false;
  }

  #children(): void {
    if (this.#match(JSX_TEXT) > 0) this.#push('jsx-text', JSX_TEXT);
    else if (this.#text.charAt(this.#at) === '{') this.#openBraces();
    else if (this.#text.startsWith('</', this.#at)) {
      this.#significant('punctuation', this.#at + 2);
      this.#frames.push({ open: 'closing-tag', operandAfter: false });
    } else this.#openTag();
  }

  #openBraces(): void {
    this.#significant('punctuation', this.#at + 1);
    this.#frames.push({ open: '{', operandAfter: false });
    this.#operand = true;
  }

  /** How many characters `pattern` matches here. */
  #match(pattern: RegExp): number {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#text) ? pattern.lastIndex - this.#at : 0;
  }

  #push(kind: TokenKind, pattern: RegExp): void {
    this.#add(kind, this.#at + this.#match(pattern));
  }

  #significant(kind: TokenKind, end: number): void {
    this.#beforeLast = this.#last;
    this.#add(kind, end);
    this.#last = this.#text.slice(this.#tokens.at(-1)?.start, end);
  }

  #add(kind: TokenKind, end: number): void {
    this.#tokens.push({ kind, start: this.#at, end });
    this.#at = end;
  }
}
