import { describe, expect, test } from 'vitest';
import { when } from '../../src/link/guard.ts';
import { lanesOf, type Lane } from '../../src/model/lane.ts';
import { isDependent, lateSessions, unmetNeeds } from '../../src/model/late.ts';
import { needsOf, sessionsBefore } from '../../src/model/needs.ts';
import { rejectsPreflight } from '../../src/model/rejects.ts';
import { literal, options, Program } from './build-model.ts';

function onlyLane(program: Program): Lane {
  const [lane] = lanesOf(program.world());
  if (!lane) throw new Error('the program has no lane');
  return lane;
}

/** One app with these middlewares on every path, in order; the last is the session. */
function before(make: (program: Program) => readonly number[]): Lane {
  const program = new Program();
  const app = program.app();
  for (const middleware of make(program)) program.on(app, 'use', undefined, [middleware]);
  program.on(app, 'use', undefined, [program.session()]);
  return onlyLane(program);
}

describe('what needs a session', () => {
  const uses = (make: (program: Program) => readonly number[]): string[] => needsOf(before(make)).map((need) => need.uses);

  test.each(['read-session', 'write-session', 'regenerate-session', 'destroy-session', 'save-session'] as const)('%s does', (does) => {
    expect(uses((program) => [program.handler([{ does, name: 'user' }])])).toEqual(['req.session']);
  });
  test('a guarded read does not', () => {
    expect(uses((program) => [program.handler([{ does: 'read-session', name: 'user', guarded: true }])])).toEqual([]);
  });
  test('a bare `req.session` that is handed on does not', () => {
    expect(uses((program) => [program.handler([{ does: 'read-session' }])])).toEqual([]);
  });
  test('replacing the session does not', () => {
    expect(uses((program) => [program.handler([{ does: 'replace-session', name: 'session' }])])).toEqual([]);
  });
  test('`req.user` does only where passport restores it from the session', () => {
    const reads = (program: Program) => program.handler([{ does: 'read-user', name: 'user' }]);
    expect(uses((program) => [reads(program)])).toEqual([]);
    expect(uses((program) => [reads(program), program.known('passport.session')])).toEqual(['req.user', 'passport.session()']);
    expect(uses((program) => [program.handler([{ does: 'write-user' }, { does: 'next' }]), reads(program), program.known('passport.session')])).toEqual(['passport.session()']);
  });
  test('a login without a session does not', () => {
    expect(uses((program) => [program.known('passport.authenticate', { arguments: [literal('jwt'), { kind: 'object', options: options({ session: literal(false) }), at: { file: '/app.js', start: 0, end: 0 }, via: [] }] })])).toEqual([]);
    expect(uses((program) => [program.known('passport.authenticate', { arguments: [literal('local')] })])).toEqual(["passport.authenticate('local')"]);
  });
  test('`csurf` does unless it has a cookie of its own', () => {
    expect(uses((program) => [program.known('csurf')])).toEqual(['csurf()']);
    expect(uses((program) => [program.known('csurf', { arguments: [literal(undefined)], options: options({ cookie: literal(true) }) })])).toEqual([]);
  });
  test('`passport.initialize` does before 0.5, where `passport.session` restores what it fetched', () => {
    const initialize = (program: Program, version: string) => program.known('passport.initialize', { version: { version, major: 0 } });
    expect(uses((program) => [initialize(program, '0.4.1'), program.known('passport.session')])).toEqual(['passport.initialize()', 'passport.session()']);
    expect(uses((program) => [initialize(program, '0.7.0'), program.known('passport.session')])).toEqual(['passport.session()']);
    expect(uses((program) => [initialize(program, '0.4.1')])).toEqual([]);
  });
});

