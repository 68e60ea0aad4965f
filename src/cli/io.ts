import { getSystemErrorMap } from 'node:util';

/** What the command has of its surroundings. */
export interface Io {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Asks for yes or no; absent where nobody is there to answer. */
  readonly ask?: (question: string) => Promise<boolean>;
}

/** Somewhere to write to. */
export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Why the command could not run, in one plain line for the user: it ends with exit code 2. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}

/** Why something failed, in the few words of the system ("permission denied"), else in the first line of what was thrown. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const known = 'errno' in error && typeof error.errno === 'number' ? getSystemErrorMap().get(error.errno) : undefined;
  return known?.[1] ?? error.message.split('\n')[0] ?? '';
}

/** Exit codes, as ESLint has them. */
export const EXIT = { clean: 0, findings: 1, couldNotRun: 2 } as const;
