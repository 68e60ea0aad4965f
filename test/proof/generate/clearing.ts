import { perEnvironment, type Draft } from './draft.ts';
import { Options } from './options.ts';
import { hasCrossSiteClient } from './plan.ts';

/** What a browser must be told to know the cookie by, and to take the answer from where the pages are. */
export function clearingOf({ plan, session }: Draft): Options {
  const cookie = session.nested('cookie') ?? new Options();
  const options = new Options();
  for (const name of ['path', 'domain', 'partitioned']) {
    const value = cookie.get(name);
    if (value !== undefined) options.set(name, value);
  }
  if (hasCrossSiteClient(plan) || plan.partitioned === 'true' || plan.name === 'host-prefixed') {
    const inDevelopment = String(plan.hosting === 'node-tls-always');
    options.set('secure', perEnvironment('true', inDevelopment));
    options.set('sameSite', perEnvironment("'none'", "'lax'"));
  }
  return options;
}
