import { sourceOf } from './built.ts';
import type { Files, SourceText } from './files.ts';
import { propertiesOf, readJson, readYaml, stringMapOf, stringOf, stringsOf } from './json.ts';
import { keptFor } from './kept.ts';
import { literal } from './literal.ts';
import { moduleFile } from './module-file.ts';
import { below, isInside, nameOf, parentOf, pathIn, resolvePath } from './paths.ts';
import { pm2Starts } from './pm2.ts';
import { functionOf } from './processes.ts';
import { commandsOf } from './shell.ts';
import { type Shell, type Start, type Surroundings, surroundingsOf, withEnvFile, withVariables } from './start.ts';

/** A start and what causes it, in plain words. */
export interface Started {
  readonly how: string;
  readonly start: Start;
}

type Reader = (file: string, shell: Shell) => readonly Started[];

/** Files beside a package.json, or above it, that say how its program is started. */
const READERS: readonly (readonly [name: RegExp, read: Reader])[] = [
  [/^Procfile(?:\.\w+)?$/, procfile],
  [/^(?:Dockerfile(?:\.[\w-]+)?|[\w-]+\.Dockerfile)$/i, dockerfile],
  [/^(?:docker-)?compose(?:\.[\w-]+)*\.ya?ml$/, compose],
  [/^(?:(?:ecosystem|pm2)(?:\.[\w-]+)*\.(?:[cm]?js|json|ya?ml)|process(?:es)?\.(?:json|ya?ml))$/, (file, shell) => named(nameOf(file), pm2Starts(file, 'production', around(file), shell))],
  [/^(?:vercel|now)\.json$/, vercel],
  [/^serverless(?:\.[\w-]+)*\.ya?ml$/, serverless],
  [/^(?:app|app\.[\w-]+|render)\.ya?ml$/, hosted],
];

/** What the deployment files of one directory start. Throws nothing. */
export function deploymentStarts(files: Files, directory: string, shell: Shell): Started[] {
  return files.list(directory).flatMap(name => READERS.flatMap(([pattern, read]) => (pattern.test(name) ? read(pathIn(directory, name), shell) : [])));
}

/** `web: node server.js` */
function procfile(file: string, shell: Shell): Started[] {
  return linesOf(shell.files, file).flatMap(line => {
    const found = /^([\w-]+):\s*(.+)$/.exec(line);
    return found === null ? [] : named(`${nameOf(file)}: ${found[1] ?? ''}`, shell.run(found[2] ?? '', around(file)));
  });
}

/** What an image does when it is run. */
interface Image {
  readonly words: readonly string[] | undefined;
  /** A command in shell form. */
  readonly line: string | undefined;
  readonly directory: string;
  readonly variables: ReadonlyMap<string, string>;
}

function dockerfile(file: string, shell: Shell): Started[] {
  const source = shell.files.read(file);
  return 'reason' in source ? [] : named(nameOf(file), imageStarts(imageOf(source), around(file), shell));
}

/** The last stage of a Dockerfile: its last ENTRYPOINT and CMD, WORKDIR and ENV. Services may share one. */
const imageOf = keptFor((source: SourceText): Image => {
  let image: Image = { words: undefined, line: undefined, directory: '/', variables: new Map() };
  let entrypoint: readonly string[] = [];
  const variables = new Map<string, string>();
  for (const [, instruction = '', rest = ''] of source.text.replace(/\\\r?\n/g, ' ').matchAll(/^[ \t]*([A-Z]+)[ \t]+([^\r\n]+)/gim)) {
    const name = instruction.toUpperCase();
    const words = rest.startsWith('[') ? wordsOf(rest) : undefined;
    if (name === 'FROM') image = { ...image, words: undefined, line: undefined, directory: '/' };
    if (name === 'FROM') entrypoint = [];
    if (name === 'WORKDIR') image = { ...image, directory: resolvePath(image.directory, rest.trim()) };
    if (name === 'ENV') for (const [variable, value] of environmentIn(rest)) variables.set(variable, value);
    if (name === 'CMD') image = { ...image, words, line: words === undefined ? rest : undefined };
    if (name === 'ENTRYPOINT' && words === undefined) image = { ...image, words: undefined, line: rest };
    if (name === 'ENTRYPOINT' && words !== undefined) entrypoint = words;
  }
  return { ...image, variables, words: image.words === undefined && (image.line !== undefined || entrypoint.length === 0) ? undefined : [...entrypoint, ...(image.words ?? [])] };
});

