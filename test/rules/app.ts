import { rules } from '../../rules/index.ts';
import { analyse } from '../../src/engine/projects.ts';
import { memoryFiles } from '../../src/source/overlay.ts';

/** A small app: its files by name, or what `app.js` does between its first lines and its last. */
export type Sources = string | Readonly<Record<string, string>>;

/** The first lines of an app. */
export const APP = `
const cookieSession = require('cookie-session');
const cors = require('cors');
const express = require('express');
const app = express();
const session = () => cookieSession({ keys: [process.env.SESSION_SECRET] });
`;

/** Its last line. */
export const LISTEN = `
app.listen(3000);
`;

/** A route that reads the session for a script. */
export const ME = `
app.get('/me', (req, res) => {
  res.json({ user: req.session.user ?? null });
});
`;

const PACKAGE = JSON.stringify({ main: 'app.js', dependencies: { express: '^5.1.0', 'express-session': '^1.18.0', 'cookie-session': '^2.1.0', cors: '^2.8.5', passport: '^0.7.0' } });

/** The rules that report an app, strict ones left aside, whose users reach it at `https://api.example.com`, once for each finding. */
export function reportedIn(sources: Sources): readonly string[] {
  const files = typeof sources === 'string' ? { 'app.js': `${APP}${sources}${LISTEN}` } : sources;
  const inApp = Object.entries({ 'package.json': PACKAGE, ...files }).map(([name, text]) => [`/app/${name}`, text] as const);
  const judges = rules.filter(({ level }) => level !== 'strict');
  const analysis = analyse({ root: '/app', rules: judges, files: memoryFiles(Object.fromEntries(inApp)), serverOrigins: ['https://api.example.com'] });
  return [...analysis.diagnostics.map(({ rule }) => rule), ...(analysis.failure === undefined ? [] : [analysis.failure])];
}
