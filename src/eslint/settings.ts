import { settingsOf } from '../engine/projects.ts';
import type { Settings } from '../engine/analysis.ts';
import { resolvePath, toPosix } from '../source/paths.ts';

/** What `settings['session-lint']` says. */
export interface PluginSettings extends Settings {
  /** The workspace, absolute, where it is not to be found by itself. */
  readonly root?: string;
  /** Whether facts are kept on disk. */
  readonly cache: boolean;
  /** Report only what these files stand in or take part in, absolute. The command's own. */
  readonly involving?: readonly string[];
  /** What is wrong with the settings, for the user. */
  readonly complaints: readonly string[];
}

/** The key of the plugin's settings in a configuration. */
export const SETTINGS_KEY = 'session-lint';

/**
 * Reads the plugin's settings; what is wrong is left out and complained of, never thrown.
 *
 * @param settings ESLint's `context.settings`
 * @param cwd what a relative `root` is relative to
 */
export function readSettings(settings: Readonly<Record<string, unknown>>, cwd: string): PluginSettings {
  const given = settings[SETTINGS_KEY] ?? {};
  const complaints: string[] = [];
  if (typeof given !== 'object' || Array.isArray(given)) return { ...settingsOf({}), cache: true, complaints: [`settings['${SETTINGS_KEY}'] is no object.`] };
  const values = new Map<string, unknown>(Object.entries(given));

  const texts = (name: string): readonly string[] => {
    const value = values.get(name) ?? [];
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    const strings = list.filter(item => typeof item === 'string');
    if (strings.length < list.length) complaints.push(`settings['${SETTINGS_KEY}'].${name} holds something that is no string.`);
    return strings;
  };
  const serverOrigins = texts('serverOrigin').flatMap(text => {
    const origin = originOf(text);
    if (origin === undefined) complaints.push(`settings['${SETTINGS_KEY}'].serverOrigin is no origin: '${text}'. An origin looks like 'https://api.example.com'.`);
    return origin ?? [];
  });
  const [root] = texts('root');
  const involving = values.has('involving') ? texts('involving').map(toPosix) : undefined;
  return {
    ...settingsOf({ serverOrigins, environments: texts('environments'), ignore: texts('ignore') }),
    ...(root === undefined ? {} : { root: resolvePath(toPosix(cwd), root) }),
    cache: values.get('cache') !== false,
    ...(involving === undefined ? {} : { involving }),
    complaints,
  };
}

/** The origin that a text names, as browsers write it; `undefined` where it names none. */
export function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, origin, pathname, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && pathname === '/' && search === '' && hash === '' ? origin : undefined;
}
