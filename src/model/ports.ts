import { possibilities } from './certain.ts';
import type { App, World } from './types.ts';

/** The ports that an app listens on, as far as they are known; `open` where it may be another. */
export function portsOf({ servers }: World, app: App): { readonly known: ReadonlySet<string>; readonly open: boolean } {
  const ports = servers.filter((server) => server.listens && (server.app === undefined || server.app === app.id)).map(({ port }) => port);
  const each = ports.flatMap((port) => (port ? possibilities(port) : []));
  const known = each.flatMap(({ value }) => (value.kind === 'environment' ? value.files.map(({ text }) => text) : value.kind === 'known' && /^\d+$/.test(String(value.value)) ? [String(value.value)] : []));
  const open = ports.includes(undefined) || ports.length === 0 || each.some(({ value }) => value.kind !== 'known' && !(value.kind === 'environment' && value.files.length > 0));
  return { known: new Set(known), open };
}
