import { describe, expect, test } from 'vitest';
import { when } from '../../src/link/guard.ts';
import { certainlyBefore, lanesOf, moveAbove, nameOf, passesOn, seen, whatRanBefore, type Lane, type Step } from '../../src/model/lane.ts';
import { Program } from './build-model.ts';

function onlyLane(program: Program): Lane {
  const [lane, ...others] = lanesOf(program.world());
  if (!lane || others.length > 0) throw new Error('the program has not one lane');
  return lane;
}

function names(steps: readonly Step[]): string[] {
  return steps.map(nameOf);
}

/** app: GET /health, a router on /api with GET /api/me and a session of its own on /admin, then a session. */
function nested(): { program: Program; lane: Lane } {
  const program = new Program();
  const app = program.app();
  const api = program.app('api', 'router');
  program.on(app, 'get', '/health', [program.handler([{ does: 'answer' }])]);
  program.on(app, 'use', '/api', [program.router(api)]);
  program.on(api, 'use', '/admin', [program.session()]);
  program.on(api, 'get', '/me', [program.handler([{ does: 'read-session', name: 'user' }, { does: 'answer' }])]);
  program.on(app, 'use', undefined, [program.session()]);
  return { program, lane: onlyLane(program) };
}

describe('the lane of an app', () => {
  test('goes through mounted routers, with whole paths, in the order of registration', () => {
    const { lane } = nested();
    expect(lane.steps.map(({ middleware }) => middleware.kind)).toEqual(['handler', 'session', 'handler', 'session']);
    expect(names(lane.steps)).toEqual(['GET /health', "app.use('/api/admin', …)", 'GET /api/me', "app.use('/', …)"]);
  });

  test('says what ran before a step, by path', () => {
    const { lane } = nested();
    const me = lane.steps[2];
    expect(me && whatRanBefore(lane, me)).toEqual([]);
    const last = lane.steps[3];
    expect(last && whatRanBefore(lane, last).map(({ sees }) => sees)).toEqual(['some', 'some', 'some']);
  });

  test('a router on its way into itself is walked once', () => {
    const program = new Program();
    const app = program.app();
    const loop = program.app('loop', 'router');
    program.on(app, 'use', undefined, [program.router(loop)]);
    program.on(loop, 'use', '/again', [program.router(loop)]);
    program.on(loop, 'get', '/', [program.handler([{ does: 'answer' }])]);
    expect(names(onlyLane(program).steps)).toContain('GET /');
  });

  test('an app that nothing serves has no lane beside one that is served', () => {
    const program = new Program();
    const app = program.app();
    program.app('spare');
    const at = { file: '/app.js', start: 0, end: 0 };
    const lanes = lanesOf(program.world({ servers: [{ id: 1, protocol: 'http', at, app, listens: true, when: true }] }));
    expect(lanes.map(({ root }) => root.name)).toEqual(['app']);
  });

  test('what is registered on a Nest application that has started is apart', () => {
    const program = new Program();
    const app = program.app('app', 'nest');
    program.on(app, 'use', undefined, [program.session()], { unreachable: true });
    const lane = onlyLane(program);
    expect([lane.steps.length, lane.unreachable.length]).toEqual([0, 1]);
  });

  test('methods cover one another as in Express', () => {
    const program = new Program();
    const app = program.app();
    program.on(app, 'get', '/me', [program.handler([])]);
    program.on(app, 'post', '/me', [program.handler([])]);
    program.on(app, 'all', '/me', [program.handler([])]);
    program.on(app, 'head', '/me', [program.handler([])]);
    const [get, post, all, head] = onlyLane(program).steps as [Step, Step, Step, Step];
    expect([seen(get, post), seen(all, post), seen(get, all), seen(get, head)]).toEqual(['none', 'all', 'some', 'all']);
  });

  test('conditions that exclude one another never meet', () => {
    const program = new Program();
    const app = program.app();
    program.on(app, 'use', undefined, [program.session()], { when: when('config.sessions') });
    program.on(app, 'get', '/me', [program.handler([])], { when: { symbol: 'config.sessions', then: false, else: true } });
    const lane = onlyLane(program);
    expect(whatRanBefore(lane, lane.steps[1] as Step)).toEqual([]);
  });
});

describe('which of two comes first', () => {
  test('what waits for something comes after what does not; two that wait are in order only where the later waits for all that the earlier does', () => {
    const program = new Program();
    const app = program.app();
    program.on(app, 'get', '/', [program.handler([])]);
    program.on(app, 'get', '/a', [program.handler([])], { waits: [1] });
    program.on(app, 'get', '/b', [program.handler([])], { waits: [1, 2] });
    program.on(app, 'get', '/c', [program.handler([])], { waits: [1, 3] });
    const [first, a, b, c] = onlyLane(program).steps as [Step, Step, Step, Step];
    expect([certainlyBefore(first, a), certainlyBefore(a, b), certainlyBefore(b, c), certainlyBefore(b, a)]).toEqual([true, true, false, false]);
  });
});

describe('whether a step lets requests through', () => {
  const lane = (acts: Parameters<Program['handler']>[0], more?: Parameters<Program['handler']>[1]): 'always' | 'never' | 'maybe' => {
    const program = new Program();
    program.on(program.app(), 'get', '/', [program.handler(acts, more)]);
    const only = onlyLane(program);
    return passesOn(only.steps[0] as Step);
  };
  test('a route that only answers never does', () => expect(lane([{ does: 'answer' }])).toBe('never'));
  test('one that may go on may', () => expect(lane([{ does: 'answer', when: when('a') }, { does: 'next' }])).toBe('maybe'));
  test('one that only goes on always does', () => expect(lane([{ does: 'next' }])).toBe('always'));
  test('one that is not all seen may', () => expect(lane([{ does: 'answer' }], { unknown: [{ at: { file: '/app.js', start: 0, end: 0 }, reason: 'a helper', turn: 0, before: 1 }] })).toBe('maybe'));
});

describe('moving a registration up', () => {
  const program = (statement: Parameters<Program['on']>[4]): { late: Step; early: Step[] } => {
    const made = new Program();
    const app = made.app();
    made.on(app, 'get', '/a', [made.handler([])]);
    made.on(app, 'get', '/b', [made.handler([])]);
    made.on(app, 'use', undefined, [made.session()], statement);
    const [a, b, late] = onlyLane(made).steps as [Step, Step, Step];
    return { late, early: [b, a] };
  };
  test('goes before the first of them', () => {
    const { late, early } = program({});
    expect(moveAbove(late, early)?.before).toEqual(early[1]?.registration.statement.at);
  });
  test('not where its statement holds more', () => {
    const { late, early } = program({ statement: { alone: false } });
    expect(moveAbove(late, early)).toBeUndefined();
  });
  test('not above the declaration of a name it uses', () => {
    const { late, early } = program({ statement: { needs: [{ file: '/app.js', start: 60, end: 70 }] } });
    expect(moveAbove(late, early)).toBeUndefined();
  });
  test('not out of its block', () => {
    const { late, early } = program({ statement: { block: { file: '/app.js', start: 30, end: 40 } } });
    expect(moveAbove(late, early)).toBeUndefined();
  });
});
