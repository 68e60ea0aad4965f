import { certainText, isCertainly, truthOf } from './certain.ts';
import { optionOf } from './cookie.ts';
import type { PassportSetup } from './types.ts';
import type { Options, Value } from './value.ts';

/** When a strategy looks for what it put into the session before it sent the user away. */
type KeepsState = 'asked' | 'unless-off' | 'always';

interface Known {
  /** The strategy's own name. */
  readonly name: string;
  readonly keeps: KeepsState;
}

/**
 * Strategies that send users to another site, by their package: their own name, and whether they need the session when
 * they come back. passport-oauth2 1.8 lib/strategy.js: with `state`, `pkce` or `store` alone; passport-oauth1 1.2 and
 * passport-openidconnect 0.1 lib/strategy.js: always; passport-auth0 1.4 lib/index.js: unless `state` is false.
 */
const STRATEGIES: Readonly<Record<string, Known>> = {
  'passport-oauth2': { name: 'oauth2', keeps: 'asked' },
  'passport-google-oauth20': { name: 'google', keeps: 'asked' },
  'passport-google-oauth2': { name: 'google', keeps: 'asked' },
  'passport-github': { name: 'github', keeps: 'asked' },
  'passport-github2': { name: 'github', keeps: 'asked' },
  'passport-gitlab2': { name: 'gitlab', keeps: 'asked' },
  'passport-facebook': { name: 'facebook', keeps: 'asked' },
  'passport-discord': { name: 'discord', keeps: 'asked' },
  'passport-microsoft': { name: 'microsoft', keeps: 'asked' },
  'passport-linkedin-oauth2': { name: 'linkedin', keeps: 'asked' },
  'passport-spotify': { name: 'spotify', keeps: 'asked' },
  'passport-twitch-new': { name: 'twitch', keeps: 'asked' },
  'passport-amazon': { name: 'amazon', keeps: 'asked' },
  'passport-auth0': { name: 'auth0', keeps: 'unless-off' },
  'passport-twitter': { name: 'twitter', keeps: 'always' },
  'passport-oauth1': { name: 'oauth', keeps: 'always' },
  'passport-openidconnect': { name: 'openidconnect', keeps: 'always' },
};

/** A strategy that sends the user to another site, which sends him back. */
export interface Leaving {
  /** Whether it certainly looks for what it has put into the session. */
  readonly findsState: boolean;
  /** How the other site sends him back: by a link, or by a form of its own (`response_mode=form_post`). */
  readonly back: 'GET' | 'POST';
}

/** The strategy of a name where it is one that sends users to another site. */
export function leavingStrategy({ strategies }: PassportSetup, name: string): Leaving | undefined {
  for (const strategy of strategies) {
    const known = knownStrategy(strategy);
    if (!known || nameOf(strategy) !== name) continue;
    const options = optionsOf(strategy);
    return { findsState: findsState(known, options), back: isFormPost(options) ? 'POST' : 'GET' };
  }
  return undefined;
}

/** Whether the strategy of a name may give the request, and with it the session, to the app before the login. */
export function mayGiveRequest({ strategies, escapes }: PassportSetup, name: string): boolean {
  return escapes || strategies.some((strategy) => {
    const options = optionsOf(strategy);
    const gives = options && optionOf(options, 'passReqToCallback');
    return gives !== undefined && !isCertainly(gives.value, (value) => truthOf(value) === false) && (nameOf(strategy) ?? name) === name;
  });
}

type Strategy = PassportSetup['strategies'][number];

function knownStrategy({ strategy }: Strategy): Known | undefined {
  if (strategy.kind !== 'instance') return undefined;
  return Object.entries(STRATEGIES).find(([module]) => strategy.of.startsWith(`${module}.`) || strategy.of === `${module}()`)?.[1];
}

/** The name that a strategy is asked for by; `undefined` where it is not known. */
function nameOf(strategy: Strategy): string | undefined {
  return strategy.name ? certainText(strategy.name) : knownStrategy(strategy)?.name;
}

function optionsOf({ strategy }: Strategy): Options | undefined {
  const first = strategy.kind === 'instance' ? strategy.arguments[0] : undefined;
  return first?.kind === 'object' ? first.options : undefined;
}

function findsState({ keeps }: Known, options: Options | undefined): boolean {
  const option = (name: string): Value | undefined => options && optionOf(options, name)?.value;
  // A store of one's own may keep the state elsewhere.
  if (!options?.complete || ['store', 'requestTokenStore'].some((name) => { const store = option(name); return store !== undefined && !isCertainly(store, (value) => value.kind === 'known'); })) return false;
  if (keeps === 'always') return true;
  const isOn = ['state', 'pkce', 'store'].some((name) => { const value = option(name); return value !== undefined && isCertainly(value, (one) => truthOf(one) === true); });
  return isOn || (keeps === 'unless-off' && option('state') === undefined);
}

function isFormPost(options: Options | undefined): boolean {
  const [mode, address] = ['responseMode', 'authorizationURL'].map((name) => { const option = options && optionOf(options, name); return option && certainText(option.value); });
  return mode === 'form_post' || /[?&]response_mode=form_post(?:&|$)/.test(address ?? '');
}
