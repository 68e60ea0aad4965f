import type { TSESLint } from '@typescript-eslint/utils';
import type { Analysis } from '../engine/analysis.ts';
import type { Diagnostic } from '../engine/diagnostic.ts';
import { projectFor } from '../engine/projects.ts';
import { workspaceRoot } from '../engine/root.ts';
import { rules } from '../../rules/index.ts';
import { diskFiles } from '../source/disk.ts';
import { isAbsolute, isInside, parentOf, toPosix } from '../source/paths.ts';
import { readSettings, type PluginSettings } from './settings.ts';

/** What of ESLint's context is needed to know what to say of a file. */
export type FileContext = Pick<TSESLint.RuleContext<string, readonly unknown[]>, 'filename' | 'physicalFilename' | 'sourceCode' | 'settings' | 'cwd'>;

/** What there is to say of one file as it is being linted. */
export interface FileFindings {
  readonly analysis?: Analysis;
  readonly diagnostics: readonly Diagnostic[];
  /** What keeps the plugin from its work, to be told once a file. */
  readonly complaints: readonly string[];
}

const NOTHING: FileFindings = { diagnostics: [], complaints: [] };
/** How long, in milliseconds, a directory's workspace is taken for granted. */
const ROOT_KEPT = 2000;

/** One answer for each text that is linted: every rule asks for the same. */
const answers = new WeakMap<object, FileFindings>();
const roots = new Map<string, { readonly root: string; readonly until: number }>();

/** What there is to say of the file that is being linted. The text ESLint holds counts, not the disk's. Throws nothing. */
export function findingsIn(context: FileContext): FileFindings {
  const known = answers.get(context.sourceCode);
  if (known !== undefined) return known;
  const found = lookAt(context);
  answers.set(context.sourceCode, found);
  return found;
}

function lookAt({ filename, physicalFilename, sourceCode, settings: given, cwd }: FileContext): FileFindings {
  const file = toPosix(filename);
  // `<input>`, `__placeholder__.js` and the blocks that a processor makes are no files of the workspace.
  if (!isAbsolute(file) || filename !== physicalFilename || file.endsWith('/__placeholder__.js')) return NOTHING;
  const settings = readSettings(given, cwd);
  const root = settings.root ?? rootOf(file, toPosix(cwd));
  if (!isInside(file, root)) return NOTHING;
  const analysis = projectFor({ ...settings, root, rules }).analysisWith(file, sourceCode.text);
  if (analysis === undefined) return NOTHING;
  return {
    analysis,
    diagnostics: analysis.diagnostics.filter(diagnostic => diagnostic.at.file === file && concerns(diagnostic, settings)),
    complaints: [...settings.complaints, ...(analysis.failure === undefined ? [] : [analysis.failure])],
  };
}

function concerns(diagnostic: Diagnostic, { involving }: PluginSettings): boolean {
  return involving === undefined || involves(diagnostic, new Set(involving));
}

/** Whether a diagnostic stands in one of some files, or rests on what stands there. */
export function involves({ at, evidence }: Diagnostic, files: ReadonlySet<string>): boolean {
  return files.has(at.file) || evidence.some(one => files.has(one.at.file));
}

function rootOf(file: string, cwd: string): string {
  const directory = parentOf(file) ?? cwd;
  const now = performance.now();
  const known = roots.get(directory);
  if (known !== undefined && now < known.until) return known.root;
  const root = workspaceRoot(diskFiles(), directory) ?? cwd;
  roots.set(directory, { root, until: now + ROOT_KEPT });
  return root;
}
