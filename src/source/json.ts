import { type ParseError, parse } from 'jsonc-parser';
import { createRequire } from 'node:module';
import type { Files, SourceText } from './files.ts';
import { keptFor } from './kept.ts';
import { lineMapOf } from './text.ts';

/** Something that could not be read, or not made use of. */
export interface Problem {
  readonly file: string;
  /** One plain sentence for the user. */
  readonly detail: string;
  /** It is a directory that can't be looked into. */
  readonly directory?: true;
}

/** A JSON or YAML file's content; with a problem, `value` is what could be read. */
export interface Content {
  readonly value: unknown;
  readonly problem?: Problem;
}

/** A JSON file, comments and trailing commas allowed; `undefined` where it can't be read. Throws nothing. */
export function readJson(files: Files, file: string): Content | undefined {
  const source = files.read(file);
  return 'reason' in source ? undefined : jsonOf(source);
}

/** A YAML file, its first document; `undefined` where it can't be read. Throws nothing. */
export function readYaml(files: Files, file: string): Content | undefined {
  const source = files.read(file);
  return 'reason' in source ? undefined : yamlOf(source);
}

const jsonOf = keptFor((source: SourceText): Content => {
  try {
    return { value: JSON.parse(source.text) };
  } catch {
    return lenientlyRead(source);
  }
});

function lenientlyRead({ file, text }: SourceText): Content {
  const errors: ParseError[] = [];
  try {
    const value: unknown = parse(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
    const first = errors[0];
    if (first === undefined) return { value };
    const { line, column } = lineMapOf(text).position(first.offset);
    return { value, problem: { file, detail: `It is not valid JSON (line ${line}, column ${column}).` } };
  } catch {
    // The parser calls itself for each level.
    return { value: undefined, problem: { file, detail: 'It is nested too deep to read.' } };
  }
}

const yamlOf = keptFor((source: SourceText): Content => {
  // Most projects have no YAML that matters, so its parser is loaded at the first use.
  const { parseAllDocuments } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
  const problem = { file: source.file, detail: 'It is not valid YAML.' };
  try {
    const documents = parseAllDocuments(source.text, { logLevel: 'silent', uniqueKeys: false, merge: true });
    const first = 'empty' in documents ? undefined : documents[0];
    if (first === undefined) return { value: undefined };
    const value: unknown = first.toJS();
    return first.errors.length === 0 ? { value } : { value, problem };
  } catch {
    // Such as aliases that multiply without end.
    return { value: undefined, problem };
  }
});

/** A value's properties where it is an object, else none. */
export function propertiesOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** Whether a value is an object with properties, not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value where it is a string. */
export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The strings of an array, or the one string that stands for an array. */
export function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

/** The properties of an object whose values are strings. */
export function stringMapOf(value: unknown): ReadonlyMap<string, string> {
  return new Map(Object.entries(propertiesOf(value)).flatMap(([key, item]) => (typeof item === 'string' ? [[key, item] as const] : [])));
}
