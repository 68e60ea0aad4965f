import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { INSPECTION_VERSION, type Inspection } from '../../src/cli/inspect/inspection.ts';
import { CONFIG, FIXED_SERVER, SERVER, serverIn } from '../eslint/app.ts';
import { directoryWith } from '../engine/disk.ts';
import { command } from './command.ts';

/** A server with a bit of everything. */
const FULL = `const express = require('express');
const session = require('express-session');
const cors = require('cors');
const settings = require('./settings');

const app = express();
const production = process.env.NODE_ENV === 'production';
if (settings.proxy) app.set('trust proxy', 1);
app.use(cors({ origin: process.env.ORIGIN, credentials: true }));
app.use(session({ secret: 'keyboard cat', name: 'sid', resave: false, saveUninitialized: false, cookie: { secure: production, maxAge: 604800000 } }));
const router = express.Router();
router.get('/me', function me(req, res) { res.json(req.session.user); });
app.use('/api', router);
app.use(unseen());
app.listen(3000);
`;

const text = async (files: Readonly<Record<string, string>>, ...args: string[]): Promise<string> => (await command(directoryWith(files), 'inspect', ...args)).stdout;

describe('inspect', () => {
  const files = { 'package.json': '{ "main": "app.js" }', 'app.js': FULL, '.env': 'ORIGIN=https://app.example.com\nSESSION_SECRET=hush\n' };

  it('shows what is registered in order, the cookie in each environment, CORS and servers', async () => {
    const shown = await text(files);
    const lines = shown.split('\n').map(line => line.trim());
    expect(lines).toContain('app.js  main of package.json');
    expect(lines.filter(line => /^\d\. /.test(line)).slice(0, 4).map(line => line.replace(/ {2,}/g, ' '))).toEqual([
      '1. use cors app.js:9', '2. use session app.js:10', '3. use /api router router from app.js:11 app.js:13', expect.stringMatching(/^4\. use unknown \(.*\) app\.js:14$/),
    ]);
    expect(lines.filter(line => line.startsWith('Set-Cookie')).sort()).toEqual([
      'Set-Cookie: sid=…; Path=/; Expires=<7 days from each answer>; HttpOnly',
      'Set-Cookie: sid=…; Path=/; Expires=<7 days from each answer>; HttpOnly; Secure',
    ]);
    expect(lines).toContainEqual(expect.stringMatching(/^trust proxy = 1, if .*settings.*app\.js:8$/));
    expect(lines).toContainEqual(expect.stringMatching(/^origin: process\.env\.ORIGIN/));
    expect(lines).toContain('listens: http  app.js:15');
    expect(lines).toContain('.env (all): ORIGIN, SESSION_SECRET');
  });

  it('never shows a secret', async () => {
    for (const args of [[], ['--json'], ['--html']]) {
      const shown = await text(files, ...args);
      expect(shown).not.toContain('keyboard cat');
      expect(shown).not.toContain('hush');
      expect(shown).toContain('written in the code');
    }
  });

  it('shows environments that are alike once, and says when the cookie is never sent', async () => {
    const shown = await text({ 'package.json': '{ "main": "app.js" }', 'app.js': SERVER, 'config.js': CONFIG });
    expect(shown.match(/in production and development/g)).toHaveLength(1);
    expect(shown).toContain('Set-Cookie: connect.sid=…; Path=/; HttpOnly; Secure  (never sent: Node serves plain HTTP and trusts no proxy)');
  });

  it('lists what could not be followed', async () => {
    const shown = await text(files);
    expect(shown).toMatch(/not followed: .* {2}app\.js:14/);
    expect(shown).toMatch(/(\d+) of (\d+) registrations followed\n$/);
  });

  it('is JSON where that is asked for', async () => {
    const root = serverIn({ 'app.js': FIXED_SERVER });
    const { code, stdout } = await command(root, 'inspect', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      root,
      programs: [{ entry: 'app.js', environments: [
        { environment: 'production', apps: [{ name: 'app', settings: [{ name: 'trust proxy', value: '1', at: 'app.js:6' }] }], sessions: [{ at: 'app.js:8' }] },
        { environment: 'development' },
      ] }],
      coverage: { followed: 1, registrations: 1 },
    });
  });

  it('has a version, the findings, and each app as a request meets it', async () => {
    const inspection = JSON.parse(await text(files, '--json')) as Inspection;
    expect(inspection.version).toBe(INSPECTION_VERSION);
    const [lane] = inspection.programs[0]?.environments[0]?.lanes ?? [];
    expect(lane?.steps.map(({ kind, method, paths, session, touches }) => [kind, method, paths.join(), session, touches.join()])).toEqual([
      ['cors', 'use', '/', 'no', ''], ['session', 'use', '/', 'no', ''], ['route', 'get', '/api/me', 'yes', 'reads user'], ['unknown', 'use', '/', 'yes', ''],
    ]);
    expect(lane?.steps[2]?.cors).toBe('Access-Control-Allow-Origin: process.env.ORIGIN; Access-Control-Allow-Credentials: true');
    expect(inspection.findings.map(({ rule }) => rule)).toContain('no-memory-store');
  });

  it('is one page that needs nothing else, with what stands in the code made harmless', async () => {
    const page = await text({ ...files, 'app.js': FULL.replace(`'/me'`, `'/<script>alert(1)</script>'`) }, '--html');
    expect(page).toMatch(/^<!DOCTYPE html>/);
    expect(page).not.toMatch(/<script|src=|<link|@import|url\(/);
    expect(page).toContain('from here on a request has a session');
    expect(page.match(/href="#finding-0-1"/g)?.length).toBeGreaterThan(0);
  });

  it('goes to a file', async () => {
    const root = serverIn();
    expect(await command(root, 'inspect', '--html', '-o', 'out/page.html')).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(`${root}/out/page.html`, 'utf8')).toContain('</html>');
  });

  it('has little to say where there is no server', async () => {
    expect(await text({ 'package.json': '{}' })).toContain('No program with a session');
    expect(await command(directoryWith({}), 'inspect', 'nowhere')).toMatchObject({ code: 2 });
  });
});
