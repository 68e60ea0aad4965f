import type { Draft } from './draft.ts';
import type { Plan } from './plan.ts';
import type { Writing } from './program.ts';
import { APP, indent, type Known, type Statement } from './source-file.ts';

/** What stands on the app besides what matters, early or late. */
export function extraStatements({ plan, otherCookie }: Draft, when: 'early' | 'late', writing: Writing): Statement[] {
  const request = `req${writing.typed(': Request')}, res${writing.typed(': Response')}`;
  if (when === 'late') {
    return plan.extra === 'error-handler' ? [{ use: `(error${writing.typed(': Error')}, ${request}, next${writing.typed(': NextFunction')}) => {\n  res.status(500).json({ error: error.message });\n}` }] : [];
  }
  switch (plan.extra) {
    case 'health': return [`${APP}.get('/health', (${request}) => {\n  res.json({ ok: true });\n});`];
    case 'cookie': return [{ use: `(${request}, next${writing.typed(': NextFunction')}) => {\n  res.cookie('theme', 'dark', ${otherCookie});\n  next();\n}` }];
    case 'cookie-parser': return [{ use: 'cookieParser()' }];
    case 'forms': return [{ use: 'express.urlencoded({ extended: false })' }];
    case 'static': return [{ use: "express.static('public')" }];
    case 'logger': return [{ use: `(${request}, next${writing.typed(': NextFunction')}) => {\n  res.on('finish', () => {});\n  next();\n}` }];
    default: return [];
  }
}

/** What a middleware behind the session does with it, for those who are logged in alone. */
export function visitorStatements({ plan }: Draft, writing: Writing): Statement[] {
  const bodies: Record<Exclude<Plan['visitor'], 'nothing'>, string> = {
    'locals': 'res.locals.user = req.session.user ?? null;\nnext();',
    'views': 'if (req.session.user) {\n  req.session.views = (req.session.views ?? 0) + 1;\n}\nnext();',
    'renew': 'if (req.session.user && req.session.old) {\n  req.session.regenerate(next);\n  return;\n}\nnext();',
    'touch': 'if (req.session.user) {\n  req.session.touch();\n}\nnext();',
    'old-cookie': "res.clearCookie('sid-before');\nnext();",
  };
  if (plan.visitor === 'nothing') return [];
  return [{ use: `(req${writing.typed(': Request')}, res${writing.typed(': Response')}, next${writing.typed(': NextFunction')}) => {\n${indent(bodies[plan.visitor])}\n}` }];
}

const configs: { readonly [T in Plan['test']]?: string } = {
  'config': "const config = {\n  isProduction: process.env.NODE_ENV === 'production',\n};",
  'config-table': "const environments = {\n  production: { isProduction: true },\n  development: { isProduction: false },\n};\n\nconst config = environments[process.env.NODE_ENV];",
  'config-switch': "function load() {\n  switch (process.env.NODE_ENV) {\n    case 'production':\n      return { isProduction: true };\n    default:\n      return { isProduction: false };\n  }\n}\n\nconst config = load();",
};

/** The module that knows the environment, where the plan has one. */
function configNames(writing: Writing): Known[] {
  const code = configs[writing.plan.test];
  return code === undefined ? [] : [writing.fileOf('config').addExported('config', code, 'only')];
}

const ownStore = `class OwnStore extends session.Store {
  sessions = new Map();

  get(id, callback) {
    const text = this.sessions.get(id);
    callback(null, text === undefined ? null : JSON.parse(text));
  }

  set(id, data, callback) {
    this.sessions.set(id, JSON.stringify(data));
    callback?.(null);
  }

  touch(id, data, callback) {
    this.set(id, data, callback);
  }

  destroy(id, callback) {
    this.sessions.delete(id);
    callback?.(null);
  }
}`;

/** Names every app may use: packages, Node's modules, types, and small things of its own. */
export function commonNames(writing: Writing): Known[] {
  const module = (name: string, from: string, as: 'default' | 'named' | 'type', word = new RegExp(`(?<![.\\w$'])${name}\\b`)): Known => ({ word, name, from: { module: from, as } });
  const any = writing.typed(': any');
  return [
    module('express', 'express', 'default', /(?<![.\w$'])express(?=[.(])/),
    module('session', 'express-session', 'default', /(?<![.\w$'])session(?=\(|\.Store\b)/),
    module('cookieSession', 'cookie-session', 'default'),
    module('expressSession', 'express-session', 'default'),
    module('sessionInCookie', 'cookie-session', 'default'),
    module('path', 'node:path', 'default', /(?<![.\w$'])path(?=\.)/),
    module('cors', 'cors', 'default', /(?<![.\w$'])cors(?=\()/),
    module('passport', 'passport', 'default'),
    module('dotenv', 'dotenv', 'default', /^dotenv(?=\.)/m),
    module('flash', 'connect-flash', 'default', /(?<![.\w$'])flash(?=\()/),
    module('randomUUID', 'node:crypto', 'named'),
    module('cookieParser', 'cookie-parser', 'default', /(?<![.\w$'])cookieParser(?=\()/),
    module('csurf', 'csurf', 'default', /(?<![.\w$'])csurf(?=\()/),
    module('http', 'node:http', 'default', /(?<![.\w$'/])http(?=\.)/),
    module('https', 'node:https', 'default', /(?<![.\w$'/])https(?=\.)/),
    module('fs', 'node:fs', 'default', /(?<![.\w$'])fs(?=\.)/),
    module('Express', 'express', 'type', /: Express\b/),
    module('Request', 'express', 'type', /: Request\b/),
    module('Response', 'express', 'type', /: Response\b/),
    module('NextFunction', 'express', 'type', /: NextFunction\b/),
    module('SessionOptions', 'express-session', 'type', /satisfies SessionOptions\b/),
    module('CorsOptions', 'cors', 'type', /satisfies CorsOptions\b/),
    { word: /\binProduction\(\)/, name: 'inProduction', declaration: "function inProduction() {\n  return process.env.NODE_ENV === 'production';\n}" },
    { word: /(?<![.\w$])NODE_ENV ===/, name: 'NODE_ENV', declaration: 'const { NODE_ENV } = process.env;' },
    { word: /(?<![.\w$])environment ===/, name: 'environment', declaration: "const environment = process.env.NODE_ENV || 'development';" },
    { word: /(?<![.\w$])isDevelopment\b/, name: 'isDevelopment', declaration: "const isDevelopment = process.env.NODE_ENV !== 'production';" },
    { word: /(?<![.\w$])wrap\(/, name: 'wrap', declaration: `function wrap(handler${any}) {\n  return (req${any}, res${any}, next${any}) => Promise.resolve(handler(req, res, next)).catch(next);\n}` },
    { word: /(?<![.\w$])requireUser,/, name: 'requireUser', declaration: `function requireUser(req${any}, res${any}, next${any}) {\n  if (!req.session.user) {\n    res.json({ user: null });\n    return;\n  }\n  next();\n}` },
    { word: /(?<![.\w$])isProduction\b(?!:)/, name: 'isProduction', declaration: "const isProduction = process.env.NODE_ENV === 'production';" },
    ...configNames(writing),
    ...(writing.plan.store === 'own' ? [writing.fileOf('own-store').addExported('OwnStore', ownStore, 'only')] : []),
  ];
}