function imageStarts(image: Image, here: Surroundings, shell: Shell): Start[] {
  const inside = withVariables(here, [...image.variables, ...here.variables]);
  const words = image.words ?? [];
  // An entrypoint script ends in `exec "$@"`: the words behind it are the command.
  const starts = image.line === undefined
    ? words.map((_word, from) => shell.command(words.slice(from), inside)).find(found => found.length > 0) ?? []
    : shell.run(image.line, inside);
  return starts.map(start => ({ ...start, target: inRepository(start.target, image.directory, here.directory, shell) }));
}

/**
 * A path in an image as one in the repository. Images copy the repository, or a part of it, to some directory:
 * `/srv/app/api/index.js` may be `app/api/index.js`, `api/index.js` or `index.js` here; the longest that is there counts.
 */
function inRepository(target: string, workdir: string, directory: string, shell: Shell): string {
  const inImage = isInside(target, directory) ? resolvePath(workdir, below(target, directory) || '.') : target;
  const parts = inImage.split('/').slice(1);
  const suffixes = parts.map((_part, from) => pathIn(directory, parts.slice(from).join('/')));
  return [target, ...suffixes].find(path => sourceOf(shell.files, shell.owner, path) !== undefined) ?? target;
}

/** `ENV A=1 B="2"` and `ENV A 1` */
function environmentIn(rest: string): [string, string][] {
  const pairs = [...rest.matchAll(/(\w+)=("[^"]*"|'[^']*'|\S*)/g)].map(([, name = '', value = '']): [string, string] => [name, value.replace(/^['"]|['"]$/g, '')]);
  const [name = '', ...value] = rest.trim().split(/\s+/);
  return pairs.length > 0 ? pairs : [[name, value.join(' ')]];
}

/** More services than this nobody starts together. */
const MOST_SERVICES = 200;

/** Services with their command, or with the image that their `build` makes. */
function compose(file: string, shell: Shell): Started[] {
  const services = propertiesOf(propertiesOf(readYaml(shell.files, file)?.value)['services']);
  return Object.entries(services).slice(0, MOST_SERVICES).flatMap(([name, value]) => {
    const service = propertiesOf(value);
    const build = service['build'];
    const context = stringOf(build) ?? stringOf(propertiesOf(build)['context']);
    // An image from elsewhere (a database, nginx) runs nothing of the repository unless it is told to.
    if (context === undefined && service['command'] === undefined) return [];
    const base = parentOf(file) ?? '/';
    const directory = resolvePath(base, context ?? '.');
    const variables = Array.isArray(service['environment']) ? stringsOf(service['environment']).flatMap(environmentIn) : [...stringMapOf(service['environment'])];
    const here = stringsOf(service['env_file']).reduce((inside, path) => withEnvFile(inside, resolvePath(base, path)), withVariables(surroundingsOf(directory), variables));
    const inside = shell.at(directory);
    const source = shell.files.read(resolvePath(directory, stringOf(propertiesOf(build)['dockerfile']) ?? 'Dockerfile'));
    const image = 'reason' in source ? undefined : imageOf(source);
    const [command, entrypoint] = [service['command'], service['entrypoint']];
    const words = [...wordsOf(entrypoint), ...wordsOf(command)];
    const told: Image | undefined = words.length === 0 ? image : { words, line: undefined, directory: stringOf(service['working_dir']) ?? image?.directory ?? '/', variables: image?.variables ?? new Map() };
    return told === undefined ? [] : named(`${nameOf(file)}: ${name}`, imageStarts(told, here, inside));
  });
}

/** A command as an array, in YAML or as JSON in a string, or as a line. */
function wordsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== 'string') return [];
  try {
    const words: unknown = value.startsWith('[') ? JSON.parse(value) : undefined;
    if (Array.isArray(words)) return words.map(String);
  } catch {
    // A line that happens to start with a bracket.
  }
  const commands = commandsOf(value);
  return commands.length > 1 ? ['sh', '-c', value] : [...(commands[0] ?? [])];
}

