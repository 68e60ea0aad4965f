import { sessionsInUse } from '../src/model/duplicates.ts';
import { isTestOrExample } from '../src/model/environments.ts';
import type { SessionSetup, Workspace, World } from '../src/model/index.ts';
import { isForDeveloping } from '../src/model/reach.ts';
import { parserSecretsOf, secretsOf, writtenAmong, type WrittenSecret } from '../src/model/secrets.ts';
import { keptInWorkspace } from '../src/model/view.ts';
import type { Evidence, Rule } from '../src/rule.ts';
import { defineRule } from '../src/rule.ts';
import { keptFor, memoised } from '../src/source/kept.ts';
import type { Place } from '../src/source/place.ts';
import { fromEnvironment } from './changes/secret.ts';

/** Sessions are signed with a text that stands in the code. */
export const noHardcodedSecret: Rule = defineRule({
  name: 'no-hardcoded-secret',
  level: 'error',
  since: '0.1.0',
  description: 'In production, sessions must not be signed with a secret that is written in the code, not even as a fallback.',
  symptom: 'Somebody is logged in as another user, or with rights nobody gave them.',
  offers: 'suggest',
  messages: {
    id: 'The session secret is written in the code: whoever has read it can sign session ids of their own, and the server takes them for its own {{environment}}.',
    idFallback: 'Where {{missing}} is not there, sessions are signed with a secret that is written in the code: whoever has read it can sign session ids of their own {{environment}}.',
    content: 'The key of cookie-session is written in the code: whoever has read it can write themselves a session with any user in it, and the server believes it {{environment}}.',
    contentFallback: 'Where {{missing}} is not there, cookie-session signs with a key that is written in the code: whoever has read it can write themselves a session with any user in it {{environment}}.',
    parser: 'The secret of `cookieParser` is written in the code: whoever has read it can sign cookies of their own, and express-session takes a cookie that `cookieParser` has checked {{environment}}.',
    parserFallback: 'Where {{missing}} is not there, `cookieParser` checks with a secret that is written in the code: whoever has read it can sign cookies, and express-session takes what it has checked {{environment}}.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      if (world.environment !== 'production' || isForDeveloping(workspace, world)) continue;
      const places = new Map<string, Place>();
      for (const { written, kind: own, evidence } of writtenIn(workspace, world)) {
        const at = memoised(places, textOf(written), () => placeOf(written));
        const kind = kindsIn(workspace, world.environment).get(keyOf(at)) ?? own;
        const shared = { at, world, evidence: [...evidence, ...sourceOf(written)], ...fromEnvironment(written, at) };
        if (written.insteadOf) report(`${kind}Fallback`, { ...shared, data: { missing: missing(written.insteadOf) } });
        else report(kind, { ...shared, data: {} });
      }
    }
  },
});

type Kind = 'id' | 'content' | 'parser';

interface Found {
  readonly written: WrittenSecret;
  readonly kind: Kind;
  readonly evidence: readonly Evidence[];
}

/** One text may serve several sessions and `cookieParser`, in several programs: it is reported as what it is first. */
const kindsIn = keptInWorkspace((workspace, environment: string): ReadonlyMap<string, Kind> => {
  const judged = workspace.worlds.filter((world) => world.environment === environment && !isForDeveloping(workspace, world));
  return new Map(judged.flatMap((world) => writtenIn(workspace, world)).reverse().map(({ written, kind }) => [keyOf(placeOf(written)), kind]));
});

function keyOf({ file, start }: Place): string {
  return `${file}:${String(start)}`;
}

/** What is written in the code among the secrets of a world's sessions, and of `cookieParser` beside express-session. */
function writtenIn(workspace: Workspace, world: World): readonly Found[] {
  return memoised(written(world), workspace.root, () => writtenAnew(workspace, world));
}

/** By the workspace's root. */
const written = keptFor<World, Map<string, readonly Found[]>>(() => new Map());

function writtenAnew(workspace: Workspace, world: World): readonly Found[] {
  const sessions = sessionsInUse(world).filter((session) => isJudged(session, workspace));
  const own = sessions.flatMap((session) => writtenAmong(secretsOf(session)).map((one): Found => ({
    written: one, kind: session.library === 'express-session' ? 'id' : 'content', evidence: [{ role: 'the session is made here', at: session.at }],
  })));
  if (!sessions.some(({ library }) => library === 'express-session')) return own;
  const parsers = world.middlewares.flatMap((middleware) => writtenAmong(parserSecretsOf(middleware)).map((one): Found => ({ written: one, kind: 'parser', evidence: [{ role: 'it is registered here', at: middleware.at }] })));
  return [...own, ...parsers];
}

function isJudged(session: SessionSetup, { root }: Workspace): boolean {
  return !isTestOrExample(session.at.file, root);
}

/** The text itself; where it stands in no code (a JSON file), what hands it over. */
function placeOf({ value, at }: WrittenSecret): Place {
  return isCode(value.at) ? value.at : at;
}

/** A name for the text and where it stands. Of a JSON file only the whole is known. */
function textOf({ value }: WrittenSecret): string {
  return `${value.at.file}:${value.at.start}:${isCode(value.at) || value.kind !== 'known' ? '' : String(value.value)}`;
}

function sourceOf({ value }: WrittenSecret): readonly Evidence[] {
  return isCode(value.at) ? [] : [{ role: 'it is read from this file', at: value.at }];
}

function isCode({ file }: Place): boolean {
  return /\.[cm]?[jt]sx?$/.test(file);
}

/** What the text stands in for, in words. */
function missing(value: NonNullable<WrittenSecret['insteadOf']>): string {
  const symbol = value.kind === 'unknown' || value.kind === 'instance' ? value.symbol : undefined;
  const variable = value.kind === 'environment' ? value.variable : /^process\.env\.(\w+)$/.exec(symbol ?? '')?.[1];
  return variable === undefined ? 'the configured one' : `\`${variable}\``;
}
