import { environments } from '../addresses.ts';
import type { Code } from '../options.ts';
import { hasCrossSiteClient } from '../plan.ts';
import { fault, isNest, variants, type Fault } from './fault.ts';

const full = { library: 'express-session' } as const;
const secret = ['secret-available'] as const;

/** Faults of what the session is made with and beside what it stands: its secret, its store, another session. */
export const setupFaults: readonly Fault[] = [
  ...variants({ cause: 'no secret', rules: secret, needs: { ...full, secret: 'environment' } }, { 'empty': "''", 'undefined': 'undefined', 'null': 'null' }, ({ session }, code) => { session.set('secret', code); }),
  fault('no secret in the environment', secret, { ...full, secret: 'environment', variables: 'dotenv' }, (draft) => {
    draft.session.set('secret', 'process.env.COOKIE_SECRET');
    draft.otherFiles['.env.example'] = 'COOKIE_SECRET=\nSESSION_SECRET=\n';
  }),
  fault('a secret of each start', ['no-ephemeral-secret'], { library: 'cookie-session' }, ({ session }) => { session.set('keys', '[randomUUID()]'); }),
  ...(['esm', 'cjs', 'ts-esm', 'ts-cjs'] as const).map((modules): Fault => ({
    ...fault('the env file is read too late', ['environment-loaded-first'], { ...full, modules, variables: 'dotenv', making: 'module', secret: 'environment' }, (draft) => { draft.loading = 'late'; }),
    name: `the env file is read too late: ${modules}`,
  })),
  ...variants({ cause: 'a key in the code', rules: ['no-hardcoded-secret'], needs: { library: 'cookie-session', secret: 'environment' } }, {
    'alone': "['keyboard cat']",
    'beside another': "[process.env.SESSION_SECRET, 'keyboard cat']",
    'fallback': "[process.env.COOKIE_KEY || 'keyboard cat']",
    'where there is none': "[process.env.COOKIE_KEY ?? 'keyboard cat']",
    'in both environments': { production: "['keyboard cat']", development: "['another cat']" },
  }, ({ session }, code: Code) => { session.set('keys', code); }),
  fault('a store class, no store', ['valid-store'], { ...full, store: 'own' }, ({ session }) => { session.set('store', 'OwnStore'); }),
  fault('a promise of a store', ['valid-store'], { ...full, store: 'own' }, ({ session }) => { session.set('store', 'Promise.resolve(new OwnStore())'); }),
  fault('passport on cookie-session', ['passport-needs-full-session'], { login: 'session', library: 'cookie-session' }, ({ dependents, keeping, bodies }) => {
    dependents.push(keeping.join('\n'), { use: 'passport.initialize()' }, { use: 'passport.session()' });
    bodies.login = "req.login({ id: 'ann' }, (error) => {\n  if (error) {\n    next(error);\n    return;\n  }\n  res.json({ ok: true });\n});";
    bodies.me = 'res.json({ user: req.user?.id ?? null });';
  }, isNest),
  fault('two kinds of session', ['no-duplicate-session'], { ...full, structure: 'flat', login: 'session' }, (draft) => {
    draft.dependents.push({ use: "cookieSession({ name: 'second', keys: [process.env.SESSION_SECRET] })" });
  }, (plan) => hasCrossSiteClient(plan) || plan.faults.length > 1),
  fault('a session before the session', ['no-duplicate-session'], { ...full, login: 'session', name: 'sid', importing: 'default' }, (draft) => {
    draft.order.splice(draft.order.indexOf('session'), 0, 'first');
    draft.first.push({ use: 'session({\n  secret: process.env.SESSION_SECRET,\n  resave: false,\n  saveUninitialized: false,\n})' });
    for (const environment of environments) draft.intent[environment].quiet = false;
  }, hasCrossSiteClient),
];
