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
  readonly package: string;
  /** Whether it certainly looks for what it has put into the session. */
  readonly findsState: boolean;
  /** How the other site sends him back: by a link, or by a form of its own (`response_mode=form_post`). */
  readonly back: 'GET' | 'POST';
}

/** The strategy of a name where it is one that sends users to another site. */
export function leavingStrategy({ strategies }: PassportSetup, name: string): Leaving | undefined {
  for (const { name: given, strategy } of strategies) {
    if (strategy.kind !== 'instance') continue;
    const found = Object.entries(STRATEGIES).find(([module]) => strategy.of.startsWith(`${module}.`) || strategy.of === `${module}()`);
    if (!found || (given ? certainText(given) : found[1].name) !== name) continue;
    const [module, known] = found;
    const [first] = strategy.arguments;
    const options = first?.kind === 'object' ? first.options : undefined;
    return { package: module, findsState: findsState(known, options), back: isFormPost(options) ? 'POST' : 'GET' };
  }
  return undefined;
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
