import { hasTls, type Plan } from './plan.ts';

/** The environments every app is run and judged in. */
export const environments = ['production', 'development'] as const;
export type Environment = (typeof environments)[number];

/** Where the server is reached in an environment, and from where it is used. */
export interface Scene {
  readonly server: string;
  /** Origins of the pages that use it; empty where the tab itself goes there. */
  readonly pages: readonly string[];
  /** What the browser speaks to: Node itself in the clear or over TLS, or a TLS end that passes on plain HTTP. */
  readonly front: 'plain' | 'node-tls' | 'proxy';
}

/** The play that an app is written for. */
export function sceneOf(plan: Plan, environment: Environment): Scene {
  return environment === 'production' ? productionScene(plan) : developmentScene(plan);
}

function productionScene(plan: Plan): Scene {
  if (!hasTls(plan)) return { server: 'http://intranet.example.com', pages: plan.client === 'same-origin' ? [] : ['http://wiki.example.com'], front: 'plain' };
  // A cross-site page is only seen for one where it is on a public suffix, or the linter is told of the server.
  const far = plan.serverOrigin === 'told' ? 'https://www.partner-shop.net' : 'https://our-shop.vercel.app';
  const near = 'https://app.example.com';
  const pages = { 'same-origin': [], 'same-site': [near], 'cross-site': [far], both: [near, far] }[plan.client];
  return { server: 'https://api.example.com', pages, front: plan.hosting === 'proxy' ? 'proxy' : 'node-tls' };
}

function developmentScene(plan: Plan): Scene {
  const tls = plan.hosting === 'node-tls-always';
  const scheme = tls ? 'https' : 'http';
  return { server: `${scheme}://localhost:3000`, pages: plan.client === 'same-origin' ? [] : [`${scheme}://localhost:5173`], front: tls ? 'node-tls' : 'plain' };
}

/**
 * Pages of other people: one with nothing in common, one on a host beside the server's, and ones whose origin is
 * almost that of a page in production.
 */
export function strangersTo({ server, pages }: Scene): readonly string[] {
  const { protocol, hostname } = new URL(server);
  const beside = hostname.includes('.') ? [`${protocol}//old.${hostname.split('.').slice(1).join('.')}:8443`] : [];
  const alike = pages.map((page) => new URL(page)).filter(({ protocol, port }) => protocol === 'https:' && port === '')
    .flatMap(({ host }) => [`https://${host}.stranger.example`, `https://my${host.split('.').slice(-2).join('.')}`, `https://${host.replace('.', '-')}`]);
  return [`${protocol}//stranger.example`, ...beside, ...alike];
}

/** A quoted literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
