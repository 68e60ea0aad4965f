import { isCertainly, truthOf } from '../src/model/certain.ts';
import { optionOf } from '../src/model/cookie.ts';
import { actsThat } from '../src/model/doing.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { isTestOrExample } from '../src/model/environments.ts';
import type { SessionSetup, World } from '../src/model/index.ts';
import { isStarted } from '../src/model/reach.ts';
import { saveOptionsLeftOut, storeWithTouch, type SaveOption } from '../src/model/save-options.ts';
import { defineRule, type Edit, type Rule } from '../src/rule.ts';
import type { Place } from '../src/source/place.ts';
import { changeOf } from './changes/edits.ts';
import { setValue } from './changes/secure-cookie.ts';

/** The deprecated defaults of `resave` and `saveUninitialized` are in force. */
export const requireSaveOptions: Rule = defineRule({
  name: 'require-save-options',
  level: 'warn',
  since: '0.1.0',
  description: 'Both `resave` and `saveUninitialized` are given: left out, each is `true`, a deprecated default.',
  symptom: '"express-session deprecated undefined resave option"; changes to a session vanish now and then, and the store fills with empty sessions.',
  offers: 'either',
  messages: {
    both: '`resave` and `saveUninitialized` are left out and thus `true`: each request writes its session back, over what a parallel request has saved, and each visitor and robot gets an empty session.',
    resave: '`resave` is left out and thus `true`: each request writes its session back, unchanged or not, over what a parallel request has saved.',
    saveUninitialized: '`saveUninitialized` is left out and thus `true`: each visitor and robot without a cookie gets an empty session, in the store and as a cookie.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      if (!isStarted(world) || isTestOrExample(world.entry.file, workspace.root)) continue;
      for (const session of sessionsInUse(world)) {
        const [first, ...others] = saveOptionsLeftOut(session);
        if (!first || session.when === false || isTestOrExample(session.at.file, workspace.root)) continue;
        const at = placeOf(session);
        const change = changeOf(at, others.length > 0 ? 'set both to `false`' : `set \`${first}\` to \`false\``, [first, ...others].flatMap(name => turnedOff(session, name)), ['no-session-write-for-every-visitor']);
        const offer = !change ? {} : isFreeOfDoubt(world, session) ? { fix: change } : { suggest: [change] };
        const evidence = at === session.callee ? [] : [{ role: 'the session is made here', at: session.callee }];
        report(others.length > 0 ? 'both' : first, { at, world, data: {}, evidence, ...offer });
      }
    }
  },
});

/** The call; where its options are written in another file, there. */
function placeOf({ callee, options: { literal } }: SessionSetup): Place {
  return literal && literal.at.file !== callee.file ? literal.at : callee;
}

function turnedOff({ options }: SessionSetup, name: SaveOption): readonly Edit[] {
  const option = optionOf(options, name);
  if (option) return setValue(option, 'false');
  return options.literal ? [{ edit: 'add-property', to: options.literal, name, code: 'false' }] : [];
}

/** Packages that hold on to the id of a session in which nothing is written yet. */
const HOLD_ON_TO_IDS: ReadonlySet<string> = new Set(['csrf-csrf', 'express-socket.io-session', 'socket.io', 'ws', 'express-ws']);

/**
 * Whether nothing is seen to rest on the defaults: the id of a visitor's empty session, which is a new one at each
 * request once it is no longer saved, or `rolling` with a store that may have no `touch`, whose sessions then end
 * while their cookie lives on.
 */
function isFreeOfDoubt(world: World, session: SessionSetup): boolean {
  const rolling = optionOf(session.options, 'rolling');
  return (!rolling || storeWithTouch(world, session) !== undefined || isCertainly(rolling.value, value => truthOf(value) === false))
    && !world.imports.some(name => HOLD_ON_TO_IDS.has(name))
    && !actsThat(world, 'read-session').some(({ act }) => act.name === 'id');
}
