import type { Place } from '../source/place.ts';
import { certainText } from './certain.ts';
import { optionOf } from './cookie.ts';
import { actsThat, stepsBeside, stepsOf } from './doing.ts';
import { lanesOf, nameOf, seen, type Lane, type Step } from './lane.ts';
import { authenticatesOf, type AuthenticateCall } from './passport.ts';
import { coverage, pathsOf } from './path.ts';
import { leavingStrategy } from './strategies.ts';
import type { Act, SessionSetup, World } from './types.ts';

/** A way out to another site and back, on which the session must be found. */
export interface CrossSiteReturn {
  /** Where the user is sent out or taken back. */
  readonly at: Place;
  /** As code: `passport.authenticate('google')`, `grant`. */
  readonly uses: string;
  /** How the user comes back. */
  readonly back: 'GET' | 'POST';
  /** What needs the session: what was put into it on the way out; a page of the app that the way back ends on. */
  readonly needs: { readonly what: 'state' } | { readonly what: 'page'; readonly route: string; readonly at: Place };
}

/** The ways out and back that certainly need this session; none where the app changes its cookie's attributes by hand. */
export function crossSiteReturns(world: World, session: SessionSetup): readonly CrossSiteReturn[] {
  if (actsThat(world, 'write-session').some(({ act }) => changesCookie(act))) return [];
  return lanesOf(world).flatMap((lane) => {
    const own = stepsOf(lane, 'session').find(({ middleware }) => middleware.kind === 'session' && middleware.session === session.id);
    if (!own) return [];
    const hasSession = (step: Step): boolean => step.index > own.index && seen(own, step) === 'all';
    const grants = stepsOf(lane, 'known').flatMap((step): CrossSiteReturn[] => (hasSession(step) && step.middleware.kind === 'known' && step.middleware.module === 'grant'
      ? [{ at: step.middleware.at, uses: 'grant', back: 'GET', needs: { what: 'state' } }] : []));
    return [...authenticatesOf(lane).filter(({ step }) => hasSession(step)).flatMap((call) => returnsOf(lane, call)), ...grants];
  });
}

/** `req.session.cookie.sameSite = 'lax'` */
function changesCookie({ name, way, when }: Act): boolean {
  return name === 'cookie' && way !== 'delete' && when !== false;
}

function returnsOf(lane: Lane, call: AuthenticateCall): readonly CrossSiteReturn[] {
  const { middleware, uses, strategies } = call;
  const passport = lane.world.passports.find(({ id }) => id === middleware.passport) ?? lane.world.passports[0];
  const [strategy, ...others] = strategies;
  const leaving = passport && strategy !== undefined && others.length === 0 ? leavingStrategy(passport, strategy) : undefined;
  if (!leaving) return [];
  const { back } = leaving;
  if (leaving.findsState) return [{ at: middleware.at, uses, back, needs: { what: 'state' } }];
  const page = landingPage(lane, call);
  return page ? [{ at: middleware.at, uses, back, needs: { what: 'page', ...page } }] : [];
}

/** Acts that show whether somebody is logged in. */
const LOOKS: ReadonlySet<Act['does']> = new Set(['read-user', 'check-login', 'read-session']);

/** The page of the app that a login by this call ends on, where it looks for the session by itself. */
function landingPage(lane: Lane, { step, middleware }: AuthenticateCall): { readonly route: string; readonly at: Place } | undefined {
  const options = middleware.arguments[1]?.kind === 'object' ? middleware.arguments[1].options : undefined;
  const redirect = options && optionOf(options, 'successRedirect');
  const answers = stepsBeside(lane, step).filter(({ index }) => index >= step.index)
    .flatMap((one) => one.handler?.acts.filter(({ does, name, when }) => does === 'answer' && name === 'redirect' && when !== false) ?? []);
  const targets = [redirect?.value, ...answers.map(({ target }) => target)].flatMap((value) => (value ? certainText(value) ?? [] : []));
  for (const target of targets) {
    if (!target.startsWith('/') || target.startsWith('//')) continue;
    const path = pathsOf([{ kind: 'known', value: target.replace(/[?#].*$/, ''), at: step.registration.at, via: [] }], true, lane.root.express.major);
    const route = lane.steps.find((one) => (one.method === 'get' || one.method === 'all') && coverage(one.paths, path) === 'all' && looksForSession(one));
    const act = route && route.handler?.acts.find(({ does }) => LOOKS.has(does));
    if (route && act) return { route: nameOf(route), at: act.at };
  }
  return undefined;
}

function looksForSession(step: Step): boolean {
  return step.handler?.acts.some(({ does, when }) => LOOKS.has(does) && when !== false) === true;
}
