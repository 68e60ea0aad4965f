import type { CookieScope } from '../../src/model/response-cookie.ts';
import { differInDomain } from '../../src/model/response-cookie.ts';

/** Something in which the cookie that was set and the one that is cleared are two, as a message says it. */
export interface Difference {
  readonly of: 'path' | 'domain' | 'partitioned';
  /** As a message says it. */
  readonly set: string;
  readonly cleared: string;
}

/** In what a browser tells two cookies of one name apart. */
export function differences(set: CookieScope, cleared: CookieScope): readonly Difference[] {
  const found: Difference[] = [];
  if (set.path !== cleared.path) found.push({ of: 'path', set: `\`Path=${set.path}\``, cleared: `\`Path=${cleared.path}\`` });
  if (differInDomain(set, cleared)) found.push({ of: 'domain', set: domainText(set), cleared: domainText(cleared) });
  if (set.partitioned !== cleared.partitioned) found.push({ of: 'partitioned', set: partitionText(set), cleared: partitionText(cleared) });
  return found;
}

function domainText({ domain }: CookieScope): string {
  return domain === undefined ? 'no `Domain`' : `\`Domain=${domain}\``;
}

function partitionText({ partitioned }: CookieScope): string {
  return partitioned ? '`Partitioned`' : 'no `Partitioned`';
}
