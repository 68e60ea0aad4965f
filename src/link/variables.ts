import type { Place } from '../source/place.ts';
import type { StatementSite } from './entity.ts';
import type { Guard } from './guard.ts';
import type { Run } from './run.ts';
import type { Value } from './value.ts';

/** An env file is loaded into `process.env`. */
export interface LoadEvent {
  /** The package, or `process.loadEnvFile`. */
  readonly by: string;
  readonly at: Place;
  readonly site: StatementSite | undefined;
  /** The module that does it, and how it is written. */
  readonly file: string;
  readonly format: 'esm' | 'cjs';
  /** The file's first statement that is no directive. */
  readonly first: Place | undefined;
  /** Whether it is an `import` that does it. */
  readonly imported: boolean;
  /** Whether the file is the default one, `.env` where the program is started. */
  readonly plain: boolean;
  /** The path it is given. */
  readonly path: Value | undefined;
  /** Of a package that is not known: it may load an env file, or not. */
  readonly certain: boolean;
  readonly when: Guard;
}

/** A variable of the environment is read at the start of the program. */
export interface ReadEvent {
  readonly variable: string;
  readonly at: Place;
  /** How many loads there had been. */
  readonly loads: number;
}

/** Modules that load an env file by being imported, and the package each belongs to. */
const LOAD_BY_IMPORT: ReadonlyMap<string, string> = new Map([
  'dotenv', 'dotenv-safe', 'dotenv-flow', 'dotenv-defaults', 'dotenv-expand', '@dotenvx/dotenvx', 'dotenv-extended', 'dotenvrc',
].map((name) => [`${name}/config`, name] as const));
/** Packages that go by such a name may load an env file too. */
const MAY_LOAD = /(?:^|[-/@])(?:dot)?envs?(?:[-/]|$)|dotenv|^@nestjs\/config$|env-?file|^(?:next|nuxt)$/i;
/** Packages of such names that only read or check what is there. */
const ONLY_READ: ReadonlySet<string> = new Set(['dotenv', 'dotenv-safe', 'dotenv-flow', 'dotenv-defaults', 'dotenv-expand', '@dotenvx/dotenvx', 'dotenv-extended', 'env-var', 'getenv', 'envalid', '@t3-oss/env-core']);

/** Notes that a package is imported, where that loads an env file or may do so. */
export function noteImport(run: Run, specifier: string, at: Place): void {
  const by = LOAD_BY_IMPORT.get(specifier);
  if (by !== undefined) noteLoad(run, { by, at, plain: true, path: undefined, certain: true });
  else if (MAY_LOAD.test(specifier) && !ONLY_READ.has(specifier)) noteLoad(run, { by: specifier, at, plain: false, path: undefined, certain: false });
}

/** Notes that an env file is loaded here. */
export function noteLoad(run: Run, load: Pick<LoadEvent, 'by' | 'at' | 'plain' | 'path' | 'certain'>): void {
  if (run.handler) return;
  const { file, module, site } = run.frame;
  const first = module.facts.b.find((statement) => statement.k !== 'expr' || statement.x.k !== 'lit');
  const statement = module.facts.b.find(({ k, s, e }) => k === 'import' && s <= load.at.start && load.at.end <= e);
  run.result.loads.push({ ...load, ...(statement ? { at: run.place(statement, file) } : {}), imported: statement !== undefined, site, file, format: module.facts.format, first: first && run.place(first, file), when: run.guard });
}

/** Notes that a variable is read; `loads` where what it is read from was made earlier. */
export function noteRead(run: Run, variable: string, at: Place, loads = run.result.loads.length): void {
  if (!run.handler) run.result.reads.push({ variable, at, loads });
}
