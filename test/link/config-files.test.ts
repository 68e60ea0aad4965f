import { describe, expect, it } from 'vitest';
import { ran, type Sources } from './programs.ts';

const APP = 'const config = require("config"); const session = require("express-session"); session({ secret: config.get("session.secret") });';

/** The session's secret in a program with files for the package `config`. */
function secret(files: Sources, app = APP, environment = 'production'): string {
  return ran({ 'app.js': app, ...files }, environment).option('secret');
}

describe('the files of the package `config`', () => {
  it('give a setting that nothing else gives', () => {
    expect(secret({ 'config/default.json': '{ "session": { "secret": "a" } }' })).toBe("'a' if not config:session.secret | unknown: read from the setting `session.secret` of the package `config` if config:session.secret");
  });

  it('are read for the environment, later ones first', () => {
    const files = { 'config/default.json': '{ "session": { "secret": "a" } }', 'config/production.js': 'module.exports = { session: { secret: "b" } };' };
    expect(secret(files)).toContain("'b' if not config:session.secret");
    expect(secret(files, APP, 'development')).toContain("'a' if not config:session.secret");
  });

  it('are read by members too', () => {
    const app = 'const { session: settings } = require("config"); require("express-session")({ secret: settings.secret });';
    expect(secret({ 'config/default.json': '{ "session": { "secret": "a" } }' }, app)).toContain("'a' if not");
  });

  it('may name a variable of the environment', () => {
    const files = { 'config/default.json': '{ "session": { "secret": "a" } }', 'config/custom-environment-variables.json': '{ "session": { "secret": "SECRET" } }' };
    expect(secret(files)).toBe("'a' if not process.env.SECRET | unknown: read from the environment variable `SECRET` if process.env.SECRET");
  });

  it.each(['config/default.yaml', 'config/production.json5'])('say nothing where one is in a format that is not read: %s', (name) => {
    expect(secret({ 'config/default.json': '{ "session": { "secret": "a" } }', [name]: 'session: b' })).toBe('unknown: read from the setting `session.secret` of the package `config`');
  });

  it('may hold modules', () => {
    expect(secret({ 'config/default.ts': 'export default { session: { secret: process.env.SECRET ?? "a" } };' })).toContain("'a' if ");
  });
});
