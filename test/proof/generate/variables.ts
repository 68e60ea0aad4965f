import type { Environment } from './addresses.ts';
import type { Plan } from './plan.ts';

/** The environment variables that the code of a plan reads. */
export function variablesOf(plan: Plan, environment: Environment): Record<string, string> {
  const inProduction = environment === 'production';
  const secure = inProduction || plan.hosting === 'node-tls-always';
  return {
    SESSION_SECRET: 'a long text',
    ...(plan.secret === 'list' ? { OLD_SECRET: 'another long text' } : {}),
    ...(plan.secure === 'environment' ? { COOKIE_SECURE: String(secure) } : {}),
    ...(plan.maxAge === 'environment' ? { SESSION_LIFE: '86400000' } : {}),
    ...(plan.domain === 'environment' && inProduction ? { COOKIE_DOMAIN: '.example.com' } : {}),
    ...(plan.trust === 'environment' ? { TRUSTED_PROXIES: '1' } : {}),
  };
}
