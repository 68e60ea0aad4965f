import { isInside, nameOf, parentOf, resolvePath } from '../source/paths.ts';
import type { Place } from '../source/place.ts';
import { isCertainly, truthOf, type Single } from './certain.ts';
import { cookieReadings, optionOf } from './cookie.ts';
import { stepsOf } from './doing.ts';
import { lanesOf, whatRanBefore } from './lane.ts';
import { parserSecretsOf, secretOption, secretsOf, type Secret } from './secrets.ts';
import { meantName } from './session-options.ts';
import type { EnvFile, SessionSetup, Workspace, World } from './types.ts';
import { envFilesOf } from './variables.ts';

/** What the options of express-session lack: no `secret` at all, or one that is certainly nothing. */
export function missingSecret(session: SessionSetup): { readonly at: Place; readonly value?: Single } | undefined {
  if (session.library !== 'express-session') return undefined;
  const option = secretOption(session);
  if (!option) return session.options.complete && !isElsewhere(session) ? { at: session.callee } : undefined;
  if (!isCertainly(option.value, value => truthOf(value) === false, session.when)) return undefined;
  const [first] = secretsOf(session);
  return first && { at: first.value.at, value: first.value };
}

/** Whether a secret is written where express-session does not read it: other rules speak of that. */
function isElsewhere({ options, ...session }: SessionSetup): boolean {
  const known: ReadonlySet<string> = new Set(['secret']);
  return options.properties.some(({ name }) => meantName(name, known) !== undefined)
    || cookieReadings({ options, ...session }).some(reading => reading.options && optionOf(reading.options, 'secret') !== undefined);
}

/** An element of a list of secrets that is certainly nothing. */
export interface EmptyElement extends Secret {
  readonly empty: 'nothing' | 'text';
}

/**
 * Whether something that runs before a session may give it a secret: `cookieParser` with one of its own sets
 * `req.secret`, which express-session takes (express-session index.js `session`). A middleware that can't be seen may too.
 */
export function mayBeGivenSecret(world: World, session: SessionSetup): boolean {
  if (session.escapes || session.insideHandler !== undefined) return true;
  const steps = lanesOf(world).flatMap(lane => stepsOf(lane, 'session').filter(({ middleware }) => middleware.kind === 'session' && middleware.session === session.id).map(step => ({ lane, step })));
  return steps.length === 0 || steps.some(({ lane, step }) => lane.open || whatRanBefore(lane, step).some(({ step: { middleware } }) =>
    middleware.kind === 'unknown' || parserSecretsOf(middleware).some(({ value }) => truthOf(value) !== false)));
}

/** What is certainly wrong with one element of a list of secrets, for each that is: `undefined`, `null` or an empty text. */
export function emptyElements(session: SessionSetup): readonly EmptyElement[] {
  const option = secretOption(session);
  if (option?.value.kind !== 'list') return [];
  return secretsOf(session).flatMap((secret): readonly EmptyElement[] => {
    const { value, when } = secret;
    if (when !== true || value.kind !== 'known' || value.value) return [];
    if (value.value === '') return [{ ...secret, empty: 'text' }];
    return value.value === undefined || value.value === null ? [{ ...secret, empty: 'nothing' }] : [];
  });
}

/** A secret that reads `undefined` where its variable is not set, and the variable. */
export function textsOfVariables(session: SessionSetup): readonly (Secret & { readonly variable: string })[] {
  return secretsOf(session).flatMap(secret => {
    const { value } = secret;
    const variable = value.kind === 'environment' ? (value.asText && !value.required ? value.variable : undefined) : value.kind === 'unknown' ? value.around : undefined;
    return variable === undefined ? [] : [{ ...secret, variable }];
  });
}

/** A variable that the env file which is loaded does not give, and another env file of the project lists. */
export interface LackingFile {
  readonly secret: Secret;
  readonly variable: string;
  /** The file that is loaded. */
  readonly file: EnvFile;
  /** Where the other one lists it. */
  readonly listed: Place;
}

/** The variable of a session's only secret, where the env files that are loaded are all there and none of them gives it. */
export function lackingFile(workspace: Workspace, world: World, session: SessionSetup): LackingFile | undefined {
  const [secret, ...others] = secretsOf(session);
  if (!secret || others.length > 0 || secret.when !== true) return undefined;
  const { value } = secret;
  if (value.kind !== 'environment' || value.required || value.asText || world.entry.given.variables.includes(value.variable)) return undefined;
  const near = envFilesOf(workspace, world);
  const loaded = loadedFiles(world)?.map(path => near.find(({ file }) => file === path));
  const files = loaded?.filter(file => file !== undefined) ?? [];
  const [file] = files;
  const gives = (one: EnvFile): Place | undefined => one.variables.find(({ name }) => name === value.variable)?.at;
  const listed = near.filter(one => !isOfOtherPackage(workspace, world, one)).flatMap(one => gives(one) ?? [])[0];
  if (!file || files.length !== loaded?.length || !listed || files.some(one => one.kind === 'template' || one.variables.length === 0 || gives(one) !== undefined)) return undefined;
  return { secret, variable: value.variable, file, listed };
}

/** Whether an env file lies in another package of the repository, below the program's own: a copy of the app, another service. */
function isOfOtherPackage({ outlines }: Workspace, { entry }: World, { file }: EnvFile): boolean {
  const own = entry.package?.directory;
  return own !== undefined && outlines.some(({ directory }) => directory !== undefined && directory !== own && isInside(directory, own) && isInside(file, directory));
}

/** What loads one file, the one it is told. */
const LOAD_ONE_FILE: ReadonlySet<string> = new Set(['dotenv', 'process.loadEnvFile']);

/** The env files that a program loads, absolute; `undefined` where that can't be said. */
function loadedFiles({ entry, variables }: World): readonly string[] | undefined {
  const directory = entry.package?.directory ?? parentOf(entry.file) ?? '/';
  const paths = variables.loads.filter(({ when }) => when !== false).map(({ by, certain, plain, path, at }) => {
    if (!certain || !LOAD_ONE_FILE.has(by) || (at.file === '' && !plain)) return undefined;
    if (path === undefined) return resolvePath(directory, '.env');
    return path.kind === 'known' && typeof path.value === 'string' ? resolvePath(directory, path.value) : undefined;
  });
  const all = [...paths, ...entry.given.envFiles];
  return all.includes(undefined) || all.length === 0 ? undefined : all.flatMap(path => path ?? []);
}

/** A file's name as a message has it. */
export function fileName({ file }: { readonly file: string }): string {
  return nameOf(file);
}
