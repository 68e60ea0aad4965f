import { isBefore } from '../../src/model/version.ts';
import { isSameSiteFault, isSwitch, meantSameSite, type Check, type Checks } from './check.ts';

/** `partitioned` and `priority` came with express-session 1.18 (HISTORY.md, 1.18.0). */
const came118: Check = (value, { session }) => (isBefore(session.version, '1.18.0') === true && !(value.kind === 'known' && !value.value) ? { message: 'tooNew' } : undefined);

/** cookie 0.4, with which express-session 1.17 writes, makes an `Expires` of it that browsers pass over. */
const isUnwritable: Check = (value, { session }) =>
  (value.kind === 'known' && typeof value.value === 'number' && !Number.isFinite(value.value) && isBefore(session.version, '1.18.0') !== true ? { message: 'notFinite' } : undefined);

/** Attributes inside express-session's `cookie`: session/cookie.js, and `serialize` of cookie 0.7. */
export const cookieAttributeChecks: Checks = {
  maxAge: [isUnwritable, value => {
    switch (value.kind) {
      case 'environment': return { message: 'maxAgeEnvironment', wrap: { title: 'make it a number', before: 'Number(', after: ')' } };
      case 'known':
        if (typeof value.value === 'string' && value.value !== '') return { message: 'maxAgeText', ...(/^\d+$/.test(value.value) ? { meant: value.value } : {}) };
        return value.value === true ? { message: 'maxAgeType' } : undefined;
      case 'object':
      case 'list':
      case 'function': return { message: 'maxAgeType' };
      default: return undefined;
    }
  }],
  expires: [(value, beside) => {
    const { options } = beside;
    // `maxAge` written after it takes its place.
    if (options.properties.findLast(({ name }) => name === 'expires' || name === 'maxAge')?.name === 'maxAge') return undefined;
    if (value.kind === 'environment') return { message: 'expiresEnvironment' };
    if (value.kind !== 'known') return undefined;
    return typeof value.value === 'string' && value.value !== '' ? { message: 'expiresText' } : isUnwritable(value, beside);
  }],
  secure: [
    (value, { perRequest }) => (perRequest && value.kind === 'known' && value.value === 'auto' ? { message: 'autoInFunction' } : undefined),
    isSwitch,
  ],
  httpOnly: [isSwitch],
  partitioned: [came118, isSwitch],
  priority: [came118, (value, { session }) => {
    if (isBefore(session.version, '1.18.0') !== false || value.kind !== 'known' || !value.value) return undefined;
    return typeof value.value === 'string' && /^(?:low|medium|high)$/i.test(value.value) ? undefined : { message: 'priority' };
  }],
  sameSite: [(value, { session, perRequest }) => {
    if (value.kind === 'known' && value.value === 'auto') {
      if (isBefore(session.version, '1.19.0') === true) return { message: 'sameSiteAuto' };
      return perRequest ? { message: 'sameSiteAutoInFunction' } : undefined;
    }
    if (!isSameSiteFault(value)) return undefined;
    const meant = value.kind === 'known' && typeof value.value === 'string' ? meantSameSite(value.value) : undefined;
    return { message: 'sameSite', ...(meant === undefined ? {} : { meant }) };
  }],
  path: [value => {
    if (value.kind !== 'known' || typeof value.value !== 'string' || value.value === '' || value.value.startsWith('/')) return undefined;
    // As without a path: one made of the text may cover no route.
    return { message: 'path', meant: '\'/\'' };
  }],
};
