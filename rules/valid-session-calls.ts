import { chainOf } from '../src/model/acts.ts';
import { actsThat } from '../src/model/doing.ts';
import { samePlace } from '../src/model/lane.ts';
import type { Act, Handler, World } from '../src/model/index.ts';
import { defineRule, type Edit, type Rule } from '../src/rule.ts';
import { fixOf } from './changes/edits.ts';

/** Calls of session methods that can't do what they are meant to. */
export const validSessionCalls: Rule = defineRule({
  name: 'valid-session-calls',
  level: 'error',
  since: '0.1.0',
  description: 'Reports calls of session methods without the callback they need, awaited as if they gave a promise, or on a session that has no such method.',
  symptom: 'The process ends with "fn is not a function", or data that was saved is not there at the next request.',
  offers: 'fix',
  messages: {
    callback: '`req.session.{{name}}()` calls back when the store is done, and there is no callback: the process ends with a TypeError.',
    awaited: '`req.session.{{name}}()` without a callback gives no promise, and `await` waits for nothing: what follows runs before the store is done, and the answer no longer waits for it either.',
    chained: '`req.session.{{name}}()` gives the session, not a promise: `.{{chain}}` is no function of it, and the request fails.',
    stale: '`req.session.{{key}}` is written to the session from before `{{name}}`, which the request no longer has: it is lost.',
    restored: '`{{name}}` has given the request a new session, and the old one is put back: it is stored under an id that no cookie holds.',
    missing: '`req.session.{{name}}` does not exist with cookie-session: this throws a TypeError.',
    called: '`req.session` is no function: this throws a TypeError.',
    next: 'The session middleware is called without `next`: it ends with "next is not a function", and the request fails.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      const onCookies = world.sessions.length > 0 && world.sessions.every(({ library }) => library === 'cookie-session');
      const added = onCookies ? keysWritten(world) : new Set<string>();
      for (const { handler, act } of actsThat(world, ...METHODS, 'write-session', 'replace-session', 'call-session', 'run-middleware')) {
        if (act.when === false) continue;
        const { at, does, name = '' } = act;
        const replaced = act.stale === undefined ? undefined : handler.acts[act.stale];
        const evidence = replaced ? [{ role: `\`${replaced.name ?? ''}\` is called here`, at: replaced.at }] : [];
        if (onCookies && METHODS.has(does)) {
          if (!added.has(name) && !act.guarded) report('missing', { at, world, data: { name: `${name}()` } });
        } else if (METHODS.has(does) && !act.callback) {
          const chain = chainOf(handler, act);
          if (chain !== undefined) report('chained', { at, world, data: { name, chain }, ...fixOf(at, 'make it a promise', promised(act)) });
          else if (NEEDS.has(does)) report('callback', { at, world, data: { name }, ...fixOf(at, act.awaited ? 'wait for its callback' : 'go on in a callback', act.awaited ? promised(act) : goesOn(handler, act)) });
          else if (act.awaited && WAITED.has(does)) report('awaited', { at, world, data: { name }, ...fixOf(at, 'wait for its callback', promised(act)) });
        } else if (does === 'write-session' && replaced && NEEDS.has(replaced.does)) report('stale', { at, world, data: { key: name, name: replaced.name ?? '' }, evidence });
        else if (does === 'replace-session' && replaced && NEEDS.has(replaced.does)) report('restored', { at, world, data: { name: replaced.name ?? '' }, evidence });
        else if (does === 'call-session') report('called', { at, world, data: {} });
        else if (does === 'run-middleware' && name === 'session' && act.arguments.length < 3) report('next', { at, world, data: {} });
      }
    }
  },
});

/** Methods of the session of express-session (1.19.0 session/session.js); cookie-session 2.1.1 has none of them. */
const METHODS: ReadonlySet<Act['does']> = new Set(['save-session', 'regenerate-session', 'destroy-session', 'reload-session', 'touch-session']);
/** They call what they are given, whatever that is (session/store.js `regenerate`, session/session.js `reload`). */
const NEEDS: ReadonlySet<Act['does']> = new Set(['regenerate-session', 'reload-session']);
const WAITED: ReadonlySet<Act['does']> = new Set(['save-session', 'destroy-session']);

/** Keys that the program itself puts into sessions: a stand-in for a method that is missing is one. */
function keysWritten(world: World): ReadonlySet<string> {
  return new Set(actsThat(world, 'write-session').flatMap(({ act: { name } }) => name ?? []));
}

/** The call as a promise that its callback settles. */
function promised({ at, arguments: given }: Act): readonly Edit[] {
  if (given.length > 0) return [];
  return [
    // A promise that is resolved with nothing is one of `void`, for TypeScript.
    { edit: 'wrap', at, before: `new Promise${/\.[cm]?tsx?$/.test(at.file) ? '<void>' : ''}((resolve, reject) => `, after: ')' },
    { edit: 'add-argument', call: at, code: '(error) => (error ? reject(error) : resolve())' },
  ];
}

/** Puts what follows the call into its callback, where it is the handler's own and ends with it. */
function goesOn({ kind, written }: Handler, { at, names, statement, through }: Act): readonly Edit[] {
  if (kind === 'error' || !written || names?.next === undefined || through.length > 0 || !statement?.alone || !samePlace(statement.block, written.body)) return [];
  return [{ edit: 'continue-in-callback', call: at, statement: statement.at, block: statement.block, head: '(error) => {', first: `if (error) return ${names.next}(error);` }];
}
