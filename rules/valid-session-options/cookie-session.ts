import { isCertainly, truthOf } from '../../src/model/certain.ts';
import { optionOf } from '../../src/model/cookie.ts';
import type { SessionSetup } from '../../src/model/index.ts';
import { isSameSiteFault, isSwitch, meantSameSite, type Check, type Checks } from './check.ts';

/** What express-session has and cookie-session does not, and what it does instead. */
const FOREIGN: Readonly<Record<string, string>> = {
  resave: 'it writes the cookie only when the session has changed',
  saveUninitialized: 'it writes no cookie for an empty session',
  rolling: 'it does not send an unchanged session again',
  store: 'the whole session is kept in the cookie',
  proxy: 'it follows `trust proxy`',
  genid: 'its sessions have no id',
  unset: '`req.session = null` removes the session',
};

const foreign: Check = (_, { option }) => ({ message: 'foreign', instead: FOREIGN[option.name] ?? 'it is ignored', ...(option.name === 'store' ? {} : { remove: true }) });

/** The options of cookie-session: cookie-session 2.1 index.js (1.4 still read `key`), cookies 0.9 index.js. Errors of a write are swallowed there. */
export const cookieSessionChecks: Checks = {
  ...Object.fromEntries(Object.keys(FOREIGN).map(name => [name, [foreign]])),
  key: [(_, { options, session }) => ((session.version.major ?? 0) >= 2 ? { message: 'foreign', instead: 'the cookie\'s name is `name`', ...(optionOf(options, 'name') ? { remove: true } : {}) } : undefined)],
  keys: [value => {
    if (value.kind === 'environment') return { message: 'keysEnvironment', wrap: { title: 'make it a list', before: '[', after: ']' } };
    if (value.kind === 'known') return typeof value.value === 'string' && value.value !== '' ? { message: 'keysText', wrap: { title: 'make it a list', before: '[', after: ']' } } : undefined;
    if (value.kind !== 'list') return undefined;
    if (value.complete && value.items.length === 0) return { message: 'keysEmpty' };
    return value.items.some(item => isCertainly(item, one => one.kind === 'known' && one.value === undefined)) ? { message: 'keysUndefined' } : undefined;
  }],
  maxAge: [value => {
    if (value.kind === 'environment') return { message: 'silentEnvironment', wrap: { title: 'make it a number', before: 'Number(', after: ')' } };
    if (value.kind === 'instance') return value.of === 'Date' ? { message: 'silent' } : undefined;
    if (value.kind !== 'known') return value.kind === 'object' || value.kind === 'list' ? { message: 'silent' } : undefined;
    if (typeof value.value === 'number') return Number.isFinite(value.value) ? undefined : { message: 'silent' };
    if (!value.value) return undefined;
    return { message: 'silent', ...(typeof value.value === 'string' && /^\d+$/.test(value.value) ? { meant: value.value } : {}) };
  }],
  expires: [(value, { options }) => {
    const maxAge = optionOf(options, 'maxAge');
    if (maxAge && !isCertainly(maxAge.value, one => truthOf(one) === false)) return undefined;
    if (value.kind === 'environment') return { message: 'silentEnvironment' };
    return value.kind === 'known' && Boolean(value.value) ? { message: 'silent' } : undefined;
  }],
  secure: [value => (value.kind === 'known' && value.value === 'auto' ? { message: 'alwaysOn', remove: true } : undefined), isSwitch],
  httpOnly: [isSwitch],
  signed: [isSwitch],
  overwrite: [isSwitch],
  partitioned: [isSwitch],
  sameSite: [value => {
    if (value.kind === 'known' && value.value === 'auto') return { message: 'silent' };
    if (!isSameSiteFault(value)) return undefined;
    const meant = value.kind === 'known' && typeof value.value === 'string' ? meantSameSite(value.value) : undefined;
    return { message: 'silent', ...(meant === undefined ? {} : { meant }) };
  }],
  priority: [value => (value.kind === 'known' && Boolean(value.value) && !(typeof value.value === 'string' && /^(?:low|medium|high)$/i.test(value.value)) ? { message: 'silent' } : undefined)],
};

/** Whether cookie-session certainly throws for want of a key: neither `keys` nor `secret`, and the cookie is to be signed. */
export function isWithoutKeys(session: SessionSetup): boolean {
  if (!session.options.complete || optionOf(session.options, 'cookie')) return false;
  const signed = optionOf(session.options, 'signed');
  if (signed && !isCertainly(signed.value, value => truthOf(value) === true || (value.kind === 'known' && (value.value === undefined || value.value === null)), session.when)) return false;
  return ['keys', 'secret'].every(name => {
    const option = optionOf(session.options, name);
    return !option || isCertainly(option.value, value => truthOf(value) === false, session.when);
  });
}
