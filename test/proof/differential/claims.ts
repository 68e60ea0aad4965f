/**
 * The rules that are there. A broken app counts in the agreement where one of these speaks of its fault; a rule that
 * is built later is claimed by a line here, and its faults count from then on.
 */
export const claimedRules: ReadonlySet<string> = new Set([
  'cors-before-routes',
  'no-memory-store',
  'no-misplaced-session-options',
  'no-samesite-blocked-client',
  'no-session-per-request',
  'no-static-cookie-expires',
  'no-wildcard-origin-with-credentials',
  'require-cors-credentials',
  'require-secure-cookie',
  'require-trust-proxy',
  'samesite-none-requires-secure',
  'session-before-dependents',
  'session-before-routes',
  'valid-cors-origin',
  'valid-session-options',
  'valid-trust-proxy',
]);