describe('what may be a session', () => {
  const isSilent = (make: (program: Program) => number): boolean => {
    const lane = before((program) => [make(program), program.handler([{ does: 'write-session', name: 'user' }])]);
    return unmetNeeds(lane).length === 0;
  };
  test('a middleware that can not be seen', () => expect(isSilent((program) => program.unknown())).toBe(true));
  test('a handler that runs another', () => expect(isSilent((program) => program.handler([{ does: 'run-middleware' }]))).toBe(true));
  test('a handler that makes one', () => expect(isSilent((program) => program.handler([{ does: 'make-session' }]))).toBe(true));
  test('a handler that hands the request to what can not be seen', () => expect(isSilent((program) => program.handler([], { unknown: [{ at: { file: '/app.js', start: 0, end: 0 }, reason: 'a helper', turn: 0, before: 0 }] }))).toBe(true));
  test('not a middleware of a package that carries none', () => expect(isSilent((program) => program.known('helmet'))).toBe(false));
});

describe('sessions that come too late', () => {
  test('each need belongs to the first session that would cover it', () => {
    const program = new Program();
    const app = program.app();
    program.on(app, 'get', '/api/me', [program.handler([{ does: 'read-session', name: 'user' }, { does: 'answer' }])]);
    program.on(app, 'use', '/admin', [program.session()]);
    program.on(app, 'use', '/api', [program.session()]);
    program.on(app, 'use', undefined, [program.session()]);
    const late = lateSessions(onlyLane(program));
    expect(late.map(({ session, needs }) => [session.index, needs.length])).toEqual([[2, 1]]);
  });
  test('a session that is there under another condition than the route is none', () => {
    const program = new Program();
    const app = program.app();
    program.on(app, 'get', '/me', [program.handler([{ does: 'read-session', name: 'user' }])], { when: { symbol: 'a', then: false, else: true } });
    program.on(app, 'use', undefined, [program.session()], { when: when('a') });
    expect(lateSessions(onlyLane(program))).toEqual([]);
  });
  test('a middleware of a package is a dependent, a route is not', () => {
    const lane = before((program) => [program.known('passport.session'), program.handler([{ does: 'flash', name: 'flash' }]), program.handler([{ does: 'read-session', name: 'user' }])]);
    expect(needsOf(lane).map(isDependent)).toEqual([true, true, false]);
  });
  test('a route after the session has one before it', () => {
    const program = new Program();
    const app = program.app();
    program.on(app, 'use', undefined, [program.session()]);
    program.on(app, 'get', '/me', [program.handler([{ does: 'read-session', name: 'user' }])]);
    const lane = onlyLane(program);
    const [, me] = lane.steps;
    expect(me && sessionsBefore(lane, me).length).toBe(1);
  });
});

describe('what a preflight meets', () => {
  const rejects = (acts: Parameters<Program['handler']>[0]): boolean => {
    const program = new Program();
    program.on(program.app(), 'use', undefined, [program.handler(acts)]);
    const lane = onlyLane(program);
    const [step] = lane.steps;
    return step !== undefined && rejectsPreflight(step);
  };
  const user = when('req.session.user');
  const noUser = { symbol: 'req.session.user', then: false, else: true };

  test('a login check refuses it', () => {
    expect(rejects([{ does: 'read-session', name: 'user' }, { does: 'next', when: user }, { does: 'answer', when: noUser }])).toBe(true);
  });
  test('one that lets OPTIONS by does not', () => {
    const options_ = when('"OPTIONS" === req.method');
    expect(rejects([{ does: 'read-session', name: 'user' }, { does: 'next', when: options_ }, { does: 'answer', when: { symbol: '"OPTIONS" === req.method', then: false, else: noUser } }])).toBe(false);
  });
  test('one that turns some users away does not', () => {
    expect(rejects([{ does: 'read-session', name: 'banned' }, { does: 'answer', when: when('req.session.banned') }, { does: 'next', when: { symbol: 'req.session.banned', then: false, else: true } }])).toBe(false);
  });
  test('one that asks something else besides is not certain', () => {
    expect(rejects([{ does: 'read-session', name: 'user' }, { does: 'next', when: { symbol: 'isOpen(req.path)', then: true, else: user } }, { does: 'answer', when: { symbol: 'isOpen(req.path)', then: false, else: noUser } }])).toBe(false);
  });
});
