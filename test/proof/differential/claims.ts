import { rules } from '../../../rules/index.ts';

/** The rules that call a session broken. A broken app counts in the agreement where one of these speaks of its fault. */
export const claimedRules: ReadonlySet<string> = new Set(rules.filter(({ level }) => level === 'error').map(({ name }) => name));
