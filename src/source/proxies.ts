import type { Files, SourceText } from './files.ts';
import { propertiesOf, readYaml, stringOf } from './json.ts';
import { isInside, parentOf, pathIn, resolvePath, upwards } from './paths.ts';
import { apacheHops } from './proxies/apache.ts';
import { caddyHops } from './proxies/caddy.ts';
import { haproxyHops } from './proxies/haproxy.ts';
import type { ProxyHop } from './proxies/hop.ts';
import { nginxHops } from './proxies/nginx.ts';

export type { CookieDamage, ForwardedProto, ProxyHop } from './proxies/hop.ts';

/** Configurations by their file's name, and the word that each must hold. */
const READERS: readonly { readonly name: RegExp; readonly holds: string; readonly read: (source: SourceText) => ProxyHop[] }[] = [
  { name: /^Caddyfile(?:\.[\w-]+)?$|\.caddyfile$/i, holds: 'reverse_proxy', read: caddyHops },
  { name: /haproxy[\w.-]*\.(?:cfg|conf)(?:\.\w+)?$/i, holds: 'server ', read: haproxyHops },
  { name: /\.conf(?:\.(?:template|tmpl|tpl|j2|erb|prod|production))?$|^\.htaccess$/i, holds: 'ProxyPass', read: apacheHops },
  { name: /\.conf(?:\.(?:template|tmpl|tpl|j2|erb|prod|production))?$|\.nginx$|^nginx[\w.-]*$/i, holds: 'proxy_pass', read: nginxHops },
];

/** Directories where projects keep them. */
const DIRECTORIES = /nginx|proxy|docker|deploy|infra|conf|ops$|caddy|apache|haproxy|httpd|compose|server|prod|\.ebextensions|\.platform|sites-|gateway|^etc$|^web$|^ssl$|^tls$|^host/i;
/** What is there to show how, or for tests, says nothing of production; what is installed even less. */
const NOT_ONES_OWN = /^(?:node_modules|examples?|samples?|docs?|tests?|__tests__|dev|development|local|dist|build|vendor)$/i;
const DEEPEST = 4;
/** Past this many bytes it is no configuration written by hand. */
const LONGEST = 200_000;

/** A hop, and what is behind it where its upstreams are services of a compose file. */
export interface Proxy extends ProxyHop {
  /** The directories that those services are built from. */
  readonly builtFrom: readonly string[];
}

/**
 * What the proxies of a repository hand on, as far as their configurations are there: in the directories of its
 * packages, above them up to `root`, and in the usual places below those.
 */
export function proxiesNear(files: Files, directories: readonly string[], root: string): Proxy[] {
  const starts = new Set(directories.flatMap((directory) => [...upwards(directory)].filter((above) => above === directory || isInside(above, root))));
  const seen = new Set<string>();
  const services = new Map([...starts].flatMap((directory) => servicesIn(files, directory)));
  const found: Proxy[] = [];
  const visit = (directory: string, depth: number): void => {
    if (seen.has(directory)) return;
    seen.add(directory);
    for (const name of files.list(directory)) {
      const path = pathIn(directory, name);
      const readers = READERS.filter((reader) => reader.name.test(name));
      if (readers.length > 0 && files.kind(path) === 'file') {
        const source = files.read(path);
        if ('reason' in source || source.text.length > LONGEST) continue;
        const hops = readers.filter(({ holds }) => source.text.includes(holds)).flatMap(({ read }) => read(source));
        found.push(...hops.map((hop) => ({ ...hop, builtFrom: hop.upstreams.flatMap(({ host }) => services.get(host) ?? []) })));
      } else if (depth < DEEPEST && DIRECTORIES.test(name) && !NOT_ONES_OWN.test(name) && files.kind(path) === 'directory') visit(path, depth + 1);
    }
  };
  for (const start of starts) visit(start, 0);
  return found;
}

function servicesIn(files: Files, directory: string): [string, string][] {
  return files.list(directory).filter((name) => /^(?:docker-)?compose(?:\.[\w-]+)*\.ya?ml$/.test(name)).flatMap((name) => {
    const file = pathIn(directory, name);
    return Object.entries(propertiesOf(propertiesOf(readYaml(files, file)?.value)['services'])).flatMap(([service, value]): [string, string][] => {
      const build = propertiesOf(value)['build'];
      const context = stringOf(build) ?? stringOf(propertiesOf(build)['context']);
      return context === undefined ? [] : [[service, resolvePath(parentOf(file) ?? '/', context)]];
    });
  });
}
