import type { ObjectLiteral } from '../../model/index.ts';
import type { Place, Span } from '../../source/place.ts';
import { reindented, requoted } from './code.ts';
import { isComment, type Layout } from './layout.ts';
import type { TextEdit } from './text-edit.ts';

/** A property as text, with the comments that come along. */
interface Addition {
  readonly text: string;
  /** Comments on the lines before it. */
  readonly lead: readonly string[];
  /** A comment at the end of its line. */
  readonly trail: string;
}

interface Slot extends Span {
  readonly comma: Span | undefined;
}

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** What is to become of one object literal: all changes to it together, so that its commas come out right. */
export class ObjectPlan {
  readonly #layout: Layout;
  readonly #literal: ObjectLiteral;
  readonly #slots: readonly Slot[];
  readonly #removed = new Map<number, Span>();
  readonly #replaced = new Map<number, string>();
  readonly #added: Addition[] = [];

  constructor(layout: Layout, literal: ObjectLiteral) {
    this.#layout = layout;
    this.#literal = literal;
    this.#slots = literal.properties.map(({ at }) => {
      const next = layout.codeAfter(at.end);
      return { start: at.start, end: at.end, comma: next !== undefined && next.end < literal.at.end && layout.textOf(next) === ',' ? next : undefined };
    });
  }

  /** Whether the literal still is where the rule saw it. */
  get fits(): boolean {
    const { start, end } = this.#literal.at;
    return this.#layout.text[start] === '{' && this.#layout.text[end - 1] === '}';
  }

  /** Whether the closing brace stands on a later line than the last property. */
  get #multiline(): boolean {
    const inner = this.#slots.at(-1)?.end ?? this.#literal.at.start;
    return !this.#layout.sameLine(inner, this.#literal.at.end);
  }

  /** The indentation that properties have, or would have. */
  get indent(): string {
    const first = this.#slots.find(slot => this.#layout.startsLine(slot.start));
    return first === undefined ? this.#layout.indentAt(this.#literal.at.start) + this.#layout.style.indent : this.#layout.indentAt(first.start);
  }

  /** Adds `name: code` behind the other properties; `code` is already in the file's style. */
  add(name: string, code: string, lead: readonly string[] = [], trail = ''): void {
    this.#added.push({ text: `${this.#key(name)}: ${code}`, lead, trail });
  }

  /** Removes a property; its comments stay. Gives whether that can be done. */
  remove(property: Place): boolean {
    const index = this.#indexOf(property);
    const slot = this.#slots[index];
    if (slot === undefined || this.#layout.within(slot).some(isComment)) return false;
    this.#removed.set(index, slot);
    return true;
  }

  /** Puts another text where a property stands. */
  replace(property: Place, text: string): boolean {
    const index = this.#indexOf(property);
    if (index < 0) return false;
    this.#replaced.set(index, text);
    return true;
  }

  /** Puts an object's properties, with their comments, in place of the property whose value it is. */
  unwrap(property: Place, { at, properties }: ObjectLiteral): boolean {
    const layout = this.#layout;
    const tokens = layout.within({ start: at.start + 1, end: at.end - 1 });
    const start = tokens[0]?.start;
    const last = tokens.at(-1);
    const [first] = properties;
    // A comment behind the last property would take the comma that follows with it.
    if (start === undefined || last === undefined || first === undefined || isComment(last)) return false;
    const text = layout.textOf({ start, end: layout.textOf(last) === ',' ? last.start : last.end });
    return this.replace(property, reindented(text, layout.indentAt(first.at.start), this.indent));
  }

  /**
   * Takes a property out, with the comments above it and behind it, and adds its value, or `part` of that, or `code`
   * to another object. Within one object it only gets the name.
   */
  moveInto(target: ObjectPlan, property: Place, name: string, part: Span | undefined, code: string | undefined): boolean {
    const index = this.#indexOf(property);
    const slot = this.#slots[index];
    const value = this.valueOf(property, part, code);
    if (slot === undefined || value === undefined) return false;
    if (target === this) return this.replace(property, `${this.#key(name)}: ${code ?? this.#layout.textOf(value)}`);
    const layout = this.#layout;
    const whole = { start: slot.start, end: slot.comma?.end ?? slot.end };
    const carry = target.#multiline && layout.startsLine(whole.start);
    const start = carry ? Math.max(layout.leadingCommentStart(whole.start), this.#literal.at.start + 1) : whole.start;
    const end = carry ? layout.trailingCommentEnd(whole.end) : whole.end;
    const text = code ?? reindented(layout.textOf(value), layout.indentAt(slot.start), target.indent);
    this.#removed.set(index, { start, end: carry ? end : slot.end });
    target.add(name, text, layout.within({ start, end: whole.start }).map(token => layout.textOf(token)), layout.textOf({ start: whole.end, end }).trim());
    return true;
  }

  /** Where a property's value stands (or `part` of it) that is to be moved, or to give way to `code`; `undefined` where a comment would be lost. */
  valueOf(property: Place, part: Span | undefined, code: string | undefined): Span | undefined {
    const value = part ?? this.#literal.properties[this.#indexOf(property)]?.value;
    if (value === undefined) return undefined;
    const comments = this.#layout.within(property).filter(isComment);
    return comments.every(({ start, end }) => code === undefined && value.start <= start && end <= value.end) ? value : undefined;
  }

  /** The text edits that carry the plan out. */
  edits(): TextEdit[] {
    const edits: TextEdit[] = [];
    const kept = this.#slots.flatMap((_, index) => (this.#removed.has(index) ? [] : [index]));
    for (const [index, text] of this.#replaced) {
      const slot = this.#slots[index];
      if (slot !== undefined) edits.push({ start: slot.start, end: slot.end, text });
    }
    const last = kept.at(-1);
    if (last !== undefined) {
      edits.push(...this.#removals(), ...this.#end(last));
      return edits;
    }
    const [first] = this.#slots;
    if (this.#added.length === 0) return this.#emptied();
    if (first === undefined) return this.#filled();
    // All properties go and others come: those take the first one's place.
    this.#removed.delete(0);
    const joint = this.#multiline ? `,${this.#layout.style.newline}${this.indent}` : ', ';
    return [...this.#removals(), { start: first.start, end: first.end, text: this.#added.map(addition => addition.text).join(joint) }, ...this.#commaOf(0)];
  }

  #indexOf(property: Place): number {
    return this.#literal.properties.findIndex(({ at }) => at.start === property.start && at.end === property.end);
  }

  /** A name as this object writes its keys. */
  #key(name: string): string {
    const quoted = this.#literal.properties.filter(property => property.name !== undefined).map(({ at }) => this.#layout.text.charAt(at.start));
    const [quote] = quoted;
    if ((quote === "'" || quote === '"') && quoted.every(char => char === quote)) return requoted(`'${name}'`, quote);
    return NAME.test(name) ? name : requoted(`'${name}'`, this.#layout.style.quote);
  }

  get #trailingComma(): boolean {
    return this.#slots.at(-1)?.comma !== undefined;
  }

  /** The comma goes from what has become the last property, where the last one had none. */
  #commaOf(last: number): TextEdit[] {
    const comma = this.#slots[last]?.comma;
    return comma === undefined || this.#trailingComma ? [] : [{ ...comma, text: '' }];
  }

  /** What changes behind the last property that stays. */
  #end(last: number): TextEdit[] {
    const layout = this.#layout;
    const slot = this.#slots[last];
    if (slot === undefined) return [];
    if (this.#added.length === 0) return this.#commaOf(last);
    const { newline } = layout.style;
    const close = this.#trailingComma ? ',' : '';
    const leading = this.#slots[last - 1]?.comma;
    if (leading !== undefined && layout.startsLine(leading.start)) {
      const at = layout.trailingCommentEnd(slot.end);
      return [{ start: at, end: at, text: this.#added.map(({ text }) => `${newline}${layout.indentAt(leading.start)}, ${text}`).join('') }];
    }
    const edits: TextEdit[] = [];
    if (!this.#multiline) {
      const comment = layout.within({ start: slot.end, end: this.#literal.at.end }).filter(isComment).at(-1);
      const at = slot.comma?.end ?? comment?.end ?? slot.end;
      edits.push({ start: at, end: at, text: `${slot.comma === undefined ? ',' : ''} ${this.#added.map(({ text }) => text).join(', ')}${close}` });
      return edits;
    }
    if (slot.comma === undefined) edits.push({ start: slot.end, end: slot.end, text: ',' });
    const at = layout.trailingCommentEnd(slot.comma?.end ?? slot.end);
    edits.push({ start: at, end: at, text: this.#lines(close).map(line => newline + line).join('') });
    return edits;
  }

  /** The additions as lines; all but the last end with a comma, and the last with `close`. */
  #lines(close: string): string[] {
    const { indent } = this;
    return this.#added.flatMap(({ text, lead, trail }, index) => [
      ...lead.map(comment => indent + comment),
      `${indent}${text}${index < this.#added.length - 1 ? ',' : close}${trail === '' ? '' : ` ${trail}`}`,
    ]);
  }

  /** The object had no properties. */
  #filled(): TextEdit[] {
    const layout = this.#layout;
    const inner = { start: this.#literal.at.start + 1, end: this.#literal.at.end - 1 };
    const { newline } = layout.style;
    const comments = layout.within(inner).length > 0;
    if (this.#multiline) {
      const lines = this.#lines('');
      if (comments) return [{ start: layout.lineStart(inner.end), end: layout.lineStart(inner.end), text: lines.map(line => line + newline).join('') }];
      return [{ ...inner, text: `${newline}${lines.join(newline)}${newline}${layout.indentAt(inner.end)}` }];
    }
    const text = this.#added.map(addition => addition.text).join(', ');
    if (!comments) return [{ ...inner, text: ` ${text} ` }];
    return [{ start: inner.end, end: inner.end, text: /\s$/.test(layout.textOf(inner)) ? `${text} ` : ` ${text} ` }];
  }

  /** All properties go. */
  #emptied(): TextEdit[] {
    const inner = { start: this.#literal.at.start + 1, end: this.#literal.at.end - 1 };
    const gone = [...this.#removed.values()];
    const stays = this.#layout.within(inner).some(token => isComment(token) && !gone.some(span => span.start <= token.start && token.end <= span.end));
    return stays ? this.#removals() : [{ ...inner, text: '' }];
  }

  #removals(): TextEdit[] {
    return [...this.#removed].flatMap(([index, span]) => {
      const layout = this.#layout;
      const comma = this.#slots[index]?.comma;
      if (comma !== undefined && comma.end > span.end && layout.within({ start: span.end, end: comma.start }).length > 0) {
        const gap = this.#opens(index) ? spaces(layout.text, span.end) : 0;
        return [{ start: span.start, end: span.end + gap, text: '' }, { ...comma, text: '' }];
      }
      const end = Math.max(comma?.end ?? 0, span.end);
      if (layout.startsLine(span.start) && layout.endsLine(end)) return [{ start: layout.lineStart(span.start), end: layout.nextLine(end), text: '' }];
      const before = layout.before(span.start);
      if (layout.startsLine(span.start) || this.#opens(index)) return [{ start: span.start, end: end + spaces(layout.text, end), text: '' }];
      return [{ start: before?.end ?? span.start, end, text: '' }];
    });
  }

  /** Whether a removed property, and all before it, leave the opening brace beside what follows. */
  #opens(index: number): boolean {
    const first = this.#slots[0];
    const kept = this.#slots.findIndex((_, i) => !this.#removed.has(i));
    return first !== undefined && index < kept && this.#layout.before(first.start)?.end === this.#literal.at.start + 1;
  }
}

function spaces(text: string, from: number): number {
  return /^[^\S\n\r]*/.exec(text.slice(from))?.[0].length ?? 0;
}
