import { cookieOf, type Draft } from '../draft.ts';
import { hidesOrigin } from './cookie.ts';
import { fault, isNest, variants, type Fault } from './fault.ts';

/** Handlers of the app's own that keep the user in the session themselves; Nest has its handlers in a controller. */
const own = { login: 'session' } as const;
const full = { ...own, library: 'express-session' } as const;
const flat = { ...own, library: 'cookie-session' } as const;

const next = "(error) => {\n  if (error) {\n    next(error);\n    return;\n  }\n";
const answer = 'res.json({ ok: true });';

function login(body: string): (draft: Draft) => void {
  return ({ bodies }) => { bodies.login = body; };
}

const late = ['no-session-write-after-response'] as const;
const tooEarly = ['no-session-write-before-regenerate'] as const;
const calls = ['valid-session-calls'] as const;

const writes: readonly Fault[] = [
  ...variants({ cause: 'the session is written after the answer', rules: late, needs: own, unless: isNest }, {
    'json': `${answer}\nreq.session.user = 'ann';`,
    'send': "res.send({ ok: true });\nreq.session.user = 'ann';",
    'under a condition': `if (req.method !== 'GET') {\n  ${answer}\n}\nreq.session.user = 'ann';`,
  }, (draft, body) => { draft.bodies.login = body; }),
  ...variants({ cause: 'the session is written when nobody waits', rules: late, needs: own, unless: isNest }, {
    'timer': `setTimeout(() => {\n  req.session.user = 'ann';\n}, 0);\n${answer}`,
    'promise': `Promise.resolve('ann').then((user) => {\n  req.session.user = user;\n});\n${answer}`,
  }, (draft, body) => { draft.bodies.login = body; }),
  fault('the session is written before it is made anew', tooEarly, full, login(`req.session.user = 'ann';\nreq.session.regenerate(${next}  ${answer}\n});`), isNest),
  fault('the session is used after it was destroyed', tooEarly, full, login(`req.session.destroy(() => {\n  req.session.user = 'ann';\n  ${answer}\n});`), isNest),
  fault('what was kept of the old session is written', calls, full, login(`const { session } = req;\nsession.regenerate(${next}  session.user = 'ann';\n  ${answer}\n});`), isNest),
  ...variants({ cause: 'a method without its callback', rules: calls, needs: full, unless: isNest }, {
    regenerate: { login: `req.session.regenerate();\nreq.session.user = 'ann';\n${answer}` },
    reload: { me: 'if (!req.session.user) {\n  res.json({ user: null });\n  return;\n}\nreq.session.reload();\nres.json({ user: req.session.user });' },
  }, (draft, bodies) => { Object.assign(draft.bodies, bodies); }),
  ...variants({ cause: 'cookie-session has no such method', rules: calls, needs: flat, unless: isNest }, {
    save: `req.session.user = 'ann';\nreq.session.save(() => {\n  ${answer}\n});`,
    regenerate: `req.session.regenerate(() => {\n  req.session.user = 'ann';\n  ${answer}\n});`,
  }, (draft, body) => { draft.bodies.login = body; }),
  ...variants({ cause: 'what JSON can not keep', rules: ['serializable-session-data'], needs: { ...own, store: 'unset' }, unless: isNest }, {
    set: ["new Set(['ann'])", "req.session.users?.has('ann') ? 'ann' : null"],
    map: ["new Map([['name', 'ann']])", "req.session.users?.get('name') ?? null"],
    'function': ["() => 'ann'", "req.session.users ? req.session.users() : null"],
    bigint: ['10n', "req.session.users === 10n ? 'ann' : null"],
  } as const, ({ bodies }, [kept, read]) => {
    bodies.login = `req.session.users = ${kept};\n${answer}`;
    bodies.me = `res.json({ user: ${read} });`;
  }),
];

const reset = ['no-inadvertent-reset'] as const;

const resets: readonly Fault[] = [
  ...variants({ cause: 'the session ends at each request', rules: reset, needs: { ...full, saving: 'off', visitor: 'nothing' } }, {
    regenerate: '(req, res, next) => {\n  req.session.regenerate(next);\n}',
    destroy: '(req, res, next) => {\n  req.session.destroy(next);\n}',
    clear: '(req, res, next) => {\n  req.sessionStore.clear(next);\n}',
  }, ({ dependents }, use) => { dependents.push({ use }); }),
  ...variants({ cause: 'cookie-session is emptied at each request', rules: reset, needs: flat }, {
    'null': '(req, res, next) => {\n  req.session = null;\n  next();\n}',
    'empty': '(req, res, next) => {\n  req.session = {};\n  next();\n}',
  }, ({ dependents }, use) => { dependents.push({ use }); }),
  ...(['unset', 'keep'] as const).map((end): Fault => ({
    ...fault('what is unset stays in the store', reset, { ...full, logout: 'end', end }, ({ bodies }) => { bodies.logout = `req.session = null;\n${answer}`; }, isNest),
    name: `what is unset stays in the store: ${end}`,
  })),
];

