import { symbolsOf } from '../src/link/guard.ts';
import { isInCallbackOf, onOnePath } from '../src/model/acts.ts';
import type { Act, Handler } from '../src/model/index.ts';
import { actsThat } from '../src/model/doing.ts';
import { samePlace } from '../src/model/lane.ts';
import { passportInUse, regeneratesAtLogin } from '../src/model/passport.ts';
import { versionName } from '../src/model/version.ts';
import { defineRule, type Edit, type Rule } from '../src/rule.ts';
import { fixOf } from './changes/edits.ts';

/** A logout is called as another version of passport wants it. */
export const passportLogoutCallback: Rule = defineRule({
  name: 'passport-logout-callback',
  level: 'error',
  since: '0.1.0',
  description: 'From passport 0.6 on `req.logout()` takes a callback; before, it never called one.',
  symptom: 'Logging out fails with "req#logout requires a callback function", or never answers.',
  offers: 'fix',
  messages: {
    missing: '`req.{{name}}()` without a callback throws under passport {{version}}: the request fails and the user stays logged in.',
    waits: '`req.{{name}}()` of passport {{version}} never calls back: the request waits for its answer in vain.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      const version = passportInUse(world);
      const calls = version && regeneratesAtLogin(version);
      if (!version || calls === undefined) continue;
      for (const { handler, act } of actsThat(world, 'log-out')) {
        if (act.when === false || asksVersion(act)) continue;
        const data = { name: act.name ?? 'logout', version: versionName(version) };
        if (calls && !act.callback) report('missing', { at: act.at, world, data, ...fixOf(act.at, 'go on in a callback', changesFor(handler, act)) });
        else if (!calls && act.callback && waitsForCallback(handler, act)) report('waits', { at: act.at, world, data, evidence: [{ role: 'this is never called', at: act.callback.at }] });
      }
    }
  },
});

/** Whether code is there for another version of passport: `req.logout` has parameters from 0.6 on. */
function asksVersion({ when }: Act): boolean {
  return symbolsOf(when).some((symbol) => symbol.includes('req.logout.length') || symbol.includes('req.logOut.length'));
}

/** Acts that bring a request to its end. */
const ENDS: ReadonlySet<Act['does']> = new Set(['answer', 'next', 'fail', 'run-middleware']);

/** Whether nothing but the callback ends the request where the act is reached. */
function waitsForCallback(handler: Handler, act: Act): boolean {
  const ends = handler.acts.filter((one) => ENDS.has(one.does) && onOnePath(one, act));
  return handler.unknown.length === 0 && ends.length > 0 && ends.every((end) => isInCallbackOf(handler, end, act));
}

/** Puts what follows the call into its callback, where it is the handler's own and ends with it. */
function changesFor({ kind, written }: Handler, { at, inside, statement, through }: Act): readonly Edit[] {
  if (kind === 'error' || !written || !inside || through.length > 0 || !statement?.alone || !samePlace(statement.block, written.body)) return [];
  const [, second, third] = written.parameters;
  if (!second || (third && third.name === undefined)) return [];
  // A parameter with a type beside it would want one for the new one too.
  if (!third && second.name?.length !== second.at.end - second.at.start) return [];
  const next = third?.name ?? 'next';
  return [
    ...(third ? [] : [{ edit: 'wrap', at: second.at, before: '', after: ', next' } as const]),
    { edit: 'continue-in-callback', call: at, statement: statement.at, block: statement.block, head: '(error) => {', first: `if (error) return ${next}(error);` },
  ];
}
