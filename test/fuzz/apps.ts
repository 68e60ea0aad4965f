import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The texts of one app by path, relative to its root. */
export type Files = Readonly<Record<string, string>>;

/** An app to make mutants of. */
export interface App {
  /** `<rule>/<case>`. */
  readonly name: string;
  readonly files: Files;
}

/** Where a mutant's app lies, in memory. */
export const ROOT = '/app';

/** What makes an app more than this is data. */
const SIZE_LIMIT = 200_000;

/** Every case below `fixtures/` that is a directory, as it is before any fix, in the order of the names. */
export function readApps(): readonly App[] {
  return directoriesIn('fixtures').flatMap((rule) => directoriesIn(join('fixtures', rule)).map((name): App => {
    const directory = join('fixtures', rule, name);
    const paths = readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile())
      .map((item) => join(item.parentPath, item.name).slice(directory.length + 1).replaceAll('\\', '/'))
      .filter((path) => path !== 'fixture.json' && !path.startsWith('fixed/'))
      .toSorted();
    const texts = paths.map((path) => [path, readFileSync(join(directory, path), 'utf8')] as const);
    return { name: `${rule}/${name}`, files: Object.fromEntries(texts.filter(([, text]) => text.length < SIZE_LIMIT)) };
  })).filter(({ files }) => Object.keys(files).length > 0);
}

function directoriesIn(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).filter((item) => item.isDirectory()).map(({ name }) => name).toSorted();
}

const PACKAGES = ['express', 'express-session', 'cookie-session', 'cors', 'passport', 'connect-redis', 'connect-mongo', 'redis', 'connect-flash', 'csurf', 'cookie-parser', 'dotenv', 'axios', 'socket.io'];

/** The package.json of installed packages, as the linter finds them beside an app. */
export function installed(): Files {
  const paths = PACKAGES.map((name) => join('node_modules', name, 'package.json')).filter((path) => existsSync(path));
  return Object.fromEntries(paths.map((path) => [path.replaceAll('\\', '/'), readFileSync(path, 'utf8')]));
}
