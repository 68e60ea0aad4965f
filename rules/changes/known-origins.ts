import { originReadings } from '../../src/model/cors.ts';
import type { EnvFile, Workspace, World } from '../../src/model/index.ts';
import { originOf } from '../../src/model/site.ts';

/**
 * What the repository tells of its client, as code: an origin in an env file under a client's name, or one that other
 * code allows. Three at most.
 */
export function knownOrigins(workspace: Workspace, world: World): readonly string[] {
  const named = workspace.envFiles.flatMap(({ variables }: EnvFile) => variables.filter(({ name, text }) => /CLIENT|FRONT|ORIGIN|WEB/.test(name) && !/^(VITE|REACT_APP|NEXT_PUBLIC)_/.test(name) && originOf(text)?.text === text));
  const allowed = world.cors.flatMap((setup) => originReadings(setup).flatMap(({ value }) => (value.kind === 'known' && typeof value.value === 'string' && originOf(value.value)?.text === value.value ? [value.value] : [])));
  return [...new Set([...named.map(({ name }) => `process.env.${name}`), ...allowed.map((text) => `'${text}'`)])].slice(0, 3);
}
