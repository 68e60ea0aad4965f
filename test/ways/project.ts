import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

const INSTALLED = join(import.meta.dirname, 'node_modules');

/** The releases of ESLint that are tried, by the name they are installed under. */
export const ESLINTS = ['eslint-8', 'eslint-9', 'eslint'] as const;
export type EslintRelease = (typeof ESLINTS)[number];

/** What a program said, and how it ended. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project of somebody who has session-lint installed, with one release of ESLint. */
export interface Project {
  readonly root: string;
  /** Runs a program that is installed in the project, or one of the system. */
  run(program: string, ...args: readonly string[]): Promise<Said>;
  /** Runs the project's ESLint. */
  eslint(...args: readonly string[]): Promise<Said>;
  /** The same with a text for its standard input. */
  eslintOn(input: string, ...args: readonly string[]): Promise<Said>;
  read(file: string): string;
  write(file: string, text: string): void;
}

const made: string[] = [];
afterAll(() => { for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true }); });

/** Makes a project with these files in it. */
export function projectWith(files: Readonly<Record<string, string>>, release: EslintRelease = 'eslint'): Project {
  if (!existsSync(join(INSTALLED, 'session-lint'))) throw new Error('The tools are not installed: npm run prove:ways installs them.');
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'session-lint-way-')));
  made.push(root);
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  install(join(root, 'node_modules'), release);

  const run = (program: string, args: readonly string[], input?: string): Promise<Said> => new Promise(resolve => {
    const PATH = `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`;
    const child = execFile(program, [...args], { cwd: root, env: { ...environment(), PATH }, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr: code === -1 ? `${stderr}${error?.message ?? ''}` : stderr });
    });
    child.stdin?.end(input);
  });
  return {
    root,
    run: (program, ...args) => run(program, args),
    eslint: (...args) => run('eslint', args),
    eslintOn: (input, ...args) => run('eslint', args, input),
    read: file => readFileSync(join(root, file), 'utf8'),
    write,
  };
}

/** What would tell the tools that this process is a test, or colour what they say. How npm reaches its registry stays. */
const OURS = /^(?:NODE_ENV|NODE_OPTIONS|CI|FORCE_COLOR|NO_COLOR|VITEST.*|GIT_.*|npm_(?!config_).*)$/;

function environment(): NodeJS.ProcessEnv {
  const person = { GIT_AUTHOR_NAME: 'ann', GIT_AUTHOR_EMAIL: 'ann@example.com', GIT_COMMITTER_NAME: 'ann', GIT_COMMITTER_EMAIL: 'ann@example.com' };
  const others = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name)));
  return { ...others, ...person, XDG_CACHE_HOME: join(tmpdir(), 'session-lint-way-caches'), GIT_CONFIG_NOSYSTEM: '1' };
}

/** Session-lint is a copy, so that it finds the project's own ESLint; all else are links. */
function install(directory: string, release: EslintRelease): void {
  mkdirSync(join(directory, '.bin'), { recursive: true });
  for (const name of readdirSync(INSTALLED).filter(one => !one.startsWith('.') && !one.startsWith('eslint-8') && !one.startsWith('eslint-9'))) {
    if (name === 'session-lint') cpSync(join(INSTALLED, name), join(directory, name), { recursive: true });
    else symlinkSync(join(INSTALLED, name === 'eslint' ? release : name), join(directory, name));
  }
  for (const name of readdirSync(join(INSTALLED, '.bin')).filter(one => one !== 'eslint')) symlinkSync(join(INSTALLED, '.bin', name), join(directory, '.bin', name));
  symlinkSync(join(INSTALLED, release, 'bin/eslint.js'), join(directory, '.bin/eslint'));
  rmSync(join(directory, '.bin/session-lint'), { force: true });
  symlinkSync('../session-lint/dist/cli/main.cjs', join(directory, '.bin/session-lint'));
}
