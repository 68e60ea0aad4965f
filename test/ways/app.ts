/** A server whose cookie is never set: it is secure, and the proxy is not trusted. The options stand in another file. */
export const SERVER = `const express = require('express');
const session = require('express-session');
const { cookie, Store } = require('./config');

const app = express();

app.use(session({ secret: process.env.SECRET, resave: false, saveUninitialized: false, store: new Store(), cookie }));

app.listen(3000);
`;

/** The same once the proxy is trusted. */
export const FIXED = SERVER.replace('express();\n', `express();\napp.set('trust proxy', 1);\n`);

/** What the server rests on; a store of its own keeps other rules silent. */
export const CONFIG = `const session = require('express-session');
exports.Store = class Store extends session.Store {};
exports.cookie = { secure: true };
`;

export const INSECURE = CONFIG.replace('true', `process.env.COOKIE === 'secure'`);

export const PACKAGE = '{ "private": true, "main": "app.js", "dependencies": { "express": "^5.0.0", "express-session": "^1.18.0" } }';

/** The files of that project, with ESLint's configuration. */
export function appWith(files: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { 'package.json': PACKAGE, 'app.js': SERVER, 'config.js': CONFIG, 'eslint.config.mjs': configWith(''), ...files };
}

/** A configuration with the plugin in it, and further entries. */
export function configWith(entries: string, imports = ''): string {
  return `import sessionLint from 'session-lint';\n${imports}\nexport default [sessionLint.configs.recommended, ${entries}];\n`;
}

/** ESLint's JSON, as far as it is looked at. */
export interface Result {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly line: number; readonly message: string; readonly suppressions?: readonly { readonly justification: string }[] }[];
  readonly suppressedMessages?: Result['messages'];
  readonly output?: string;
}

/** `app.js:7 session-lint/require-trust-proxy` for each message. */
export function found(stdout: string): readonly string[] {
  return (JSON.parse(stdout) as readonly Result[]).flatMap(({ filePath, messages }) => messages.map(({ ruleId, line, message }) => `${filePath.replace(/^.*\//, '')}:${line} ${ruleId ?? message}`));
}

export const TRUST = 'app.js:7 session-lint/require-trust-proxy';