const overwrite = ['no-session-cookie-overwrite'] as const;
/** A name that is one in both environments, and no answer of the session's own after each request. */
const oneName = { name: 'sid', rolling: 'unset' } as const;

const overwrites: readonly Fault[] = [
  ...variants({ cause: 'a cookie of the session\'s name', rules: overwrite, needs: { ...oneName, ...own } }, {
    'res.cookie': "(req, res, next) => {\n  res.cookie('sid', 'guest');\n  next();\n}",
    'res.clearCookie': "(req, res, next) => {\n  res.clearCookie('sid');\n  next();\n}",
    'Set-Cookie': "(req, res, next) => {\n  res.setHeader('Set-Cookie', 'sid=guest; Path=/');\n  next();\n}",
  }, ({ dependents }, use) => { dependents.push({ use }); }),
  // A session that changes with each request has its own cookie set last.
  fault('a cookie of the session\'s name with the answer', overwrite, { ...oneName, ...own }, ({ bodies }) => { bodies.me = "res.cookie('sid', 'seen');\nres.json({ user: req.session.user ?? null });"; }, (plan) => isNest(plan) || plan.visitor === 'views'),
];

const clearing = ['clear-cookie-matches'] as const;

const logouts: readonly Fault[] = [
  fault('the cookie is cleared on another path', clearing, { ...full, logout: 'clear', client: 'same-origin', path: 'unset' }, (draft) => { draft.clearing.set('path', "'/account'"); }, isNest),
  fault('the cookie is cleared on another domain', clearing, { ...full, logout: 'clear', domain: 'production', hosting: 'proxy' }, (draft) => { draft.clearing.delete('domain'); }, isNest),
  // Express 4 counts it from now: the cookie is set again.
  fault('the cookie is cleared with a life', clearing, { ...full, logout: 'clear', versions: 'older' }, (draft) => { draft.clearing.set('maxAge', '86400000'); }, isNest),
  fault('the cookie is cleared in another partition', clearing, { ...full, logout: 'clear', partitioned: 'true', hosting: 'proxy' }, (draft) => { draft.clearing.delete('partitioned'); }, isNest),
  fault('the cookie is cleared as one of this site', clearing, { ...full, logout: 'clear', client: 'cross-site', hosting: 'proxy' }, (draft) => {
    draft.clearing.delete('sameSite');
    draft.clearing.delete('secure');
  }, (plan) => isNest(plan) || hidesOrigin(plan)),
];

const serialization = ['passport-serialization'] as const;
const passport = { login: 'passport', library: 'express-session' } as const;

const logins: readonly Fault[] = [
  fault('passport logs out without a callback', ['passport-logout-callback'], { ...passport, logout: 'end' }, ({ bodies }) => { bodies.logout = `req.logout();\n${answer}`; }),
  fault('nothing says how a user is kept', serialization, passport, (draft) => { draft.keeping.splice(0, 1); }),
  fault('nothing says how a user is found', serialization, passport, (draft) => { draft.keeping.splice(1, 1); }),
  ...variants({ cause: 'a user is not found', rules: serialization, needs: passport }, {
    'never called back': '(user, done) => {}',
    'called back for others alone': "(user, done) => {\n  if (user.id === 'guest') {\n    done(null, user);\n  }\n}",
  }, (draft, code) => { draft.keeping[1] = `passport.deserializeUser(${code});`; }),
];

const oddities: readonly Fault[] = [
  // As a number it is read as `maxAge` is, but for the store at a `save` of one's own: that takes it for a day in 1970.
  fault('a number as expires, and a save', [], { ...full, maxAge: 'number', store: 'unset' }, (draft) => {
    const cookie = cookieOf(draft);
    cookie.delete('maxAge');
    cookie.set('expires', '86400000');
    draft.bodies.login = `req.session.user = 'ann';\nreq.session.save(${next}  ${answer}\n});`;
  }, isNest),
];

/** Faults of what handlers do with the session. */
export const handlerFaults: readonly Fault[] = [...writes, ...resets, ...overwrites, ...logouts, ...logins, ...oddities];
