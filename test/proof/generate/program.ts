import type { Environment, Scene } from './addresses.ts';
import { clientFiles } from './client.ts';
import { corsStatements } from './cors.ts';
import { draftOf, type Draft, type Intent, type StepName } from './draft.ts';
import { commonNames, extraStatements, visitorStatements } from './extras.ts';
import { faultNamed } from './faults.ts';
import type { Plan } from './plan.ts';
import { pathsOf, routeStatements, type Paths } from './routes.ts';
import { sessionStatements } from './session.ts';
import { SourceFile, type Known, type Statement } from './source-file.ts';
import { writeStructure, type Step } from './structure.ts';

/** What those who write code share. */
export interface Writing {
  readonly plan: Plan;
  /** The text in TypeScript, nothing in JavaScript. */
  typed(text: string): string;
  /** The file of this path, made when it is first asked for. */
  fileOf(path: string): SourceFile;
  /** Makes a name known to every file. */
  know(known: Known): void;
}

/** A whole generated app, and what its author means it to do. */
export interface Program {
  readonly plan: Plan;
  /** Texts by path from the root. */
  readonly files: Readonly<Record<string, string>>;
  readonly entry: string;
  readonly paths: Paths;
  readonly scenes: Readonly<Record<Environment, Scene>>;
  readonly intent: Readonly<Record<Environment, Intent>>;
  readonly env: Readonly<Record<Environment, Readonly<Record<string, string>>>>;
  readonly asking: Draft['asking'];
}

const names: Readonly<Record<StepName, string>> = {
  'trust': 'trustProxy', 'extra': 'addExtras', 'cors': 'addCors', 'body': 'addBodyParser', 'passport-early': 'startPassport', 'first': 'addFirst', 'session': 'addSession', 'passport': 'addPassport',
  'dependents': 'addDependents', 'guard': 'addGuard', 'visitor': 'lookAtVisitor', 'routes': 'addRoutes', 'late-extra': 'addErrorHandler', 'late-trust': 'trustProxyLate', 'late': 'addLate',
};

/** Writes the app of a plan, its faults put in. The same plan gives the same texts. */
export function programOf(plan: Plan): Program {
  const draft = draftOf(plan);
  for (const name of plan.faults) faultNamed(name).put(draft);
  const files = new Map<string, SourceFile>();
  const known: Known[] = [...draft.known];
  const writing: Writing = {
    plan,
    typed: (text) => (plan.modules.startsWith('ts') ? text : ''),
    fileOf(path) {
      let file = files.get(path);
      if (!file) files.set(path, (file = new SourceFile(path, plan.exporting)));
      return file;
    },
    know: (one) => { known.push(one); },
  };
  known.push(...commonNames(writing));
  const steps = draft.order.map((name): Step => ({ name: names[name], write: (file) => writeStep(name, draft, file, writing) }));
  const entry = writeStructure(draft, steps, writing);
  if (plan.structure === 'nest') known.push(...nestNames);
  const shared = sharedVariables(draft);
  if (plan.variables === 'dotenv') loadVariables(draft, writing.fileOf(entry));
  const extension = plan.modules.startsWith('ts') ? 'ts' : 'js';
  return {
    plan,
    files: {
      'package.json': manifest(plan, `${entry}.${extension}`),
      ...(extension === 'ts' ? { 'tsconfig.json': tsconfig(plan) } : {}),
      ...texts(plan, [...files.values()], known, extension),
      ...clientFiles(draft, pathsOf(plan)),
      ...draft.otherFiles,
      ...(plan.variables === 'dotenv' ? { '.env': `${envFile(shared)}${draft.otherFiles['.env'] ?? ''}` } : {}),
    },
    entry: `${entry}.${extension}`,
    paths: pathsOf(plan),
    scenes: draft.scenes,
    intent: draft.intent,
    env: plan.variables === 'dotenv' ? without(draft.env, shared) : draft.env,
    asking: draft.asking,
  };
}

/** What has one value in both environments: it can stand in one env file. */
function sharedVariables({ env: { production, development } }: Draft): Record<string, string> {
  return Object.fromEntries(Object.entries(production).filter(([name, value]) => development[name] === value));
}

function envFile(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables).map(([name, value]) => `${name}=${value}\n`).join('');
}

function without({ production, development }: Draft['env'], shared: Readonly<Record<string, string>>): Program['env'] {
  const rest = (variables: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(variables).filter(([name]) => !(name in shared)));
  return { production: rest(production), development: rest(development) };
}

/** Has the env file read at the top of the entry, or below its imports. */
function loadVariables({ plan, loading }: Draft, entry: SourceFile): void {
  if (loading === 'late') entry.begin('dotenv.config();');
  else entry.beginBeforeImports(plan.modules === 'cjs' ? "require('dotenv').config();" : "import 'dotenv/config';");
}