/** `builds: [{ src: 'index.js', use: '@vercel/node' }]`, and files of `api/` that `functions`, `rewrites` or `routes` name. */
function vercel(file: string, shell: Shell): Started[] {
  const settings = propertiesOf(readJson(shell.files, file)?.value);
  const { directory } = around(file);
  const listed = (name: string): readonly Readonly<Record<string, unknown>>[] => (Array.isArray(settings[name]) ? settings[name].map(propertiesOf) : []);
  const built = listed('builds').flatMap(({ src, use }) => (/node/.test(stringOf(use) ?? '') ? stringsOf(src) : []));
  const routed = [...listed('rewrites'), ...listed('routes')].flatMap(({ destination, dest }) => stringsOf(destination ?? dest)).filter(path => /^\/?api(?:\/|$)/.test(path));
  const functions = [...Object.keys(propertiesOf(settings['functions'])), ...routed.map(path => path.replace(/^\//, '').replace(/\?.*$/, ''))]
    .filter(path => moduleFile(shell.files, resolvePath(directory, path), false) !== undefined);
  return [...new Set([...built, ...functions])].filter(path => !/[*$:]/.test(path)).flatMap(path => {
    const processes = functionOf(shell.files, file, 'Vercel', new RegExp(`"[^"]*${literal(path.split('/').at(-1) ?? '')}[^"]*"`));
    return named(nameOf(file), [{ ...around(file), processes, target: resolvePath(directory, path) }]);
  });
}

/** `functions: { api: { handler: 'src/lambda.handler' } }` (Serverless Framework) */
function serverless(file: string, shell: Shell): Started[] {
  const functions = propertiesOf(propertiesOf(readYaml(shell.files, file)?.value)['functions']);
  return Object.values(functions).flatMap(value => {
    const handler = stringOf(propertiesOf(value)['handler']);
    const target = handler === undefined ? undefined : moduleFile(shell.files, resolvePath(around(file).directory, handler.replace(/\.[^./]+$/, '')), false);
    return target === undefined ? [] : named(nameOf(file), [{ ...around(file), processes: functionOf(shell.files, file, 'Lambda', /^\s*handler:.*$/m), target }]);
  });
}

/** `entrypoint: node server.js` (App Engine), `services: [{ startCommand: npm start }]` (Render) */
function hosted(file: string, shell: Shell): Started[] {
  const settings = propertiesOf(readYaml(shell.files, file)?.value);
  const services = Array.isArray(settings['services']) ? settings['services'].map(propertiesOf) : [];
  const own = stringOf(settings['entrypoint']);
  const lines = services.flatMap(service => {
    const line = stringOf(service['startCommand']);
    const variables = (Array.isArray(service['envVars']) ? service['envVars'].map(propertiesOf) : []).flatMap(one => {
      const key = stringOf(one['key']);
      return key === undefined ? [] : [[key, stringOf(one['value']) ?? ''] as const];
    });
    return line === undefined ? [] : [{ line, directory: resolvePath(around(file).directory, stringOf(service['rootDir']) ?? '.'), variables }];
  });
  const variables = [...stringMapOf(settings['env_variables'])];
  return named(nameOf(file), [...(own === undefined ? [] : [{ line: own, directory: around(file).directory, variables }]), ...lines]
    .flatMap(({ line, directory, variables: set }) => shell.at(directory).run(line, withVariables(surroundingsOf(directory), set))));
}

function named(how: string, starts: readonly Start[]): Started[] {
  return starts.map(start => ({ how, start }));
}

function around(file: string): Surroundings {
  return surroundingsOf(parentOf(file) ?? '/');
}

function linesOf(files: Files, file: string): string[] {
  const source = files.read(file);
  return 'reason' in source ? [] : source.text.split(/\r?\n/);
}
