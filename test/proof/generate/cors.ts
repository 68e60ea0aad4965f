import { environments, quoted } from './addresses.ts';
import { perEnvironment, type Draft } from './draft.ts';
import { placeOptions } from './placing.ts';
import type { Plan } from './plan.ts';
import type { Writing } from './program.ts';
import { APP, TEST_WITH_APP, type SourceFile, type Statement } from './source-file.ts';

/** Every origin that may use the server, production's first. */
export function allowedOrigins({ scenes }: Draft): string[] {
  return environments.flatMap((environment) => scenes[environment].pages);
}

/** A route path that every path matches: Express 5 has named the star. */
export function everyPath({ versions }: Plan): string {
  return versions === 'older' ? '*' : '/{*path}';
}

/** A list of origins as code. */
export function listCode(origins: readonly string[]): string {
  return `[${origins.map(quoted).join(', ')}]`;
}

/** Fills in the CORS options of a draft. */
export function writeCors(draft: Draft): void {
  const { plan, corsOptions, scenes, env } = draft;
  if (plan.client === 'same-origin') return;
  const origins = allowedOrigins(draft);
  const [production = '', development = ''] = environments.map((environment) => scenes[environment].pages[0] ?? '');
  draft.known.push({ word: /(?<![.\w])allowedOrigins\b/, name: 'allowedOrigins', declaration: `const allowedOrigins = ${listCode(origins)};` });
  switch (plan.corsOrigin) {
    case 'string': corsOptions.set('origin', perEnvironment(quoted(production), quoted(development))); break;
    case 'list': corsOptions.set('origin', listCode(origins)); break;
    case 'pattern': corsOptions.set('origin', `[${origins.map((origin) => `/^${origin.replaceAll(/[./]/g, '\\$&')}$/`).join(', ')}]`); break;
    case 'function': corsOptions.set('origin', '(origin, callback) => {\n  callback(null, allowedOrigins.includes(origin));\n}'); break;
    case 'environment':
      corsOptions.set('origin', 'process.env.CLIENT_ORIGIN');
      env.production['CLIENT_ORIGIN'] = production;
      env.development['CLIENT_ORIGIN'] = development;
      break;
  }
  corsOptions.set('credentials', 'true');
  if (plan.corsOptions === 'methods') {
    corsOptions.set('methods', "['GET', 'POST', 'PUT', 'PATCH']");
    corsOptions.set('allowedHeaders', "['Content-Type', 'X-Requested-With']");
  }
  draft.byHand.headers = [
    ['Access-Control-Allow-Origin', 'origin'],
    ['Access-Control-Allow-Credentials', "'true'"],
    ['Access-Control-Allow-Headers', "'Content-Type'"],
    ['Access-Control-Allow-Methods', "'GET,POST'"],
    ['Vary', "'Origin'"],
  ];
}

/** The code of a call that makes the CORS middleware, once or at each route. */
export function corsCall(draft: Draft, file: SourceFile, writing: Writing): { before: Statement[]; call: string } {
  if (draft.plan.corsBy === 'delegate' && draft.corsArgument === undefined) {
    return { before: [], call: `cors((req, callback) => {\n  callback(null, ${draft.corsOptions.print(TEST_WITH_APP)});\n})` };
  }
  const { before, code } = corsArgument(draft, file, writing);
  return { before, call: `cors(${code})` };
}

/** The code of the argument of `cors` or `enableCors`. */
export function corsArgument(draft: Draft, file: SourceFile, writing: Writing): { before: Statement[]; code: string } {
  if (draft.corsArgument !== undefined) return { before: [], code: draft.corsArgument };
  const styles = { plain: 'constant', inline: 'inline', module: 'module', methods: 'inline' } as const;
  return placeOptions({ style: styles[draft.plan.corsOptions], name: 'corsOptions', type: 'CorsOptions', options: draft.corsOptions, file, writing });
}

/** What is registered for CORS on the app as a whole. */
export function corsStatements(draft: Draft, file: SourceFile, writing: Writing): Statement[] {
  const { plan, byHand } = draft;
  if (draft.corsStatements) return [...draft.corsStatements];
  if (plan.corsPlace === 'routes') return [];
  if (plan.corsBy === 'by-hand') {
    const headers = byHand.headers.map(([name, code]) => `    res.setHeader('${name}', ${code});`).join('\n');
    const preflight = byHand.answersPreflight ? "  if (req.method === 'OPTIONS') {\n    res.sendStatus(204);\n    return;\n  }\n" : '';
    return [{ use: `(req${writing.typed(': Request')}, res${writing.typed(': Response')}, next${writing.typed(': NextFunction')}) => {\n  const origin = req.headers.origin;\n  if (origin && allowedOrigins.includes(origin)) {\n${headers}\n  }\n${preflight}  next();\n}` }];
  }
  if (plan.structure === 'nest' && plan.corsBy === 'package') {
    const { before, code } = corsArgument(draft, file, writing);
    return [...before, `${APP}.enableCors(${code});`];
  }
  const { before, call } = corsCall(draft, file, writing);
  return [...before, ...(plan.corsPlace === 'options-too' ? [`${APP}.options('${everyPath(plan)}', ${call});`] : []), { use: call }];
}
