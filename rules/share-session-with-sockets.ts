import { areKeptApart } from '../src/model/duplicates.ts';
import type { SessionSetup, SocketServer, World } from '../src/model/index.ts';
import { isStarted } from '../src/model/reach.ts';
import { isBefore } from '../src/model/version.ts';
import { defineRule, type Change, type Rule } from '../src/rule.ts';
import { changeOf } from './changes/edits.ts';

/** The sockets of socket.io get the session of the app. */
export const shareSessionWithSockets: Rule = defineRule({
  name: 'share-session-with-sockets',
  level: 'warn',
  since: '0.1.0',
  description: 'Where sockets read the session, the session runs for the requests of socket.io too.',
  symptom: '`socket.request.session` is undefined, although the same user is logged in on every page.',
  offers: 'fix',
  messages: {
    missing: 'No session runs for the sockets: their requests go past the app, so `{{session}}.session` is undefined and {{effect}}.',
    apart: 'The sockets have a session of their own, made by a second call and kept apart from that of the app: nobody who is logged in there is logged in on a socket.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      const session = onlySession(world);
      for (const server of world.sockets) {
        const [first] = server.reads;
        if (!first || !session || server.open) continue;
        if (server.sessions.length > 0) {
          const own = ownSession(world, server);
          if (own) report('apart', { at: server.at, world, data: {}, evidence: [{ role: 'that of the sockets is made here', at: own.callee }, { role: 'that of the app is made here', at: session.callee }, { role: 'a socket\'s session is used here', at: first.at }] });
          continue;
        }
        const change = changeFor(server, session);
        report('missing', {
          at: server.at, world,
          data: { session: server.session, effect: server.reads.every(({ guarded }) => guarded) ? 'no socket is ever logged in' : 'using it throws' },
          evidence: [...server.reads.slice(0, 3).map(({ at }) => ({ role: 'a socket\'s session is used here', at })), { role: 'the session of the app is made here', at: session.callee }],
          ...(change ? { fix: change } : {}),
        });
      }
    }
  },
});

/** The session of the app, where it has one that requests meet. */
function onlySession(world: World): SessionSetup | undefined {
  const [session] = world.sessions.filter(({ registrations, insideHandler }) => registrations.length > 0 && insideHandler === undefined);
  return session;
}

/** A session that runs for the sockets and not for the app, where both keep what they hold in a memory of their own. */
function ownSession(world: World, { sessions }: SocketServer): SessionSetup | undefined {
  const [own, ...others] = world.sessions.filter(({ id }) => sessions.includes(id));
  const ofApp = world.sessions.filter(({ registrations, insideHandler, escapes }) => registrations.length > 0 || insideHandler !== undefined || escapes);
  if (!own || others.length > 0 || ofApp.length === 0) return undefined;
  return ofApp.every((session) => session.id !== own.id && areKeptApart(world, session, own)) ? own : undefined;
}

/** socket.io runs a middleware of Express for its own requests since 4.6; before, a function of its `use` has to. */
function changeFor(server: SocketServer, session: SessionSetup): Change | undefined {
  const { name, statement, version } = server;
  if (name === undefined || !statement || session.name === undefined || session.library !== 'express-session' || server.session !== 'socket.request') return undefined;
  if (session.at.file !== server.at.file || session.at.start > server.at.start) return undefined;
  const code = isBefore(version, '4.6.0') === false ? `${name}.engine.use(${session.name});` : `${name}.use((socket, next) => ${session.name}(socket.request, {}, next));`;
  return changeOf(server.at, 'run the session for the sockets', [{ edit: 'insert-statement', where: 'after', statement: statement.at, code }]);
}
