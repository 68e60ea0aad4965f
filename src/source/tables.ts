import type { Files } from './files.ts';
import { literal } from './literal.ts';
import { GitIgnore } from './gitignore.ts';
import { globFiles } from './glob.ts';
import { keptFor, memoised } from './kept.ts';
import { pathIn, toPosix } from './paths.ts';
import type { Place } from './place.ts';

/** Files that may hold what makes a table: schemas, migrations, models, and what tells a person or a container to run one. */
const FILES = ['sql', 'prisma', 'js', 'mjs', 'cjs', 'ts', 'mts', 'cts', 'py', 'rb', 'json', 'sh', 'md', 'yml', 'yaml', 'toml', 'dbml', 'ddl', 'psql', 'pgsql'];
const PATTERNS = [`**/*.{${FILES.join(',')}}`, `**/.*/**/*.{${FILES.join(',')}}`, '**/{Dockerfile,Makefile,Procfile}*'];
const NOT_LOOKED_INTO: ReadonlySet<string> = new Set(['node_modules', '.git', 'dist', 'build', 'coverage', '.next', '.turbo', 'vendor']);
/** Files above this size are data. */
const LARGEST = 2_000_000;

/**
 * Where something in a repository makes a table of this name, or tells somebody to: SQL, a migration, a schema, or
 * what `otherwise` matches (a mention of `connect-pg-simple/table.sql`). `undefined` where nothing is found. Throws nothing.
 */
export function tableIn(files: Files, root: string, table: string, otherwise: string): Place | undefined {
  return memoised(known(files), [root, table, otherwise].join('\0'), () => find(files, root, patternFor(table, otherwise)));
}

/** Whether a text makes a table of this name, or tells somebody to: a file of it would be what `tableIn` finds. */
export function makesTable(text: string, table: string, otherwise: string): boolean {
  return patternFor(table, otherwise).test(Buffer.from(text).toString('latin1'));
}

const known = keptFor<Files, Map<string, Place | undefined>>(() => new Map());

/** `create table "session"`, `createTable('session'`, `pgTable("session"`, `@Entity({ name: 'session' })`, `model Session {`, `@@map("session")` */
function patternFor(table: string, otherwise: string): RegExp {
  const name = literal(table);
  const ways = [
    `create\\s+table\\s+(?:if\\s+not\\s+exists\\s+)?(?:["\`\\w]+\\.)?["\`[]?${name}\\b`,
    `(?:createTable|createTableIfNotExists|pgTable|mysqlTable|sqliteTable|createModel|create_table|Table|Entity|define|table)\\b\\W[^\\n;]{0,60}["'\`:]${name}["'\`\\s,)]`,
    `@@map\\(\\s*"${name}"`, `^\\s*model\\s+${name}\\s*\\{`,
    otherwise,
  ];
  return new RegExp(ways.join('|'), 'im');
}

function find(files: Files, root: string, pattern: RegExp): Place | undefined {
  const git = new GitIgnore(files, root);
  const paths = globFiles(files, root, PATTERNS, {
    keep: (directory, items) => git.keep(toPosix(directory), items.filter(({ name }) => !NOT_LOOKED_INTO.has(name) && !/lock\.json$/.test(name))),
  });
  for (const path of paths) {
    const file = pathIn(root, path);
    const bytes = files.peek(file);
    if ('reason' in bytes || bytes.length > LARGEST) continue;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    const match = pattern.exec(text);
    if (match) return { file, start: match.index, end: match.index + match[0].length };
  }
  return undefined;
}
