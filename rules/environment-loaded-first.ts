import { isTestOrExample } from '../src/model/environments.ts';
import type { EnvFileLoad, World } from '../src/model/index.ts';
import { isStarted } from '../src/model/reach.ts';
import { readTooEarly, type EarlyRead } from '../src/model/variables.ts';
import type { Change, Edit, Rule } from '../src/rule.ts';
import { defineRule } from '../src/rule.ts';
import type { Place } from '../src/source/place.ts';
import { changeOf } from './changes/edits.ts';

/** A variable of the environment is read before the env file that gives it is loaded. */
export const environmentLoadedFirst: Rule = defineRule({
  name: 'environment-loaded-first',
  level: 'error',
  since: '0.1.0',
  description: 'The env file must be loaded before the session, its store, cors or the proxy setting read what it gives.',
  symptom: 'Every request fails with `secret option required for sessions`, or a setting of the `.env` file has no effect, although the file is right.',
  offers: 'fix',
  messages: {
    secret: '`{{variable}}` is read before {{by}} loads the env file: the session secret is undefined {{environment}}, and every request fails with `secret option required for sessions`.',
    keys: '`{{variable}}` is read before {{by}} loads the env file: cookie-session is given no key {{environment}}, and no session cookie can be signed.',
    other: '`{{variable}}` is read before {{by}} loads the env file: {{what}} is made without it {{environment}}, whatever the file says.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      if (!isStarted(world) || isTestOrExample(world.entry.file, workspace.root)) continue;
      const late = readTooEarly(workspace, world);
      if (!late) continue;
      const { load, reads } = late;
      const [first] = [...reads].sort((left, right) => weight(right) - weight(left));
      if (!first) continue;
      const { variable, what } = first;
      const by = `\`${load.by}\``;
      const fix = changeFor(world, load);
      const shared = { at: load.at, world, evidence: evidenceOf(first, reads), ...(fix ? { fix } : {}) };
      if (first.session && first.alone && first.session.library === 'express-session') report('secret', { ...shared, data: { variable, by } });
      else if (first.session && first.alone) report('keys', { ...shared, data: { variable, by } });
      else report('other', { ...shared, data: { variable, by, what } });
    }
  },
});

/** A secret that is missing is what users meet first. */
function weight({ session, alone }: EarlyRead): number {
  return (session ? 2 : 0) + (alone ? 1 : 0);
}

function evidenceOf(first: EarlyRead, reads: readonly EarlyRead[]): { readonly role: string; readonly at: Place }[] {
  const others = reads.filter((read) => read.at.file !== first.at.file || read.at.start !== first.at.start);
  return [first, ...others].map(({ variable, at }) => ({ role: `\`${variable}\` is read here`, at }));
}

/** The env file is loaded before anything else of the entry, where the entry is what loads it. */
function changeFor({ entry }: World, load: EnvFileLoad): Change | undefined {
  const { first, at } = load;
  if (!first || at.file !== entry.file) return undefined;
  const edit = editFor(load, first);
  return edit && changeOf(at, 'load the env file first', [edit]);
}

function editFor({ imported, statement, format, plain, by, at }: EnvFileLoad, first: Place): Edit | undefined {
  if (imported) return { edit: 'move-statement', statement: at, before: first };
  if (format === 'cjs' && statement && isWhole(statement.at, at) && statement.needs?.length === 0 && statement.block.start === 0) return { edit: 'move-statement', statement: statement.at, before: first };
  if (!plain || by === 'process.loadEnvFile') return undefined;
  return { edit: 'insert-statement', where: 'before', statement: first, code: format === 'esm' ? `import '${by}/config';` : `require('${by}/config');` };
}

/** Whether a statement is this call, and a semicolon at most. */
function isWhole(statement: Place, call: Place): boolean {
  return statement.start === call.start && statement.end - call.end <= 1;
}
