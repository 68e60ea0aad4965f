import { possibilities, quoted, truthOf } from '../../src/model/certain.ts';
import { isBefore } from '../../src/model/version.ts';
import { isSwitch, type Checks } from './check.ts';

/** Calls that give an id as text where the function itself was meant: `genid: randomUUID()`. */
const MAKES_TEXT: ReadonlySet<string> = new Set(['crypto.randomUUID()', 'uuid.v1()', 'uuid.v4()', 'uuid.v7()', 'nanoid.nanoid()', 'uid-safe.sync()']);

/** Options at the top level of express-session: express-session 1.19 index.js `session`. */
export const expressSessionChecks: Checks = {
  resave: [isSwitch],
  saveUninitialized: [isSwitch],
  rolling: [isSwitch],
  proxy: [value => {
    if (value.kind === 'environment') return { message: 'proxyNotTrue', wrap: { title: 'compare it with `\'true\'`', before: '', after: ' === \'true\'' } };
    if (value.kind !== 'known' || !value.value || value.value === true) return undefined;
    return value.value === 1 || value.value === 'true' ? { message: 'proxyNotTrue', meant: 'true' } : { message: 'proxyNotTrue' };
  }],
  unset: [value => {
    const bad = value.kind === 'known' ? Boolean(value.value) && value.value !== 'destroy' && value.value !== 'keep' : value.kind === 'object' || value.kind === 'list';
    return bad ? { message: 'unset' } : undefined;
  }],
  genid: [value => {
    if (value.kind === 'function') return value.async ? { message: 'asyncGenid' } : undefined;
    const isText = value.kind === 'instance' && MAKES_TEXT.has(value.of);
    return isText || (value.kind === 'known' && Boolean(value.value)) || value.kind === 'object' || value.kind === 'list' ? { message: 'genid' } : undefined;
  }],
  secret: [value => (value.kind === 'list' && value.complete && value.items.length === 0 ? { message: 'emptySecret' } : undefined)],
  cookie: [(value, { session }) => {
    if (value.kind === 'known') return value.value ? { message: 'cookieType' } : undefined;
    if (value.kind !== 'function') return undefined;
    if (isBefore(session.version, '1.19.0') === true) return { message: 'cookieFunction' };
    if (value.async) return { message: 'asyncCookie' };
    const returned = value.returns && possibilities(value.returns, session.when);
    const [first] = returned ?? [];
    return first && returned?.every(one => one.value.kind === 'known' && truthOf(one.value) === false)
      ? { message: 'noCookieOptions', instead: quoted(first.value) }
      : undefined;
  }],
};
