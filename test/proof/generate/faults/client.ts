import type { Draft } from '../draft.ts';
import { fault, variants, type Fault } from './fault.ts';

const rules = ['require-fetch-credentials'] as const;
const near = { client: 'same-site', serverOrigin: 'told' } as const;

function says(draft: Draft, credentials: string): void {
  draft.saying.credentials = credentials;
}

/** Faults of the pages' code. */
export const clientFaults: readonly Fault[] = [
  ...variants({ cause: 'a page asks without credentials', rules, needs: { ...near, clientCode: 'fetch' } }, { 'left out': '', 'same-origin': "credentials: 'same-origin'", 'omit': "credentials: 'omit'" }, says),
  fault('axios asks without credentials', rules, { ...near, clientCode: 'axios' }, (draft) => { says(draft, ''); }),
  fault('an instance of axios asks without credentials', rules, { ...near, clientCode: 'axios-instance' }, (draft) => { says(draft, ''); }),
  fault('the options of axios are its body', rules, { ...near, clientCode: 'axios' }, (draft) => { draft.saying.place = 'body'; }),
];
