import { isObject, propertiesOf, readJson, readYaml, stringMapOf, stringOf } from './json.ts';
import { literal } from './literal.ts';
import { parentOf, resolvePath } from './paths.ts';
import { type Processes, pm2Processes } from './processes.ts';
import { commandsOf } from './shell.ts';
import { type Shell, type Start, type Surroundings, withVariables } from './start.ts';

/**
 * What a PM2 process file starts (`ecosystem.config.js`, `process.json`, `pm2.yml`). `environment` picks a block
 * `env_…` over `env`. A file of code is read by its text: one app for each `script:`.
 */
export function pm2Starts(file: string, environment: string | undefined, around: Surroundings, shell: Shell): Start[] {
  const directory = parentOf(file) ?? around.directory;
  const content = /\.ya?ml$/.test(file) ? readYaml(shell.files, file)?.value : file.endsWith('.json') ? readJson(shell.files, file)?.value : undefined;
  const apps = content === undefined ? appsInCode(shell, file) : appsIn(content);
  return apps.flatMap(app => {
    const script = stringOf(app['script']);
    if (script === undefined) return [];
    const own = [...stringMapOf(app['env']), ...stringMapOf(environment === undefined ? undefined : app[`env_${environment}`])];
    const processes = instancesOf(file, app['instances'], shell);
    const inside = withVariables({ ...around, directory: resolvePath(directory, stringOf(app['cwd']) ?? '.'), ...(processes ? { processes } : {}) }, own);
    const words = commandsOf(script)[0] ?? [];
    // `script: 'npm', args: 'start'`, or a file, which an interpreter runs in any case.
    const line = [script, stringOf(app['args']) ?? ''].join(' ');
    return /^(?:npm|yarn|pnpm|bun)$/.test(words[0] ?? '') || words.length > 1 ? shell.run(line, inside) : [{ ...inside, target: resolvePath(inside.directory, script) }];
  });
}

function instancesOf(file: string, instances: unknown, shell: Shell): Processes | undefined {
  const source = shell.files.read(file);
  const written = typeof instances === 'number' || typeof instances === 'string' ? String(instances) : undefined;
  return 'reason' in source || written === undefined ? undefined : pm2Processes(source, written, new RegExp(`\\binstances['"]?\\s*:\\s*['"]?${literal(written)}\\b['"]?`));
}

function appsIn(content: unknown): readonly Readonly<Record<string, unknown>>[] {
  const apps = Array.isArray(content) ? content : propertiesOf(content)['apps'] ?? content;
  return (Array.isArray(apps) ? apps : [apps]).filter(isObject);
}

function appsInCode(shell: Shell, file: string): readonly Readonly<Record<string, unknown>>[] {
  const source = shell.files.read(file);
  if ('reason' in source) return [];
  const text = source.text.replace(/\/\*.*?\*\/|(?<=^|\s)\/\/[^\n]*/gs, '');
  const value = (name: string, within: string): string | undefined => new RegExp(`\\b${name}['"]?\\s*:\\s*(['"\`])(.+?)\\1`).exec(within)?.[2];
  const starts = [...text.matchAll(/\bscript['"]?\s*:/g)].map(found => found.index);
  // Where there are several apps, what stands before a `script:` may be the app's before it.
  return starts.map((start, at) => {
    const within = starts.length === 1 ? text : text.slice(start, starts[at + 1]);
    const mode = value('NODE_ENV', within);
    return { script: value('script', text.slice(start)), args: value('args', within), cwd: value('cwd', within), instances: /\binstances['"]?\s*:\s*['"]?(max|-?\d+)['"]?\s*[,}\n]/.exec(within)?.[1], env: { ...namesSet(within), ...(mode === undefined ? {} : { NODE_ENV: mode }) } };
  });
}

/** The variables that the `env` blocks of an app set, by name alone: what they are given is code. */
function namesSet(text: string): Readonly<Record<string, string>> {
  const names = [...text.matchAll(/\benv\w*['"]?\s*:\s*\{([^}]*)\}/g)].flatMap(([, block = '']) => [...block.matchAll(/\b([A-Z][A-Z\d_]*)['"]?\s*:/g)].map(([, name = '']) => name));
  return Object.fromEntries(names.filter(name => name !== 'NODE_ENV').map(name => [name, '']));
}
