import { directoryWith } from '../engine/disk.ts';

/** A server whose cookie is never set: it is secure, behind a proxy that is not trusted. The options stand in another file. */
export const SERVER = `const express = require('express');
const session = require('express-session');
const { cookie } = require('./config');

const app = express();

app.use(session({ secret: process.env.SECRET, resave: false, saveUninitialized: false, cookie }));

app.listen(3000);
`;

export const CONFIG = `module.exports = { cookie: { secure: true } };
`;

export const PACKAGE = '{ "private": true, "main": "app.js", "dependencies": { "express": "^5.0.0", "express-session": "^1.18.0" } }';

/** The server once the proxy is trusted. */
export const FIXED_SERVER = SERVER.replace('express();\n', `express();\napp.set('trust proxy', 1);\n`);

/** A directory with that server, and whatever else is given. */
export function serverIn(files: Readonly<Record<string, string>> = {}): string {
  return directoryWith({ 'package.json': PACKAGE, 'app.js': SERVER, 'config.js': CONFIG, ...files });
}
