import type { ESLint, Linter } from 'eslint';
import type { Analysis } from '../engine/analysis.ts';
import type { Diagnostic } from '../engine/diagnostic.ts';
import { pageOf } from '../engine/product.ts';
import { elsewhere, nameFrom } from '../eslint/message.ts';
import { secretTexts } from '../model/secret-texts.ts';
import { toPosix } from '../source/paths.ts';
import type { Place } from '../source/place.ts';
import type { Colors } from './colors.ts';
import { codeFrame, wrapped } from './frame.ts';
import { withoutSecrets } from './hide.ts';
import type { Links } from './links.ts';
import { diagnosticFor, positionOf } from './match.ts';

/** How the report is to look. */
export interface PrettyOptions {
  /** What names of files are relative to; with forward slashes. */
  readonly cwd: string;
  readonly width: number;
  readonly colors: Colors;
  readonly link: Links;
}

/** ESLint's results for people: each finding with its code, its evidence, the symptom and what can be done. */
export function pretty(results: readonly ESLint.LintResult[], analysis: Analysis, options: PrettyOptions): string {
  return results.flatMap(({ filePath, messages }) => {
    const file = toPosix(filePath);
    return messages.map(message => {
      const diagnostic = diagnosticFor(message, file, analysis);
      return diagnostic === undefined ? plain(file, message, options) : finding(diagnostic, message, analysis, options);
    });
  }).join('\n');
}

/** A message that stands for no diagnostic: wrong settings, a defect. */
function plain(file: string, message: Linter.LintMessage, { cwd, colors, width }: PrettyOptions): string {
  return `${colors.bold(`${nameFrom(file, cwd)}:${message.line}:${message.column}`)}  ${severity(message, colors)}\n${wrapped(message.message, width, '  ')}\n`;
}

function finding(diagnostic: Diagnostic, message: Linter.LintMessage, analysis: Analysis, options: PrettyOptions): string {
  const { colors, width, link } = options;
  const { fix, suggestions, advice } = analysis.offers(diagnostic);
  const row = (title: string, text: string): string => `  ${colors.cyan(title.padEnd(10))} ${wrapped(text, width, ' '.repeat(13)).trimStart()}`;
  return [
    `${located(diagnostic.at, analysis, options)}  ${severity(message, colors)}  ${link(colors.dim(diagnostic.rule), pageOf(diagnostic.rule))}`,
    wrapped(diagnostic.message, width, '  '),
    '',
    frameAt(diagnostic.at, analysis, 1, colors),
    ...elsewhere(diagnostic).flatMap(({ role, at }) => ['', `  ${role}: ${located(at, analysis, options)}`, frameAt(at, analysis, 0, colors)]),
    '',
    row('You see', diagnostic.symptom),
    ...(fix === undefined ? [] : [row('Fix', `${fix.title}  (--fix)`)]),
    ...suggestions.map(({ title }, index) => row('Suggestion', index === 0 && fix === undefined ? `${title}  (--fix-suggestions)` : title)),
    ...advice.map(title => row('By hand', title)),
    row('More', pageOf(diagnostic.rule)),
    '',
  ].join('\n');
}

function severity({ severity: level }: Linter.LintMessage, colors: Colors): string {
  return level === 2 ? colors.red('error') : colors.yellow('warning');
}

function located(at: Place, analysis: Analysis, { cwd, colors }: PrettyOptions): string {
  const position = positionOf(at, analysis);
  return colors.bold(`${nameFrom(at.file, cwd)}${position === undefined ? '' : `:${position.line}:${position.column}`}`);
}

function frameAt(at: Place, analysis: Analysis, around: number, colors: Colors): string {
  const source = analysis.files.read(at.file);
  if ('reason' in source || holdsVariables(at.file, analysis)) return '';
  const { text, span } = withoutSecrets(source.text, at, secretTexts(analysis.workspace));
  return codeFrame(text, span, around, colors).replace(/^/gm, '  ');
}

/** Whether a file is an env file: each of its lines may be a secret. */
function holdsVariables(file: string, { workspace }: Analysis): boolean {
  return workspace.envFiles.some(one => one.file === file);
}
