import type { Files, SourceText } from './files.ts';
import { literal } from './literal.ts';
import { propertiesOf, readJson, readYaml, stringOf } from './json.ts';
import { parentOf, pathIn, resolvePath } from './paths.ts';
import type { Place } from './place.ts';

/** What shows that a program runs as more than one process, or as processes that come and go. */
export interface Processes {
  readonly kind: 'several' | 'short-lived';
  /** To follow "and": `PM2 starts 4 instances of it`. */
  readonly text: string;
  readonly at: Place;
}

type Reader = (files: Files, file: string, owner: string) => Processes | undefined;

/** Files beside a package.json that say how many processes a host starts. */
const READERS: readonly (readonly [name: RegExp, read: Reader])[] = [
  [/^(?:docker-)?compose(?:\.[\w-]+)*\.ya?ml$/, compose],
  [/^render\.ya?ml$/, render],
  [/^app(?:\.[\w-]+)?\.ya?ml$/, appEngine],
  [/^fly(?:\.[\w-]+)?\.toml$/, fly],
  [/^app\.json$/, heroku],
];
/** Directories of Kubernetes manifests. */
const MANIFESTS = ['k8s', 'kubernetes', '.k8s', 'kube', 'manifests', 'deploy', 'deployment', 'infra/k8s', ''];

/**
 * What the deployment files beside a package, and above it up to `root`, say of the processes of its program.
 * Throws nothing.
 */
export function deployedProcesses(files: Files, directory: string, root: string): readonly Processes[] {
  const found: Processes[] = [];
  for (const above of new Set([directory, root])) {
    for (const name of files.list(above)) {
      for (const [pattern, read] of READERS) {
        const one = pattern.test(name) ? read(files, pathIn(above, name), directory) : undefined;
        if (one && !keepsVisitors(files, one.at.file)) found.push(one);
      }
    }
    found.push(...kubernetes(files, above, directory));
  }
  return found;
}

/** `deploy: { replicas: 3 }` or `scale: 3` of the service that is built from the package. */
function compose(files: Files, file: string, owner: string): Processes | undefined {
  const services = propertiesOf(propertiesOf(readYaml(files, file)?.value)['services']);
  for (const [name, value] of Object.entries(services)) {
    const service = propertiesOf(value);
    const context = stringOf(service['build']) ?? stringOf(propertiesOf(service['build'])['context']);
    const count = severalOf(propertiesOf(service['deploy'])['replicas'] ?? service['scale']);
    if (context === undefined || count === undefined || resolvePath(parentOf(file) ?? '/', context) !== owner) continue;
    return several(files, file, `compose starts ${String(count)} containers of it`, new RegExp(`^\\s*(?:replicas|scale):\\s*["']?${String(count)}\\b`, 'm'), new RegExp(`^\\s+["']?${literal(name)}["']?:`, 'm'));
  }
  return undefined;
}

/** `numInstances: 2` or `scaling: { minInstances: 2 }` of a web service in the package's directory. */
function render(files: Files, file: string, owner: string): Processes | undefined {
  const services = propertiesOf(readYaml(files, file)?.value)['services'];
  for (const value of Array.isArray(services) ? services : []) {
    const service = propertiesOf(value);
    const count = severalOf(service['numInstances'] ?? propertiesOf(service['scaling'])['minInstances']);
    const isOwn = resolvePath(parentOf(file) ?? '/', stringOf(service['rootDir']) ?? '.') === owner;
    if (count === undefined || !isOwn || service['type'] !== 'web') continue;
    return several(files, file, `Render runs ${String(count)} instances of it`, new RegExp(`(?:numInstances|minInstances):\\s*${String(count)}\\b`));
  }
  return undefined;
}

/** App Engine starts an instance more where there is load and ends those that have none, unless it is told to keep one. */
function appEngine(files: Files, file: string, owner: string): Processes | undefined {
  const settings = propertiesOf(readYaml(files, file)?.value);
  if (parentOf(file) !== owner || !/^nodejs/.test(stringOf(settings['runtime']) ?? '')) return undefined;
  const most = [propertiesOf(settings['manual_scaling'])['instances'], propertiesOf(settings['basic_scaling'])['max_instances'], propertiesOf(settings['automatic_scaling'])['max_instances']].find((one) => one !== undefined);
  if (most !== undefined && severalOf(most) === undefined) return undefined;
  return { ...shortLived(files, file, 'App Engine starts and ends instances of it with the load', /^runtime:.*$/m) };
}

/** `min_machines_running = 2`; `auto_stop_machines = true` with none that is kept running. */
function fly(files: Files, file: string, owner: string): Processes | undefined {
  const source = files.read(file);
  if ('reason' in source || parentOf(file) !== owner) return undefined;
  const least = severalOf(/^\s*min_machines_running\s*=\s*(\d+)/m.exec(source.text)?.[1]);
  if (least !== undefined) return several(files, file, `Fly keeps ${String(least)} machines of it running`, /^\s*min_machines_running\s*=.*$/m);
  const keepsOne = /^\s*min_machines_running\s*=\s*1\b/m.test(source.text);
  return !keepsOne && /^\s*auto_stop_machines\s*=\s*(?:true|"stop"|'stop'|"suspend")/m.test(source.text) && !/"suspend"/.test(source.text)
    ? shortLived(files, file, 'Fly stops its machine whenever nobody asks for it', /^\s*auto_stop_machines\s*=.*$/m)
    : undefined;
}

