import type { Files, SourceText } from './files.ts';
import { isObject, propertiesOf, readYaml, stringOf, stringsOf } from './json.ts';
import { isInside, parentOf, pathIn, resolvePath, upwards } from './paths.ts';
import type { Place } from './place.ts';

const COMPOSE = /^(?:docker-)?compose(?:\.[\w-]+)*\.ya?ml$/;
/** What ends TLS before an app, by the name of an image, a service or a file. */
const PROXY = /nginx|traefik|caddy|haproxy|envoy|httpd|apache|swag|letsencrypt|certbot|acme|cloudflared|tunnel|ngrok|kong|ingress|gateway|proxy|\blb\b|load-?balancer/i;
/** Files and directories of hosting services and of machines that something else is put before. */
const HOSTED = /^(?:Procfile|Caddyfile|fly\.toml|render\.ya?ml|railway\.(?:json|toml)|app\.ya?ml|vercel\.json|now\.json|netlify\.toml|amplify\.yml|serverless\.ya?ml|\.ebextensions|\.platform|k8s|kubernetes|helm|charts?|terraform|infra(?:structure)?|ansible|\.kamal|captain-definition|dokku.*)$/;

/**
 * Where a compose file hands a package's program to users over plain HTTP: it is run in production, its port is published
 * on every address, and nothing in the repository speaks of a proxy or a hosting service that could stand before it.
 *
 * @param directory of the package
 * @param root directories above it are not looked at
 * @returns the published port in the compose file
 */
export function plainHttpIn(files: Files, directory: string, root: string): Place | undefined {
  const directories = [...upwards(directory)].filter(above => isInside(above, root));
  const names = directories.flatMap(above => files.list(above));
  if (names.some(name => HOSTED.test(name) || (PROXY.test(name) && !/\.[cm]?[jt]sx?$/.test(name)))) return undefined;
  for (const above of directories) {
    for (const name of files.list(above).filter(one => COMPOSE.test(one))) {
      const found = publishedIn(files, pathIn(above, name), directory);
      if (found) return found;
    }
  }
  return undefined;
}

function publishedIn(files: Files, file: string, directory: string): Place | undefined {
  const source = files.read(file);
  const services = propertiesOf(propertiesOf(readYaml(files, file)?.value)['services']);
  if ('reason' in source || PROXY.test(source.text)) return undefined;
  for (const value of Object.values(services)) {
    const service = propertiesOf(value);
    const context = stringOf(service['build']) ?? stringOf(propertiesOf(service['build'])['context']);
    if (context === undefined || resolvePath(parentOf(file) ?? '/', context) !== directory) continue;
    const port = openPort(service['ports']);
    if (port !== undefined && isProduction(files, service, directory)) return placeOf(source, port);
  }
  return undefined;
}

/** A port that is published on every address, as it is written. */
function openPort(ports: unknown): string | undefined {
  const list: readonly unknown[] = Array.isArray(ports) ? ports : [];
  for (const port of list) {
    const published = isObject(port) && port['host_ip'] === undefined ? port['published'] : port;
    const text = typeof published === 'string' || typeof published === 'number' ? String(published) : '';
    if (/^(?:0\.0\.0\.0:)?(?:\$\{[^}]+\}|\d+)(?::(?:\$\{[^}]+\}|\d+))?(?:\/tcp)?$/.test(text)) return text;
  }
  return undefined;
}

function isProduction(files: Files, service: Readonly<Record<string, unknown>>, directory: string): boolean {
  const environment = service['environment'];
  const told = Array.isArray(environment) ? stringsOf(environment).find(line => line.startsWith('NODE_ENV='))?.slice('NODE_ENV='.length) : stringOf(propertiesOf(environment)['NODE_ENV']);
  if (told !== undefined) return told === 'production';
  const image = files.read(pathIn(directory, 'Dockerfile'));
  return !('reason' in image) && /^\s*ENV\s+(?:.*\s)?NODE_ENV[= ]"?production\b/im.test(image.text);
}

/** The first place of a text below `ports:`. */
function placeOf({ file, text }: SourceText, port: string): Place {
  const start = Math.max(0, text.indexOf(port, Math.max(0, text.search(/^\s*ports:/m))));
  return { file, start, end: start + port.length };
}
