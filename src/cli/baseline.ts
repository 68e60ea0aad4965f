import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import type { ESLint } from 'eslint';
import { writeWhole } from '../engine/write.ts';
import { parentOf, toPosix } from '../source/paths.ts';
import { CannotRun, reasonOf } from './io.ts';

/**
 * Findings that are known and not to fail a run: for adopting the linter in a codebase that has some.
 * In the file: for each file's name, relative to the baseline's directory, the fingerprints of its findings.
 */
export class Baseline {
  readonly #directory: string;
  readonly #known: ReadonlyMap<string, readonly string[]>;
  #met = 0;

  private constructor(path: string, known: ReadonlyMap<string, readonly string[]>) {
    this.#directory = parentOf(path) ?? '/';
    this.#known = known;
  }

  /**
   * @param path absolute, with forward slashes
   * @throws CannotRun where the file is missing or holds something else
   */
  static read(path: string): Baseline {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      throw new CannotRun(`The baseline '${path}' can't be read: ${reasonOf(error)}. --update-baseline writes one.`);
    }
    return new Baseline(path, knownIn(text, path));
  }

  /** Whether a finding is known. Each counts as met. */
  has(file: string, fingerprint: string): boolean {
    const known = this.#known.get(posix.relative(this.#directory, file))?.includes(fingerprint) === true;
    if (known) this.#met += 1;
    return known;
  }

  /** How many findings are known that were not met. */
  get gone(): number {
    return [...this.#known.values()].reduce((sum, { length }) => sum + length, 0) - this.#met;
  }

  /** How many findings were met. */
  get met(): number {
    return this.#met;
  }
}

/**
 * Writes a baseline of all findings.
 *
 * @param path absolute, with forward slashes
 * @param findings the fingerprints of each file's findings
 * @throws CannotRun where the file can't be written
 */
export function writeBaseline(path: string, findings: ReadonlyMap<string, readonly string[]>): void {
  const directory = parentOf(path) ?? '/';
  const entries = [...findings].filter(([, { length }]) => length > 0)
    .map(([file, names]) => [posix.relative(directory, file), names.toSorted()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  try {
    writeWhole(path, `${JSON.stringify({ version: 1, findings: Object.fromEntries(entries) }, undefined, 2)}\n`);
  } catch (error) {
    throw new CannotRun(`The baseline '${path}' can't be written: ${reasonOf(error)}`);
  }
}

/** Results without what a baseline knows. */
export function withoutKnown(results: readonly ESLint.LintResult[], fingerprintsOf: (result: ESLint.LintResult) => readonly string[], baseline: Baseline): readonly ESLint.LintResult[] {
  return results.map(result => {
    const names = fingerprintsOf(result);
    const messages = result.messages.filter((_, index) => !baseline.has(toPosix(result.filePath), names[index] ?? ''));
    if (messages.length === result.messages.length) return result;
    const count = (severity: number, fixable = false): number => messages.filter(message => message.severity === severity && (!fixable || message.fix !== undefined)).length;
    return { ...result, messages, errorCount: count(2), warningCount: count(1), fixableErrorCount: count(2, true), fixableWarningCount: count(1, true) };
  });
}

function knownIn(text: string, path: string): ReadonlyMap<string, readonly string[]> {
  const wrong = new CannotRun(`'${path}' is no baseline of session-lint.`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw wrong;
  }
  if (!isRecord(json) || json['version'] !== 1 || !isRecord(json['findings'])) throw wrong;
  return new Map(Object.entries(json['findings']).map(([file, names]) => {
    if (!Array.isArray(names) || !names.every(name => typeof name === 'string')) throw wrong;
    return [file, names];
  }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
