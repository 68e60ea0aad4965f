import type { Files } from './files.ts';
import type { Package } from './packages.ts';
import type { Processes } from './processes.ts';
import { resolvePath } from './paths.ts';

/** What a command inherits from the line, the script or the file it stands in. */
export interface Surroundings {
  /** Where it runs. */
  readonly directory: string;
  readonly variables: ReadonlyMap<string, string>;
  /** Modules that are loaded before the program. */
  readonly preloads: readonly string[];
  /** Absolute. */
  readonly envFiles: readonly string[];
  /** What shows that it runs as several processes, or as one that does not last. */
  readonly processes?: Processes;
}

/** A program that a command starts: the path as the command names it, made absolute. */
export interface Start extends Surroundings {
  readonly target: string;
}

/** Reads the commands of one package. */
export interface Shell {
  readonly files: Files;
  readonly owner: Package;
  /** The starts of a line. */
  run(line: string, around: Surroundings): Start[];
  /** The starts of words that are one command. */
  command(words: readonly string[], around: Surroundings): Start[];
  /** The starts of a script of the package, with more words behind it; none where there is no such script. */
  script(name: string, words: readonly string[], around: Surroundings): Start[];
  /** The starts of a file of commands. */
  file(path: string, around: Surroundings): Start[];
  /** The shell of the package that a directory belongs to. */
  at(directory: string): Shell;
}

/** What one command starts, given its arguments. */
export type Runner = (words: readonly string[], around: Surroundings, shell: Shell) => Start[];

/** Where a package's commands run, with nothing set. */
export function surroundingsOf(directory: string): Surroundings {
  return { directory, variables: new Map(), preloads: [], envFiles: [] };
}

/** With an env file as a command names it. */
export function withEnvFile(around: Surroundings, path: string): Surroundings {
  return { ...around, envFiles: [...around.envFiles, resolvePath(around.directory, path)] };
}

/** With variables set, over those of the same name. */
export function withVariables(around: Surroundings, variables: Iterable<readonly [string, string]>): Surroundings {
  return { ...around, variables: new Map([...around.variables, ...variables]) };
}
