import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { rules } from '../../rules/index.ts';
import { PRODUCT } from '../engine/product.ts';
import { originOf } from '../eslint/settings.ts';
import { FORMATS } from './formats/index.ts';
import { textWidth } from './frame.ts';
import { HOOKS, type Hook } from './init/hooks.ts';
import { CannotRun, type Io } from './io.ts';

export type Severity = 'off' | 'warn' | 'error';

/** What to analyse. */
export interface Where {
  /** As given: files, directories, patterns. */
  readonly paths: readonly string[];
  readonly serverOrigins: readonly string[];
  readonly cache: boolean;
  readonly debug: boolean;
}

/** `session-lint [paths...]` */
export interface LintRequest extends Where {
  readonly command: 'lint';
  /** `suggestions` includes the fixes. */
  readonly fix: 'none' | 'fixes' | 'suggestions';
  readonly write: boolean;
  readonly strict: boolean;
  /** Rules named alone: then no other runs. */
  readonly only: readonly string[];
  /** Rules given a severity. */
  readonly severities: ReadonlyMap<string, Severity>;
  readonly format: string;
  readonly outputFile?: string;
  /** Negative for no limit. */
  readonly maxWarnings: number;
  readonly quiet: boolean;
  /** Only what changed since a revision, or what is staged, and what that takes part in. */
  readonly changed?: { readonly since: string } | 'staged';
  /** ESLint's configuration that says which rules run. */
  readonly config?: string;
  /** The file of findings that are known. */
  readonly baseline?: string;
  readonly updateBaseline: boolean;
}

/** Where a baseline stands unless told otherwise. */
export const BASELINE = 'session-lint-baseline.json';

/** `session-lint inspect [paths...]` */
export interface InspectRequest extends Where {
  readonly command: 'inspect';
  readonly as: 'text' | 'json' | 'html';
  readonly outputFile?: string;
}

/** `session-lint explain <about> [paths...]` */
export interface ExplainRequest extends Where {
  readonly command: 'explain';
  /** A rule's name, or a symptom in somebody's words. */
  readonly about: string;
}

/** `session-lint init` */
export interface InitRequest {
  readonly command: 'init';
  readonly hook?: Hook;
  /** Write without asking. */
  readonly yes: boolean;
}

/** `--help` or `--version`: what to say. */
export interface TextRequest {
  readonly command: 'text';
  readonly text: string;
}

export type Request = LintRequest | InspectRequest | ExplainRequest | InitRequest | TextRequest;

/** What commander makes of the options. */
interface WhereFlags {
  readonly serverOrigin?: readonly string[];
  readonly cache: boolean;
  readonly debug?: true;
}

interface LintFlags extends WhereFlags {
  readonly fix?: true;
  readonly fixSuggestions?: true;
  readonly fixDryRun?: true;
  readonly strict?: true;
  readonly rule?: readonly RuleFlag[];
  readonly format: string;
  readonly outputFile?: string;
  readonly maxWarnings?: number;
  readonly quiet?: true;
  readonly since?: string;
  readonly staged?: true;
  readonly config?: string;
  readonly baseline?: string;
  readonly updateBaseline?: true;
}

interface InspectFlags extends WhereFlags {
  readonly json?: true;
  readonly html?: true;
  readonly outputFile?: string;
}

interface RuleFlag {
  readonly name: string;
  readonly severity?: Severity;
}

/** The default format. */
export const PRETTY = 'pretty';

/**
 * Reads the command line.
 *
 * @param args what stands after the command's name
 * @throws CannotRun for a wrong option
 */
