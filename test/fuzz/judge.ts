import { transform, type Loader } from 'esbuild';
import { rules } from '../../rules/index.ts';
import { applyEdits } from '../../src/engine/edits/text-edit.ts';
import { analyse } from '../../src/engine/projects.ts';
import { extractFacts } from '../../src/facts/extract.ts';
import { memoryFiles } from '../../src/source/overlay.ts';
import { installed, ROOT, type Files } from './apps.ts';

/** What the linter may not do, in a line that begins with its kind. */
export type Failure = string;

/** An analysis that takes longer, in milliseconds of the processor's time, hangs. */
const LIMIT = 2000;

const LOADERS: Readonly<Record<string, Loader>> = { js: 'jsx', cjs: 'jsx', mjs: 'jsx', jsx: 'jsx', ts: 'ts', cts: 'ts', mts: 'ts', tsx: 'tsx' };
const packages = installed();

/** Analyses an app, asks what can be done about each finding, and tells what went wrong. */
export async function judge(files: Files): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  const judged = (what: string, took: number): void => {
    if (took > LIMIT) failures.push(`hang: ${what} took ${took.toFixed(0)} ms`);
  };
  try {
    const inApp = Object.fromEntries(Object.entries({ ...packages, ...files }).map(([path, text]) => [`${ROOT}/${path}`, text]));
    const analysed = (): ReturnType<typeof analyse> => analyse({ root: ROOT, rules, files: memoryFiles(inApp) });
    const { result: analysis, took } = timed(analysed);
    // The engine compiles and sweeps meanwhile, on this time: what took long is looked at once more.
    judged('the analysis', took > LIMIT ? Math.min(took, timed(analysed).took) : took);
    if (analysis.failure !== undefined) failures.push(`crash: ${analysis.failure}`);
    for (const { detail } of analysis.problems) if (detail.includes('can\'t be read:')) failures.push(`crash: ${detail}`);
    for (const diagnostic of analysis.diagnostics) {
      if (diagnostic.crashed === true) failures.push(`crash: ${diagnostic.message}`);
      const { file } = diagnostic.at;
      const source = analysis.files.read(file);
      if ('reason' in source) continue;
      const { result: { fix, suggestions }, took: tried } = timed(() => analysis.offers(diagnostic));
      // Each change that is tried takes an analysis.
      judged(`${diagnostic.rule}'s offers`, tried / Math.max(1, diagnostic.suggest.length + (diagnostic.fix === undefined ? 0 : 1)));
      for (const change of [...(fix === undefined ? [] : [fix]), ...suggestions]) {
        const after = applyEdits(source.text, change.edits);
        const problem = await breaks(file, source.text, after);
        if (problem !== undefined) failures.push(`broken: ${diagnostic.rule}, "${change.title}" in ${file}: ${problem}\n${excerpt(source.text, change.edits[0]?.start)}\n----\n${excerpt(after, change.edits[0]?.start)}`);
      }
    }
  } catch (error) {
    failures.push(`crash: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  return failures;
}

/** What a function gives, and the processor's time that it took, in milliseconds. */
function timed<T>(f: () => T): { readonly result: T; readonly took: number } {
  const before = process.cpuUsage();
  const result = f();
  const { user, system } = process.cpuUsage(before);
  return { result, took: (user + system) / 1000 };
}

/** Why a text does not parse that parsed before a change: by the linter's own reader, and by another one. */
async function breaks(file: string, before: string, after: string): Promise<string | undefined> {
  const loader = LOADERS[/\.(\w+)$/.exec(file)?.[1] ?? ''];
  if (extractFacts(file, before).problem === undefined) {
    const problem = extractFacts(file, after).problem?.message;
    if (problem !== undefined) return problem;
  }
  if (loader === undefined || (await syntaxError(before, loader)) !== undefined) return undefined;
  return syntaxError(after, loader);
}

async function syntaxError(text: string, loader: Loader): Promise<string | undefined> {
  try {
    await transform(text, { loader, logLevel: 'silent' });
    return undefined;
  } catch (error) {
    return String(error);
  }
}

function excerpt(text: string, at = 0): string {
  return text.slice(Math.max(0, at - 150), at + 250);
}
