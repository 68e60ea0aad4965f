import { compatible, symbolsOf } from '../link/guard.ts';
import { stepsOf } from './doing.ts';
import { certainlyBefore, passesOn, seen, whatRanBefore, type Earlier, type Lane, type Step } from './lane.ts';
import type { Act, ActKind, Middleware, SessionSetup } from './types.ts';

/** Files that are served behind a session which they have no use for. */
export interface LateAssets {
  readonly session: SessionSetup;
  /** The session on the lane. */
  readonly step: Step;
  /** Each serves files, in order. */
  readonly assets: readonly Step[];
  /** Whether all that stands between lets a request for a file go by as it came: the files may as well come first. */
  readonly movable: boolean;
}

/** Packages whose middlewares serve files, or what a bundler keeps in memory in place of files. */
const SERVES_FILES: ReadonlySet<string> = new Set([
  'serve-static', 'serve-favicon', 'express-static-gzip', 'express-favicon', 'webpack-dev-middleware', 'webpack-hot-middleware', 'vite', 'parcel-bundler', 'browserify-middleware',
]);

/** Middlewares of packages that neither answer a request for a file nor change its answer. */
const LETS_FILES_BY: ReadonlySet<string> = new Set(['body-parser', 'cookie-parser', 'connect-flash', 'express-flash', 'req-flash', 'method-override', 'express-session', 'cookie-session']);
const LETS_FILES_BY_NAME = /^(express\.(json|urlencoded|raw|text|query)|json|urlencoded|raw|text|query|passport\.(initialize|session))$/;

/** Acts of a handler that leave the answer as it is. */
const LEAVES_ANSWER: ReadonlySet<ActKind> = new Set(['read-session', 'write-session', 'touch-session', 'read-user', 'check-login', 'flash', 'csrf-token', 'call-held', 'next']);

/** Packages that may refuse a request for want of a login. */
const REFUSES = /auth|login|logged|jwt|keycloak|oidc|openid|saml|guard|acl|casl|permission|protect/i;
/** What a condition asks where it asks for a login or the session, in the words of the link floor. */
const ASKS_SESSION = /\bsession\b|\buser\b|isAuthenticated|isUnauthenticated/;

/**
 * The files of a lane that are served behind a session, by the first session that all requests for them pass.
 * Files behind a login are left out, and what is behind something that may be one.
 */
export function lateAssets(lane: Lane): readonly LateAssets[] {
  const found = new Map<Step, Step[]>();
  for (const asset of stepsOf(lane, 'known')) {
    if (!servesFiles(asset.middleware) || isBehindLogin(lane, asset)) continue;
    const session = stepsOf(lane, 'session').find((step) => comesFirst(step, asset));
    if (session) found.set(session, [...(found.get(session) ?? []), asset]);
  }
  return [...found].flatMap(([step, assets]): LateAssets[] => {
    const { middleware } = step;
    const session = middleware.kind === 'session' ? lane.world.sessions.find(({ id }) => id === middleware.session) : undefined;
    // cookie-session loads nothing and sends nothing that was not touched.
    return session?.library === 'express-session' ? [{ session, step, assets, movable: assets.every((asset) => areLetBy(lane, step, asset)) }] : [];
  });
}

/** Whether a middleware answers with files. */
export function servesFiles(middleware: Middleware): boolean {
  return middleware.kind === 'known' && (SERVES_FILES.has(middleware.module) || (middleware.module === 'express' && middleware.name === 'static'));
}

function comesFirst(session: Step, asset: Step): boolean {
  return certainlyBefore(session, asset) && seen(session, asset) === 'all' && compatible(session.when, asset.when);
}

/** Whether something before it refuses requests for want of a login, answers all of them, or may do so as far as can be seen. */
export function isBehindLogin(lane: Lane, asset: Step): boolean {
  return whatRanBefore(lane, asset).some(({ step, sees }: Earlier) => {
    if (sees === 'some' && step.method !== 'use') return false;
    const { middleware } = step;
    if (middleware.kind === 'unknown') return true;
    if (sees === 'some') return false;
    if (middleware.kind === 'known') return REFUSES.test(`${middleware.module} ${middleware.name}`) && !LETS_FILES_BY_NAME.test(middleware.name);
    const { handler } = step;
    if (!handler || handler.kind === 'error') return false;
    return handler.unknown.length > 0 || passesOn(step) === 'never' || handler.acts.some(refuses);
  });
}

function refuses({ does, when }: Act): boolean {
  return (does === 'answer' || does === 'fail') && symbolsOf(when).some((symbol) => ASKS_SESSION.test(symbol));
}

function areLetBy(lane: Lane, session: Step, asset: Step): boolean {
  return whatRanBefore(lane, asset).every(({ step }) => step.index <= session.index || lets(step));
}

function lets(step: Step): boolean {
  const { middleware } = step;
  if (middleware.kind === 'session' || servesFiles(middleware)) return true;
  if (middleware.kind === 'known') return LETS_FILES_BY.has(middleware.module) || LETS_FILES_BY_NAME.test(middleware.name);
  const { handler } = step;
  if (handler?.kind === 'error') return true;
  return handler !== undefined && handler.unknown.length === 0 && passesOn(step) === 'always' && handler.acts.every(({ does }) => LEAVES_ANSWER.has(does));
}