/** `formation: { web: { quantity: 2 } }` */
function heroku(files: Files, file: string, owner: string): Processes | undefined {
  const web = propertiesOf(propertiesOf(propertiesOf(readJson(files, file)?.value)['formation'])['web']);
  const count = severalOf(web['quantity']);
  return count === undefined || parentOf(file) !== owner ? undefined : several(files, file, `Heroku runs ${String(count)} dynos of it`, /"quantity"\s*:\s*\d+/);
}

/** Images that other people make. */
const KNOWN_IMAGES = /^(?:docker\.io\/)?(?:library\/|bitnami\/)?(?:redis|mongo|postgres|mysql|mariadb|nginx|traefik|haproxy|rabbitmq|nats|memcached|elasticsearch|grafana|prom)/;

/** Deployments with replicas whose image is called like the package or its directory. */
function kubernetes(files: Files, directory: string, owner: string): readonly Processes[] {
  const names = [owner, stringOf(propertiesOf(readJson(files, pathIn(owner, 'package.json'))?.value)['name'])].map((name) => name?.split('/').at(-1)?.toLowerCase() ?? '');
  return MANIFESTS.flatMap((below) => {
    const place = below === '' ? directory : pathIn(directory, below);
    return files.list(place).filter((name) => /\.ya?ml$/.test(name)).flatMap((name): Processes[] => {
      const file = pathIn(place, name);
      const manifest = propertiesOf(readYaml(files, file)?.value);
      const spec = propertiesOf(manifest['spec']);
      const count = severalOf(spec['replicas']);
      if (manifest['kind'] !== 'Deployment' || count === undefined) return [];
      const containers = propertiesOf(propertiesOf(spec['template'])['spec'])['containers'];
      const images = (Array.isArray(containers) ? containers : []).map((one) => stringOf(propertiesOf(one)['image']) ?? '');
      const isOwn = images.some((image) => !KNOWN_IMAGES.test(image) && names.includes(image.replace(/(?:[:@].*)$/, '').split('/').at(-1)?.toLowerCase() ?? '-'));
      const found = isOwn ? several(files, file, `Kubernetes runs ${String(count)} replicas of it`, /^\s*replicas:.*$/m) : undefined;
      return found && !keepsVisitors(files, file) ? [found] : [];
    });
  });
}

/** Whether a visitor always comes to the same process: then its memory may hold the session. */
function keepsVisitors(files: Files, file: string): boolean {
  const source = files.read(file);
  return !('reason' in source) && /sticky|ip_hash|sessionAffinity|affinity:\s*["']?cookie/i.test(source.text);
}

/** The number where it says that there are several. */
function severalOf(value: unknown): number | undefined {
  const count = typeof value === 'number' ? value : typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : 0;
  return count >= 2 ? count : undefined;
}

function several(files: Files, file: string, text: string, line: RegExp, after?: RegExp): Processes {
  return { kind: 'several', text, at: placeIn(files.read(file), file, line, after) };
}

function shortLived(files: Files, file: string, text: string, line: RegExp): Processes {
  return { kind: 'short-lived', text, at: placeIn(files.read(file), file, line) };
}

/** Where a pattern first stands in a text, behind another one if that is given; else the text's beginning. */
function placeIn(source: SourceText | { readonly reason: string }, file: string, line: RegExp, after?: RegExp): Place {
  if ('reason' in source) return { file, start: 0, end: 0 };
  const from = after ? Math.max(0, source.text.search(after)) : 0;
  const match = line.exec(source.text.slice(from));
  const indent = match ? match[0].length - match[0].trimStart().length : 0;
  const start = match ? from + match.index + indent : 0;
  return { file, start, end: match ? from + match.index + match[0].trimEnd().length : 0 };
}


/** What `instances` of a PM2 app or `-i` of its command stand for; `undefined` for one. */
export function pm2Processes(source: SourceText, instances: unknown, line: RegExp): Processes | undefined {
  const text = typeof instances === 'number' || typeof instances === 'string' ? String(instances) : '';
  const at = placeIn(source, source.file, line);
  if (/^(?:max|0|-\d+)$/.test(text)) return { kind: 'several', text: 'PM2 starts an instance of it for each processor', at };
  return severalOf(text) === undefined ? undefined : { kind: 'several', text: `PM2 starts ${text} instances of it`, at };
}

/** A function of a platform that starts it for a request and ends it afterwards. */
export function functionOf(files: Files, file: string, platform: string, line: RegExp): Processes {
  return shortLived(files, file, `${platform} runs it as a function, in processes that come and go`, line);
}
