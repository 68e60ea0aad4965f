import { or, type Guard } from '../link/guard.ts';
import type { Place } from '../source/place.ts';
import { isCertainly, possibilities, truthOf, type Single } from './certain.ts';
import { optionOf } from './cookie.ts';
import { stepsThat } from './doing.ts';
import { whatRanBefore, type Lane, type Step } from './lane.ts';
import { isBehindLogin } from './late-assets.ts';
import { sessionBefore } from './needs.ts';
import { coverage, EVERY_PATH } from './path.ts';
import { holdsForVisitor } from './rejects.ts';
import type { Act, SessionSetup } from './types.ts';
import type { Option } from './value.ts';

/** A middleware that writes to the session of whoever comes by. */
export interface WriteForEverybody {
  readonly at: Place;
  readonly step: Step;
  /** As code: `req.session.views`, `req.flash()`. */
  readonly what: string;
  readonly by: 'write' | 'flash';
  /** The option that was to keep empty sessions out of the store. */
  readonly option: Option;
  readonly session: SessionSetup;
}

/** The middlewares of a lane that write to the session for every request, a first one without cookies included; each once. */
export function writesForEverybody(lane: Lane): readonly WriteForEverybody[] {
  return stepsThat(lane, 'write-session', 'flash').flatMap((step): WriteForEverybody[] => {
    const { handler } = step;
    if (!handler || handler.kind === 'error' || !meetsEverybody(lane, step)) return [];
    const session = sessionBefore(lane, step);
    const option = session && keepsEmptyOut(session);
    const acts = handler.acts.filter((act) => holdsForVisitor(act.when) !== false && writes(lane, step, act));
    const [first] = acts;
    if (!option || !first || holdsForVisitor(acts.reduce((all: Guard, { when }) => or(all, when), false)) !== true) return [];
    return [first.does === 'flash' ? { at: first.at, step, what: 'req.flash()', by: 'flash', option, session } : { at: first.at, step, what: `req.session.${first.name ?? '…'}`, by: 'write', option, session }];
  });
}

function meetsEverybody(lane: Lane, step: Step): boolean {
  return step.chain.every(({ method }) => method === 'use') && coverage(step.paths, EVERY_PATH) === 'all' && !isBehindLogin(lane, step);
}

/** `saveUninitialized: false`, where it is said. */
function keepsEmptyOut(session: SessionSetup): Option | undefined {
  const option = session.library === 'express-session' ? optionOf(session.options, 'saveUninitialized') : undefined;
  return option && isCertainly(option.value, (value) => value.kind === 'known' && value.value !== undefined && truthOf(value) === false, session.when) ? option : undefined;
}

/** Whether an act changes what is saved of a new session. Its cookie is no part of that (express-session 1.19.0 index.js `hash`). */
function writes(lane: Lane, step: Step, act: Act): boolean {
  if (act.does === 'flash') return hasFlashBefore(lane, step);
  if (act.does !== 'write-session' || act.way !== 'whole' || act.name === undefined || act.name === 'cookie') return false;
  // JSON leaves out what is undefined: there the session stays empty.
  return act.arguments.every((value) => possibilities(value, act.when).every((one) => holdsForVisitor(one.when) === false || isThere(one.value)));
}

/** What is never undefined of a request, and of the world. */
const ALWAYS_THERE = /^(req\.(originalUrl|url|path|method|ip|hostname|protocol)|Date\.now\(\))$/;

function isThere(value: Single): boolean {
  switch (value.kind) {
    case 'known': return value.value !== undefined;
    case 'environment': return value.asText === true;
    case 'unknown': return value.text !== undefined || ALWAYS_THERE.test(value.symbol ?? '');
    case 'instance': return !value.of.endsWith('()');
    default: return true;
  }
}

/** connect-flash 0.1.1 lib/flash.js puts a list of messages into the session wherever it is asked for them. */
function hasFlashBefore(lane: Lane, step: Step): boolean {
  return whatRanBefore(lane, step).some(({ step: { middleware } }) => middleware.kind === 'known' && /^(connect-flash|express-flash)$/.test(middleware.module));
}
