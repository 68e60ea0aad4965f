import type { Run } from '../run.ts';
import type { Value } from '../value.ts';
import { axiosModule } from './clients/axios.ts';
import { fetchFunction, fetchModules, ofetch } from './clients/fetch.ts';
import { graphqlModules } from './clients/graphql.ts';
import { eventSource, requestModules, xmlHttpRequest } from './clients/requests.ts';
import type { KnownModule } from './index.ts';

/** What every browser has, and what frameworks put beside it. */
export function browserGlobals(run: Run): Readonly<Record<string, Value>> {
  return {
    fetch: fetchFunction(run),
    $fetch: ofetch(run),
    XMLHttpRequest: xmlHttpRequest(run),
    EventSource: eventSource(run),
    // From a script element of the page.
    ...(axiosModule['axios'] ? { axios: axiosModule['axios'](run) } : {}),
  };
}

/** The packages that browser code makes requests with. */
export const clientModules: Readonly<Record<string, KnownModule>> = {
  ...axiosModule,
  ...fetchModules,
  ...graphqlModules,
  ...requestModules,
  'node-fetch': (run) => run.native('node-fetch', (inner, site) => inner.unknown('an answer', site.at), { from: { module: 'node-fetch', path: 'default' } }),
};
