import { buildWorkspace } from '../model/build.ts';
import type { Rule } from '../rule.ts';
import type { Files } from '../source/files.ts';
import { memoised } from '../source/kept.ts';
import type { Analysis, Settings } from './analysis.ts';
import { BUILD } from './cache/verdicts.ts';
import { Project, type ProjectOptions } from './project.ts';

/** What may be said of an analysis; all but the root and the rules has a default. */
export interface AnalyseOptions extends Partial<Settings> {
  /** Absolute, with forward slashes. */
  readonly root: string;
  readonly rules: readonly Rule[];
  /** The disk, where absent. */
  readonly files?: Files;
  /** Whether facts are kept on disk; off where absent. */
  readonly cache?: boolean;
}

/** Analyses a workspace once. Throws nothing on what its files hold. */
export function analyse(options: AnalyseOptions): Analysis {
  const { files } = options;
  const project = new Project({
    root: options.root,
    settings: settingsOf(options),
    parts: { build: buildWorkspace, rules: options.rules },
    cache: options.cache ?? false,
    ...(files === undefined ? {} : { open: () => files }),
  });
  const analysis = project.analysis();
  project.flush();
  return analysis;
}

/** Settings with what is left out. */
export function settingsOf({ serverOrigins = [], environments = [], ignore = [] }: Partial<Settings>): Settings {
  return { serverOrigins, environments, ignore };
}

/** What makes two askers share a project. */
export interface ProjectKey extends Settings {
  readonly root: string;
  readonly rules: readonly Rule[];
  readonly cache: boolean;
}

/** By the list of rules, root and settings. */
const projects = new Map<readonly Rule[], Map<string, Project>>();
let flushesAtExit = false;

/** How a project that is new looks at the disk. */
export type Opening = Pick<ProjectOptions, 'open' | 'tick' | 'hiring' | 'keeps'>;

/** The project of a workspace: one for each root and settings in this process. Its caches are written when the process ends. */
export function projectFor(key: ProjectKey, opening: Opening = {}): Project {
  const { root, rules, cache } = key;
  const settings = settingsOf(key);
  const name = JSON.stringify([root, settings, cache]);
  const known = projects.get(rules)?.get(name);
  if (known !== undefined) return known;
  const project = new Project({ root, settings, parts: { build: buildWorkspace, rules }, cache, ...(BUILD === undefined ? {} : { build: BUILD }), ...opening });
  if (!flushesAtExit) process.once('exit', flushProjects);
  flushesAtExit = true;
  memoised(projects, rules, () => new Map<string, Project>()).set(name, project);
  return project;
}

/** Writes a project's caches and lets go of it: the next who asks gets a new one. */
export function closeProject(project: Project): void {
  project.flush();
  for (const ofRules of projects.values()) for (const [name, one] of ofRules) if (one === project) ofRules.delete(name);
}

function flushProjects(): void {
  for (const ofRules of projects.values()) for (const project of ofRules.values()) project.flush();
}
