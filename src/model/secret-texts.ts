import { keptFor } from '../source/kept.ts';
import { possibilities } from './certain.ts';
import { parserSecretsOf } from './secrets.ts';
import type { Workspace, World } from './types.ts';
import type { Options, Value } from './value.ts';

/** Names of what must never be shown: of options, settings and variables. */
const SECRET_NAME = /secret|passw(?:or)?d|passphrase|token|api_?key|private_?key|^(?:pass|keys)$/i;

/** Whether what goes by a name is a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Every secret that the code of a workspace holds as a text: what sessions and cookies are signed with, and what goes by a secret's name in the options of stores and middlewares. */
export const secretTexts = keptFor((workspace: Workspace): ReadonlySet<string> => new Set(workspace.worlds.flatMap(textsIn)));

const textsIn = keptFor((world: World): readonly string[] => {
  const signing = world.middlewares.flatMap(parserSecretsOf).flatMap(({ value }) => texts(value));
  const sessions = world.sessions.flatMap((session) => namedIn(session.options, 0));
  const options = [...world.stores, ...world.storeClients].flatMap(({ arguments: list }) => list);
  const middlewares = world.middlewares.flatMap((one) => (one.kind === 'known' ? one.arguments : []));
  return [...signing, ...sessions, ...[...options, ...middlewares].flatMap((value) => named(value, 0))];
});

/** How deep in options secrets are looked for. */
const DEEPEST = 4;

/** The texts that go by a secret's name in an object. */
function named(value: Value, depth: number): readonly string[] {
  if (depth > DEEPEST) return [];
  return possibilities(value).flatMap(({ value: one }) => (one.kind === 'object' ? namedIn(one.options, depth) : []));
}

function namedIn({ properties }: Options, depth: number): readonly string[] {
  return properties.flatMap(({ name, value }) => (isSecretName(name) ? texts(value) : named(value, depth + 1)));
}

function texts(value: Value): readonly string[] {
  return possibilities(value).flatMap(({ value: one }) => {
    if (one.kind === 'list') return one.items.flatMap(texts);
    return one.kind === 'known' && typeof one.value === 'string' && one.value !== '' ? [one.value] : [];
  });
}