export function readOptions(args: readonly string[], io: Io): Request {
  const said: string[] = [];
  let request: Request | undefined;
  // What stands behind the name of a command is that command's, though this one has an option of the same name.
  const program = where(new Command(PRODUCT.name)).enablePositionalOptions()
    .description('Finds, before anyone is logged out, why an Express session will not survive.')
    .version(PRODUCT.version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .option('--fix', 'apply fixes that are certain and proved')
    .option('--fix-suggestions', 'apply fixes, and the first suggestion of each other finding')
    .option('--fix-dry-run', 'apply fixes without writing files')
    .option('--strict', 'report what is only fragile or untidy, too')
    .option('--rule <name>', 'run only this rule, or `name:off|warn|error` to set its severity (repeatable)', collectRule)
    .option('-c, --config <file>', 'take rules, severities and settings from this ESLint configuration')
    .option('--since <revision>', 'report only what files that changed since a git revision cause or take part in')
    .addOption(new Option('--staged', 'the same for what is staged, as git has it and not the disk').conflicts('since'))
    .option('--baseline <file>', `leave out findings that this file knows; ${BASELINE} is used where it is there`)
    .option('--update-baseline', 'write all findings to the baseline, and succeed')
    .option('-f, --format <name>', `${PRETTY}, ${Object.keys(FORMATS).join(', ')}, or an ESLint formatter: json, stylish, html, a package`, PRETTY)
    .option('-o, --output-file <file>', 'write the report to a file')
    .option('--max-warnings <number>', 'fail on more warnings than this', wholeNumber)
    .option('--quiet', 'report errors only')
    .addHelpText('after', '\nExit codes: 0 nothing found, 1 findings, 2 could not run.\n`session-lint inspect` shows what the analyser sees: apps, order, the cookie, CORS, stores.\n`session-lint explain` tells of a rule, or finds the rules that explain what you see.')
    .action((paths: string[], flags: LintFlags) => { request = lintRequest(paths, flags); });
  where(program.command('inspect'))
    .description('show what the analyser sees: apps, order, the cookie in each environment, CORS, stores, unknowns')
    .helpOption('-h, --help', 'print this help')
    .option('--json', 'print it as JSON')
    .addOption(new Option('--html', 'print it as one page to look at').conflicts('json'))
    .option('-o, --output-file <file>', 'write it to a file')
    .action((paths: string[], flags: InspectFlags) => { request = inspectRequest(paths, flags); });
  where(program.command('explain').argument('<about>', 'a rule, or what you see: "undefined after redirect"'))
    .description('show what a rule is about, or which rules explain what you see, and where that is found here')
    .helpOption('-h, --help', 'print this help')
    .action((about: string, paths: string[], flags: WhereFlags) => { request = { command: 'explain', about, ...whereOf(paths, flags) }; });
  program.command('init')
    .description('add the plugin to ESLint\'s configuration, and a hook where that is asked for')
    .helpOption('-h, --help', 'print this help')
    .addOption(new Option('--hook <manager>', 'run before each commit, too').choices(HOOKS))
    .option('--yes', 'write without asking')
    .action((flags: { hook?: Hook; yes?: true }) => { request = { command: 'init', ...(flags.hook === undefined ? {} : { hook: flags.hook }), yes: flags.yes === true }; });

  for (const command of [program, ...program.commands]) {
    command.exitOverride().showSuggestionAfterError()
      .configureOutput({ writeOut: text => { said.push(text); }, writeErr: () => undefined, getOutHelpWidth: () => textWidth(io) });
  }
  try {
    program.parse([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.help') throw new CannotRun(`There is no such command. There are ${program.commands.map(one => one.name()).join(', ')}.`);
    if (error.exitCode !== 0) throw new CannotRun(oneLine(error.message.replace(/^error: /, '')));
    return { command: 'text', text: said.join('') };
  }
  if (request === undefined) throw new CannotRun('There is nothing to do.');
  return request;
}

/** The arguments and options that both commands have. */
function where(command: Command): Command {
  return command
    .argument('[paths...]', 'files, directories or patterns; the current directory where none is given')
    .option('--server-origin <origin>', 'where browsers reach the server, like https://api.example.com (repeatable)', collectOrigin)
    .option('--no-cache', 'keep no facts on disk')
    .option('--debug', 'show stack traces and times');
}

function whereOf(paths: readonly string[], flags: WhereFlags): Where {
  return { paths: paths.length === 0 ? ['.'] : paths, serverOrigins: flags.serverOrigin ?? [], cache: flags.cache, debug: flags.debug === true };
}

function inspectRequest(paths: readonly string[], flags: InspectFlags): InspectRequest {
  const { json, html, outputFile } = flags;
  return { command: 'inspect', as: json === true ? 'json' : html === true ? 'html' : 'text', ...(outputFile === undefined ? {} : { outputFile }), ...whereOf(paths, flags) };
}

function lintRequest(paths: readonly string[], flags: LintFlags): LintRequest {
  const { fix, fixSuggestions, fixDryRun, strict, rule = [], format, outputFile, maxWarnings = -1, quiet, since, staged, config, baseline, updateBaseline } = flags;
  return {
    command: 'lint',
    ...whereOf(paths, flags),
    fix: fixSuggestions === true ? 'suggestions' : fix === true || fixDryRun === true ? 'fixes' : 'none',
    write: fixDryRun !== true,
    strict: strict === true,
    only: rule.filter(({ severity }) => severity === undefined).map(({ name }) => name),
    severities: new Map(rule.flatMap(({ name, severity }) => (severity === undefined ? [] : [[name, severity] as const]))),
    format,
    ...(outputFile === undefined ? {} : { outputFile }),
    maxWarnings,
    quiet: quiet === true,
    ...(staged === true ? { changed: 'staged' } : since === undefined ? {} : { changed: { since } }),
    ...(config === undefined ? {} : { config }),
    ...(baseline === undefined ? {} : { baseline }),
    updateBaseline: updateBaseline === true,
  };
}

function collectOrigin(text: string, previous: readonly string[] = []): string[] {
  const origin = originOf(text);
  if (origin === undefined) throw new InvalidArgumentError('An origin looks like https://api.example.com.');
  return [...previous, origin];
}

function collectRule(text: string, previous: readonly RuleFlag[] = []): RuleFlag[] {
  const [given = '', severity, ...rest] = text.split(':');
  const name = given.replace(/^session-lint\//, '');
  if (!rules.some(rule => rule.name === name)) throw new InvalidArgumentError(`There is no rule '${name}'.${nearest(name)}`);
  if (severity === undefined) return [...previous, { name }];
  if (rest.length > 0 || !isSeverity(severity)) throw new InvalidArgumentError(`A severity is off, warn or error.`);
  return [...previous, { name, severity }];
}

function isSeverity(text: string): text is Severity {
  return text === 'off' || text === 'warn' || text === 'error';
}

function wholeNumber(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('It is no whole number.');
  return Number(text);
}

/** A rule that shares most words with a name that is none. */
function nearest(name: string): string {
  const words = new Set(name.split('-'));
  const shared = (other: string): number => other.split('-').filter(word => words.has(word)).length;
  const [best] = rules.map(rule => rule.name).sort((a, b) => shared(b) - shared(a));
  return best === undefined || shared(best) < 2 ? '' : ` Did you mean '${best}'?`;
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}
