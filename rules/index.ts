import type { Rule } from '../src/rule.ts';
import { clearCookieMatches } from './clear-cookie-matches.ts';
import { cookieHttpOnly } from './cookie-http-only.ts';
import { cookieMaxAgeMilliseconds } from './cookie-max-age-milliseconds.ts';
import { cookiePathCoversRoutes } from './cookie-path-covers-routes.ts';
import { corsBeforeRoutes } from './cors-before-routes.ts';
import { environmentLoadedFirst } from './environment-loaded-first.ts';
import { handleSessionErrors } from './handle-session-errors.ts';
import { logoutDestroysSession } from './logout-destroys-session.ts';
import { noAlwaysSecureCookie } from './no-always-secure-cookie.ts';
import { noCrossSiteCookieWithoutPartition } from './no-cross-site-cookie-without-partition.ts';
import { noDefaultCookieName } from './no-default-cookie-name.ts';
import { noDefaultCorsWithSession } from './no-default-cors-with-session.ts';
import { noDuplicateSession } from './no-duplicate-session.ts';
import { noEphemeralSecret } from './no-ephemeral-secret.ts';
import { noHardcodedSecret } from './no-hardcoded-secret.ts';
import { noInadvertentReset } from './no-inadvertent-reset.ts';
import { noMemoryStore } from './no-memory-store.ts';
import { noMemoryStoreAcrossProcesses } from './no-memory-store-across-processes.ts';
import { noMisplacedSessionOptions } from './no-misplaced-session-options.ts';
import { noPermissiveTrustProxy } from './no-permissive-trust-proxy.ts';
import { noReflectedOriginWithCredentials } from './no-reflected-origin-with-credentials.ts';
import { noResave } from './no-resave.ts';
import { noSamesiteBlockedClient } from './no-samesite-blocked-client.ts';
import { noSamesiteStrict } from './no-samesite-strict.ts';
import { noSessionCookieOverwrite } from './no-session-cookie-overwrite.ts';
import { noSessionPerRequest } from './no-session-per-request.ts';
import { noSessionWriteAfterResponse } from './no-session-write-after-response.ts';
import { noSessionWriteBeforeRegenerate } from './no-session-write-before-regenerate.ts';
import { noSessionWriteForEveryVisitor } from './no-session-write-for-every-visitor.ts';
import { noStaticCookieExpires } from './no-static-cookie-expires.ts';
import { noWildcardOriginWithCredentials } from './no-wildcard-origin-with-credentials.ts';
import { passportKeepsSessionData } from './passport-keeps-session-data.ts';
import { passportLogoutCallback } from './passport-logout-callback.ts';
import { passportNeedsFullSession } from './passport-needs-full-session.ts';
import { passportSerialization } from './passport-serialization.ts';
import { proxyForwardsProto } from './proxy-forwards-proto.ts';
import { regenerateOnLogin } from './regenerate-on-login.ts';
import { requireCorsCredentials } from './require-cors-credentials.ts';
import { requireFetchCredentials } from './require-fetch-credentials.ts';
import { requireSaveOptions } from './require-save-options.ts';
import { requireSecureCookie } from './require-secure-cookie.ts';
import { requireTrustProxy } from './require-trust-proxy.ts';
import { samesiteAllowsCallback } from './samesite-allows-callback.ts';
import { samesiteNoneRequiresSecure } from './samesite-none-requires-secure.ts';
import { saveBeforeRedirect } from './save-before-redirect.ts';
import { secretAvailable } from './secret-available.ts';
import { secretRotation } from './secret-rotation.ts';
import { serializableSessionData } from './serializable-session-data.ts';
import { sessionBeforeDependents } from './session-before-dependents.ts';
import { sessionBeforeRoutes } from './session-before-routes.ts';
import { shareSessionWithSockets } from './share-session-with-sockets.ts';
import { staticBeforeSession } from './static-before-session.ts';
import { storeClientConnected } from './store-client-connected.ts';
import { storeErrorHandler } from './store-error-handler.ts';
import { storeTableExists } from './store-table-exists.ts';
import { storeTtlMatches } from './store-ttl-matches.ts';
import { validCookieDomain } from './valid-cookie-domain.ts';
import { validCookieName } from './valid-cookie-name.ts';
import { validCorsOrigin } from './valid-cors-origin.ts';
import { validSessionCalls } from './valid-session-calls.ts';
import { validSessionOptions } from './valid-session-options.ts';
import { validStore } from './valid-store.ts';
import { validTrustProxy } from './valid-trust-proxy.ts';

/** Every rule, in alphabetical order. */
export const rules: readonly Rule[] = [
  clearCookieMatches,
  cookieHttpOnly,
  cookieMaxAgeMilliseconds,
  cookiePathCoversRoutes,
  corsBeforeRoutes,
  environmentLoadedFirst,
  handleSessionErrors,
  logoutDestroysSession,
  noAlwaysSecureCookie,
  noCrossSiteCookieWithoutPartition,
  noDefaultCookieName,
  noDefaultCorsWithSession,
  noDuplicateSession,
  noEphemeralSecret,
  noHardcodedSecret,
  noInadvertentReset,
  noMemoryStore,
  noMemoryStoreAcrossProcesses,
  noMisplacedSessionOptions,
  noPermissiveTrustProxy,
  noReflectedOriginWithCredentials,
  noResave,
  noSamesiteBlockedClient,
  noSamesiteStrict,
  noSessionCookieOverwrite,
  noSessionPerRequest,
  noSessionWriteAfterResponse,
  noSessionWriteBeforeRegenerate,
  noSessionWriteForEveryVisitor,
  noStaticCookieExpires,
  noWildcardOriginWithCredentials,
  passportKeepsSessionData,
  passportLogoutCallback,
  passportNeedsFullSession,
  passportSerialization,
  proxyForwardsProto,
  regenerateOnLogin,
  requireCorsCredentials,
  requireFetchCredentials,
  requireSaveOptions,
  requireSecureCookie,
  requireTrustProxy,
  samesiteAllowsCallback,
  samesiteNoneRequiresSecure,
  saveBeforeRedirect,
  secretAvailable,
  secretRotation,
  serializableSessionData,
  sessionBeforeDependents,
  sessionBeforeRoutes,
  shareSessionWithSockets,
  staticBeforeSession,
  storeClientConnected,
  storeErrorHandler,
  storeTableExists,
  storeTtlMatches,
  validCookieDomain,
  validCookieName,
  validCorsOrigin,
  validSessionCalls,
  validSessionOptions,
  validStore,
  validTrustProxy,
];
