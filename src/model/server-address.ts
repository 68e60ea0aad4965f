import { keptFor } from '../source/kept.ts';
import type { Place } from '../source/place.ts';
import { sendsCredentials, textsOf } from './client-call.ts';
import { isPrivateHost, originOf, type Origin } from './site.ts';
import type { ClientCall, EnvFile, Workspace, World } from './types.ts';
import { keptInWorkspace } from './view.ts';

/** Where browsers reach the server in one environment, and what says so. */
export interface ServerAddress {
  readonly origin: Origin;
  readonly from: 'setting' | 'env file' | 'client';
  /** The env file's line or the client's call; absent for a setting. */
  readonly at?: Place;
}

/** Variables that name the server's own address, a front end's prefix included. Names of one service (`MAIL_API_URL`) are others' addresses. */
const SERVER_VARIABLE = /^(?:(?:REACT_APP|VITE|NEXT_PUBLIC|NUXT_PUBLIC|PUBLIC|VUE_APP|EXPO_PUBLIC|NG_APP|GATSBY)_)?(?:API|SERVER|BACKEND|BACK_END)(?:_(?:BASE|SERVER|SERVICE))?_(?:URL|URI|ORIGIN|HOST|ENDPOINT)$/;

/**
 * The addresses of a program's server that are known: from the settings, from variables of env files, and from calls
 * of browser code that send cookies to a path of this program. A private or loopback address counts in development
 * alone, any other address everywhere else.
 */
export function serverAddresses(workspace: Workspace, world: World): readonly ServerAddress[] {
  const development = world.environment === 'development';
  return [...namedAddresses(workspace, world), ...clientAddresses(workspace, world).filter(({ origin }) => isPrivateHost(origin.host) === development)];
}

/** The addresses of a program's server that the settings or variables of env files name. */
export function namedAddresses(workspace: Workspace, { environment }: World): readonly ServerAddress[] {
  return named(workspace, environment === 'development');
}

const named = keptInWorkspace((workspace, development: boolean): readonly ServerAddress[] => {
  const found = [
    ...workspace.serverOrigins.flatMap(text => address(text, 'setting')),
    ...workspace.envFiles.filter(file => isRead(file, development)).flatMap(file => file.variables
      .filter(({ name }) => SERVER_VARIABLE.test(name))
      .flatMap(({ text, at }) => address(text, 'env file', at))),
  ];
  return found.filter(({ origin }) => isPrivateHost(origin.host) === development);
});

function isRead(file: EnvFile, development: boolean): boolean {
  return file.kind === 'all' || file.kind === (development ? 'development' : 'production');
}

function address(text: string, from: ServerAddress['from'], at?: Place): ServerAddress[] {
  const origin = originOf(text);
  return origin ? [{ origin, from, ...(at ? { at } : {}) }] : [];
}

function clientAddresses(workspace: Workspace, world: World): readonly ServerAddress[] {
  const called = calledWithCookies(workspace, world.environment === 'development' ? 'development' : 'production');
  if (called.length === 0) return [];
  const segments = firstSegments(world.apps);
  return called.filter(({ segment }) => segments.has(segment));
}

/** The addresses that browser code sends cookies to, each with the first segment of its path. */
const calledWithCookies = keptInWorkspace((workspace, built: ClientCall['environment']): readonly (ServerAddress & { readonly segment: string })[] =>
  workspace.clients.filter(call => call.environment === built && sendsCredentials(call)).flatMap(call => textsOf(call.url)
    .filter(text => URL.canParse(text))
    .flatMap(text => address(text, 'client', call.at).map(one => ({ ...one, segment: segmentOf(new URL(text).pathname) })))));

/** The first segments of every path that the program registers something on. */
const firstSegments = keptFor((apps: World['apps']): ReadonlySet<string> =>
  new Set(apps.flatMap(app => app.registrations).flatMap(({ paths }) => paths.flatMap(textsOf).map(segmentOf))));

function segmentOf(path: string): string {
  return path.split('/').find(part => part !== '') ?? '';
}