/** Files that start a program or make its app; where there is a barrel these import from it. */
const atTheTop: ReadonlySet<string> = new Set(['app', 'server']);

function texts(plan: Plan, files: readonly SourceFile[], known: readonly Known[], extension: string): Record<string, string> {
  const handedOn = plan.exporting === 'barrel' ? files.filter(({ path, exports }) => exports.length > 0 && !atTheTop.has(path)) : [];
  const barrel = handedOn.length === 0 ? undefined : 'index';
  const own = new Set(files.filter(({ path }) => atTheTop.has(path)).flatMap(({ exports }) => exports));
  const printed = files.map((file) => [`${file.path}.${extension}`, atTheTop.has(file.path) && !usesAny(file, own) ? file.print(plan, known, barrel) : file.print(plan, known)]);
  return { ...Object.fromEntries(printed) as Record<string, string>, ...(barrel === undefined ? {} : { [`${barrel}.${extension}`]: printBarrel(plan, handedOn) }) };
}

/** Whether a file rests on the app of another: that is no part of the barrel. */
function usesAny(file: SourceFile, names: ReadonlySet<string>): boolean {
  return file.path === 'server' && names.size > 0;
}

function printBarrel({ modules }: Plan, files: readonly SourceFile[]): string {
  if (modules === 'cjs') return `module.exports = {\n${files.map(({ path }) => `  ...require('./${path}'),`).join('\n')}\n};\n`;
  const suffix = modules === 'ts-cjs' ? '' : '.js';
  return files.map(({ path, exports }, at) => (at % 2 === 0 ? `export * from './${path}${suffix}';\n` : `export { ${exports.join(', ')} } from './${path}${suffix}';\n`)).join('');
}

function writeStep(name: StepName, draft: Draft, file: SourceFile, writing: Writing): Statement[] {
  const nest = draft.plan.structure === 'nest';
  switch (name) {
    case 'trust': case 'late-trust': return draft.trust;
    case 'extra': return extraStatements(draft, 'early', writing);
    case 'late-extra': return extraStatements(draft, 'late', writing);
    case 'cors': return corsStatements(draft, file, writing);
    case 'body': return nest ? [] : [{ use: 'express.json()' }];
    case 'session': return sessionStatements(draft, file, writing);
    case 'passport-early': return [{ use: 'passport.initialize()' }];
    case 'passport': return [draft.keeping.join('\n'), ...draft.passport];
    case 'first': return draft.first;
    case 'dependents': return draft.dependents;
    case 'guard': return draft.guard;
    case 'visitor': return visitorStatements(draft, writing);
    case 'routes': return nest ? [] : routeStatements(draft, file, writing);
    // Only marks where a program listens; faults move steps behind it.
    case 'late': return [];
  }
}

const nestNames: readonly Known[] = [
  ...['Controller', 'Get', 'Post', 'Req', 'Module'].map((name): Known => ({ word: new RegExp(`@${name}\\(`), name, from: { module: '@nestjs/common', as: 'named' } })),
  { word: /\bNestFactory\b/, name: 'NestFactory', from: { module: '@nestjs/core', as: 'named' } },
  { word: /\bNestExpressApplication\b/, name: 'NestExpressApplication', from: { module: '@nestjs/platform-express', as: 'type' } },
];

function manifest(plan: Plan, entry: string): string {
  const packages = {
    ...(plan.versions === 'older' ? { 'express': '^4.21.0', 'express-session': '~1.17.3' } : { 'express': '^5.1.0', 'express-session': '^1.19.0' }), 'cookie-session': '^2.1.0', 'cors': '^2.8.5',
    ...(plan.variables === 'dotenv' ? { 'dotenv': '^17.0.0' } : {}),
    ...(plan.login === 'passport' ? { 'passport': '^0.7.0' } : {}), 'connect-flash': '^0.1.1', 'cookie-parser': '^1.4.7', 'csurf': '^1.11.0',
    ...(plan.structure === 'nest' ? { '@nestjs/common': '^12.0.0', '@nestjs/core': '^12.0.0', '@nestjs/platform-express': '^12.0.0' } : {}),
  };
  const isTypeScript = plan.modules.startsWith('ts');
  return `${JSON.stringify({
    name: 'shop', private: true, ...(plan.modules.endsWith('esm') ? { type: 'module' } : {}),
    ...(isTypeScript ? {} : { main: entry }),
    scripts: { start: isTypeScript ? `tsx ${entry}` : `node ${entry}` }, dependencies: packages,
  }, undefined, 2)}\n`;
}

function tsconfig({ modules }: Plan): string {
  return `${JSON.stringify({ compilerOptions: { target: 'ES2022', module: modules === 'ts-esm' ? 'NodeNext' : 'CommonJS', esModuleInterop: true, experimentalDecorators: true } }, undefined, 2)}\n`;
}
