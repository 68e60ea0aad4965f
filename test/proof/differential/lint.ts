import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../../../rules/index.ts';
import type { Analysis } from '../../../src/engine/analysis.ts';
import { analyse } from '../../../src/engine/projects.ts';
import { memoryFiles } from '../../../src/source/overlay.ts';
import type { Plan } from '../generate/plan.ts';
import type { Program } from '../generate/program.ts';
import { older } from './packages.ts';

/** What the linter says of a program, as far as it is compared. */
export interface Finding {
  readonly rule: string;
  readonly level: string;
  readonly environments: readonly string[];
  /** `file:line`. */
  readonly at: string;
  readonly message: string;
  /** Whether `--fix` would change something. */
  readonly fixed: boolean;
}

/** What the linter made of a program. */
export interface Linted {
  readonly findings: readonly Finding[];
  /** What the linter itself failed with. */
  readonly failure?: string;
  /** The files after `--fix`, where that changes any. */
  readonly fixedFiles?: Readonly<Record<string, string>>;
}

const root = '/app';
const passes = 10;

/** Lints a program and applies what `--fix` would. */
export function lint(program: Program): Linted {
  const first = analysisOf(program, program.files);
  const findings = first.diagnostics.map((diagnostic): Finding => ({
    rule: diagnostic.rule,
    level: diagnostic.level,
    environments: diagnostic.environments,
    at: `${diagnostic.at.file.slice(root.length + 1)}:${lineOf(program.files, diagnostic.at)}`,
    message: diagnostic.message,
    fixed: first.offers(diagnostic).fix !== undefined,
  }));
  const crashed = first.diagnostics.find((diagnostic) => diagnostic.crashed)?.message;
  const failure = first.failure ?? crashed;
  const fixedFiles = findings.some(({ fixed }) => fixed) ? fix(program, first) : undefined;
  return { findings, ...(failure === undefined ? {} : { failure }), ...(fixedFiles ? { fixedFiles } : {}) };
}

function analysisOf(program: Program, files: Readonly<Record<string, string>>): Analysis {
  const origins = program.plan.serverOrigin === 'told' ? [program.scenes.production.server] : [];
  const texts = Object.entries(files).map(([path, text]) => [`${root}/${path}`, text]);
  return analyse({ root, rules, serverOrigins: origins, files: memoryFiles({ ...installed(program.plan), ...Object.fromEntries(texts) as Record<string, string> }) });
}

/** Fixes as ESLint does (lib/linter/source-code-fixer.js): in each pass, in each file, the first of those that touch one another; at most ten passes. */
function fix(program: Program, first: Analysis): Record<string, string> {
  const files = { ...program.files };
  let analysis = first;
  for (let pass = 0; pass < passes; pass += 1) {
    let changed = false;
    const fixes = analysis.diagnostics.flatMap((diagnostic) => {
      const { edits } = analysis.offers(diagnostic).fix ?? { edits: [] };
      const [start, end] = [edits[0]?.start, edits.at(-1)?.end];
      return start === undefined || end === undefined ? [] : [{ path: diagnostic.at.file.slice(root.length + 1), start, end, edits }];
    });
    for (const path of new Set(fixes.map((each) => each.path))) {
      let last = -Infinity;
      const taken = fixes.filter((each) => each.path === path).toSorted((a, b) => a.start - b.start || a.end - b.end).filter(({ start, end }) => {
        if (start <= last) return false;
        last = end;
        return true;
      });
      // From the end of the file to its start, so that what stands before an edit keeps its place.
      files[path] = taken.flatMap(({ edits }) => edits).reduceRight((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), files[path] ?? '');
      changed ||= taken.length > 0;
    }
    if (!changed) break;
    analysis = analysisOf(program, files);
  }
  return files;
}

function lineOf(files: Readonly<Record<string, string>>, { file, start }: { readonly file: string; readonly start: number }): number {
  return (files[file.slice(root.length + 1)] ?? '').slice(0, start).split('\n').length;
}

const names = ['express', 'express-session', 'cookie-session', 'cors', 'passport', 'connect-flash', 'csurf', 'dotenv', 'axios', '@nestjs/common', '@nestjs/core', '@nestjs/platform-express'];
const packages = new Map<Plan['versions'], Record<string, string>>();

/** The installed packages as the linter finds them: their own package.json files. */
function installed({ versions }: Plan): Record<string, string> {
  const known = packages.get(versions) ?? Object.fromEntries(names
    .map((name) => [name, join('node_modules', versions === 'older' ? older[name] ?? name : name, 'package.json')] as const)
    .filter(([, path]) => existsSync(path))
    .map(([name, path]) => [`${root}/node_modules/${name}/package.json`, readFileSync(path, 'utf8')]));
  packages.set(versions, known);
  return known;
}
