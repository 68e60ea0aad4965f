import { describe, expect, it } from 'vitest';
import { both, ran, type Sources } from './programs.ts';

const HEAD = "const express = require('express'); const session = require('express-session'); const app = express();\n";
const SECURE = (expression: string, before = ''): string => `${HEAD}${before}; app.use(session({ cookie: { secure: ${expression} } }))`;

/** In each, `cookie.secure` is true in production and false in development. */
const DERIVED: readonly (readonly [string, Sources | string])[] = [
  ['process.env.NODE_ENV', SECURE("process.env.NODE_ENV === 'production'")],
  ['an index', SECURE("process.env['NODE_ENV'] === 'production'")],
  ['the other way round', SECURE("'production' == process.env.NODE_ENV")],
  ['not development', SECURE("process.env.NODE_ENV !== 'development'")],
  ['app.get', SECURE("app.get('env') === 'production'")],
  ['app.settings', SECURE("app.settings.env === 'production'")],
  ['destructured', SECURE("NODE_ENV === 'production'", 'const { NODE_ENV } = process.env')],
  ['destructured from process', SECURE("env.NODE_ENV === 'production'", 'const { env } = process')],
  ['imported from node:process', `import { env } from 'node:process'; import express from 'express'; import session from 'express-session'; express().use(session({ cookie: { secure: env.NODE_ENV === 'production' } }))`],
  ['destructured with a default', SECURE("NODE_ENV === 'production'", "const { NODE_ENV = 'development' } = process.env")],
  ['a default', SECURE("env === 'production'", "const env = process.env.NODE_ENV || 'development'")],
  ['a nullish default', SECURE("env === 'production'", "const env = process.env.NODE_ENV ?? 'development'")],
  ['a constant', SECURE('isProduction', "const isProduction = process.env.NODE_ENV === 'production'")],
  ['a negated constant', SECURE('!isDev', "const isDev = process.env.NODE_ENV !== 'production'")],
  ['a double negation', SECURE('!!isProduction', "const isProduction = process.env.NODE_ENV === 'production'")],
  ['a conditional', SECURE("process.env.NODE_ENV === 'production' ? true : false")],
  ['and', SECURE("process.env.NODE_ENV === 'production' && true")],
  ['lower case', SECURE("env.toLowerCase() === 'production'", "const env = (process.env.NODE_ENV || '').trim()")],
  ['startsWith', SECURE("process.env.NODE_ENV.startsWith('prod')")],
  ['optional startsWith', SECURE("process.env.NODE_ENV?.startsWith('prod')")],
  ['includes', SECURE("['production', 'staging'].includes(process.env.NODE_ENV)")],
  ['a regular expression', SECURE('/^prod/.test(process.env.NODE_ENV)')],
  ['a switch', SECURE('secure', "let secure; switch (process.env.NODE_ENV) { case 'production': secure = true; break; case 'development': secure = false; break; default: secure = null }")],
  ['a switch with a default', SECURE('secure', "let secure = false; switch (process.env.NODE_ENV) { case 'test': case 'development': break; default: secure = true }")],
  ['a switch that falls through', SECURE('secure', "let secure = false; switch (process.env.NODE_ENV) { case 'staging': case 'production': secure = true }")],
  ['an early return', SECURE('secure()', "function secure() { if (process.env.NODE_ENV !== 'production') return false; return true }")],
  ['an early return of an arrow', SECURE('secure(process.env.NODE_ENV)', "const secure = (env) => { if (env === 'production') { return true } else { return false } }")],
  ['if and else', SECURE('secure', "let secure; if (process.env.NODE_ENV === 'production') secure = true; else secure = false")],
  ['a config object keyed by the environment', SECURE('config[process.env.NODE_ENV].secure', 'const config = { production: { secure: true }, development: { secure: false } }')],
  ['a config object keyed with a default', SECURE("config[process.env.NODE_ENV || 'development'].secure", 'const config = { production: { secure: true }, development: { secure: false } }')],
  ['a config module keyed by the environment', { 'app.js': SECURE('config.secure', "const config = require('./config')[process.env.NODE_ENV]"), 'config.js': 'module.exports = { production: { secure: true }, development: { secure: false } }' }],
  ['a config module per environment', { 'app.js': SECURE('config.secure', 'const config = require(`./config/${process.env.NODE_ENV}`)'), 'config/production.js': 'module.exports = { secure: true }', 'config/development.js': 'exports.secure = false' }],
  ['a config module per environment, concatenated', { 'app.js': SECURE('config.secure', "const env = process.env.NODE_ENV || 'development'; const config = require('./config/' + env + '.json')"), 'config/production.json': '{ "secure": true }', 'config/development.json': '{ "secure": false }' }],
  ['merged config modules', { 'app.js': SECURE('config.cookie.secure', "const config = Object.assign({}, require('./config/all'), require('./config/' + process.env.NODE_ENV))"), 'config/all.js': 'module.exports = { cookie: { secure: null } }', 'config/production.js': 'module.exports = { cookie: { secure: true } }', 'config/development.js': 'module.exports = { cookie: { secure: false } }' }],
  ['a config in another module', { 'app.ts': "import express from 'express'; import session from 'express-session'; import { config } from './config'; express().use(session({ cookie: { secure: config.isProduction } }))", 'config.ts': "const env = process.env.NODE_ENV ?? 'development'; export const config = { env, isProduction: env === 'production' } as const" }],
  ['an enum', `${HEAD.replaceAll('const ', 'var ')} enum Env { Production = 'production', Development = 'development' } app.use(session({ cookie: { secure: process.env.NODE_ENV === Env.Production } }))`],
  ['a class', `${HEAD} class Config { readonly isProduction = process.env.NODE_ENV === 'production'; get secure() { return this.isProduction } } app.use(session({ cookie: { secure: new Config().secure } }))`],
  ['import.meta.env.MODE', "import express from 'express'; import session from 'express-session'; express().use(session({ cookie: { secure: import.meta.env.MODE === 'production' } }))"],
  ['import.meta.env.PROD', "import express from 'express'; import session from 'express-session'; express().use(session({ cookie: { secure: import.meta.env.PROD } }))"],
  ['a spread under a condition', `${HEAD}app.use(session({ cookie: { secure: false, ...(process.env.NODE_ENV === 'production' ? { secure: true } : {}) } }))`],
  ['a spread under and', `${HEAD}app.use(session({ cookie: { secure: false, ...(process.env.NODE_ENV === 'production' && { secure: true }) } }))`],
  ['an object looked up', SECURE('({ production: true, development: false })[process.env.NODE_ENV]')],
  ['an object looked up with ??', SECURE('({ production: true })[process.env.NODE_ENV] ?? false')],
];

describe('values that rest on the environment', () => {
  it.each(DERIVED)('%s', (_name, sources) => {
    const { production, development } = both(sources);
    expect([production.option('cookie.secure'), development.option('cookie.secure')]).toEqual(['true', 'false']);
  });

  it('says of each that it rests on the environment', () => {
    const found = ran({ 'app.js': SECURE("process.env.NODE_ENV === 'production'") });
    const cookie = found.session.options.properties.find(({ name }) => name === 'cookie')?.value;
    const secure = cookie?.kind === 'object' ? cookie.options.properties[0]?.value : undefined;
    expect(secure).toMatchObject({ kind: 'known', value: true, perEnvironment: true });
    expect(secure && found.text(secure.at)).toBe("process.env.NODE_ENV === 'production'");
  });
});

describe('registrations that rest on the environment', () => {
  it.each<[string, string, readonly string[], readonly string[]]>([
    ['if', "if (process.env.NODE_ENV === 'production') { app.use(function prod() {}) } else { app.use(function dev() {}) }", ['prod'], ['dev']],
    ['app.get', "if (app.get('env') === 'development') app.use(function dev() {})", [], ['dev']],
    ['app.configure of old', "if ('development' == app.get('env')) { app.use(require('errorhandler')()) }", [], ['errorhandler']],
    ['and', "process.env.NODE_ENV !== 'production' && app.use(function dev() {})", [], ['dev']],
    ['an early return', "function setUp() { if (process.env.NODE_ENV !== 'production') return; app.use(function prod() {}) } setUp()", ['prod'], []],
    ['an early exit', "if (process.env.NODE_ENV === 'development') { app.use(function dev() {}); process.exit(1) } app.use(function prod() {})", ['prod'], ['dev']],
    ['a switch', "switch (app.get('env')) { case 'development': app.use(function dev() {}); break; case 'production': app.use(function prod() {}); break }", ['prod'], ['dev']],
    ['in a list', "app.use([process.env.NODE_ENV === 'production' && function prod() {}, function all() {}].filter(Boolean))", ['prod', 'all'], ['all']],
    ['a module that is required', "if (process.env.NODE_ENV === 'production') require('./nowhere')", [], []],
  ])('%s', (_name, text, inProduction, inDevelopment) => {
    const { production, development } = both({ 'app.js': HEAD + text });
    expect([production.stack, development.stack]).toEqual([inProduction, inDevelopment]);
  });
});

describe('further environments', () => {
  it.each<[string, readonly string[]]>([
    ["if (process.env.NODE_ENV === 'staging') app.use(x)", ['staging']],
    ["if (app.get('env') == 'localhost') app.use(x)", ['localhost']],
    ["const env = process.env.NODE_ENV || 'development'; if (env === 'qa') app.use(x)", ['qa']],
    ["switch (process.env.NODE_ENV) { case 'uat': break; case 'test': break }", ['uat', 'test']],
    ["if (['staging', 'production'].includes(process.env.NODE_ENV)) app.use(x)", ['staging', 'production']],
    ["const config = { staging: {}, production: {} }[process.env.NODE_ENV]", ['staging', 'production']],
    ["const config = { production: 1, local: 2 }; const env = process.env.NODE_ENV; app.use(config[env])", ['production', 'local']],
    ["if (process.env.NODE_ENV === process.env.OTHER) app.use(x)", []],
    ["if (process.env.REGION === 'eu') app.use(x)", []],
    ["const o = { b: 1 }; app.use(o[process.env.NODE_ENV === 'staging' ? 'a' : 'b'])", ['staging']],
  ])('%s', (text, expected) => {
    const names = new Set([...ran({ 'app.js': HEAD + text }).environments, ...ran({ 'app.js': HEAD + text }, 'development').environments]);
    expect([...names].filter((name) => name !== 'development').sort()).toEqual([...expected].sort());
  });

  it('runs the program in one of them', () => {
    const text = `${HEAD}const o = { cookie: { secure: process.env.NODE_ENV === 'production' } }; if (process.env.NODE_ENV === 'staging') o.cookie.sameSite = 'none'; app.use(session(o))`;
    const found = ran({ 'app.js': text }, 'staging');
    expect([found.option('cookie.secure'), found.option('cookie.sameSite')]).toEqual(['false', "'none'"]);
  });
});

describe('readers of the environment', () => {
  it.each<[string, string, string]>([
    ['process.env', 'process.env.COOKIE_SECURE', 'env COOKIE_SECURE'],
    ['destructured', '(() => { const { COOKIE_SECURE } = process.env; return COOKIE_SECURE })()', 'env COOKIE_SECURE'],
    ['renamed', '(() => { const { COOKIE_SECURE: secure } = process.env; return secure })()', 'env COOKIE_SECURE'],
    ['a copy of process.env', '({ ...process.env }).COOKIE_SECURE', 'env COOKIE_SECURE'],
    ['compared', "process.env.COOKIE_SECURE === 'true'", "false if not process.env.COOKIE_SECURE === \"true\" | true if process.env.COOKIE_SECURE === \"true\""],
    ['a default', "process.env.COOKIE_SECURE || false", 'env COOKIE_SECURE if process.env.COOKIE_SECURE | false if not process.env.COOKIE_SECURE'],
    ['converted', 'Boolean(process.env.COOKIE_SECURE)', 'false if not process.env.COOKIE_SECURE | true if process.env.COOKIE_SECURE'],
    ['converted twice', '!!process.env.COOKIE_SECURE', 'false if not process.env.COOKIE_SECURE | true if process.env.COOKIE_SECURE'],
    ['a number', 'Number(process.env.COOKIE_SECURE)', 'unknown: read from the environment variable `COOKIE_SECURE`'],
    ['parsed', 'JSON.parse(process.env.COOKIE_SECURE)', 'unknown: read from the environment variable `COOKIE_SECURE`'],
    ['parsed as a number', 'parseInt(process.env.COOKIE_SECURE, 10)', 'unknown: read from the environment variable `COOKIE_SECURE`'],
    ['parsed in lower case', "process.env.COOKIE_SECURE.toLowerCase()", 'unknown: read from the environment variable `COOKIE_SECURE`'],
    ['dotenv', "(require('dotenv').config(), process.env.COOKIE_SECURE)", 'env COOKIE_SECURE'],
    ['what dotenv parsed', "require('dotenv').config().parsed.COOKIE_SECURE", 'env COOKIE_SECURE'],
    ['what dotenv parsed, destructured', "(() => { const { parsed: env } = require('dotenv').config({ path: '.env' }); return env.COOKIE_SECURE })()", 'env COOKIE_SECURE'],
    ['dotenv-safe', "require('dotenv-safe').config().parsed.COOKIE_SECURE", 'env COOKIE_SECURE'],
    ['envalid', "require('envalid').cleanEnv(process.env, { COOKIE_SECURE: require('envalid').bool() }).COOKIE_SECURE", 'unknown: read from the environment variable `COOKIE_SECURE`'],
    ['env-var', "require('env-var').get('COOKIE_SECURE').asBool()", 'unknown: read from the environment variable `COOKIE_SECURE`'],
    ['zod', "require('zod').z.object({ COOKIE_SECURE: require('zod').z.string() }).parse(process.env).COOKIE_SECURE", 'unknown: read from the environment variable `COOKIE_SECURE`'],
    ['zod, safely', "require('zod').object({ COOKIE_SECURE: require('zod').coerce.boolean() }).safeParse(process.env).data.COOKIE_SECURE", 'unknown: read from the environment variable `COOKIE_SECURE`'],
    ['joi', "require('joi').object({ COOKIE_SECURE: require('joi').boolean() }).validate(process.env).value.COOKIE_SECURE", 'unknown: read from the environment variable `COOKIE_SECURE`'],
    ['joi, as it is written most', "(() => { const Joi = require('joi'); const schema = Joi.object().keys({ COOKIE_SECURE: Joi.boolean().default(true) }).unknown(); const { value: vars, error } = schema.prefs({ errors: { label: 'key' } }).validate(process.env); if (error) throw new Error(error.message); return vars.COOKIE_SECURE })()", 'unknown: read from the environment variable `COOKIE_SECURE`'],
    ['convict', "require('convict')({ secure: { format: Boolean, default: false, env: 'COOKIE_SECURE' } }).get('secure')", 'false if not process.env.COOKIE_SECURE | unknown: read from the environment variable `COOKIE_SECURE` if process.env.COOKIE_SECURE'],
    ['convict, deep', "(() => { const convict = require('convict'); const config = convict({ cookie: { secure: { default: true, env: 'COOKIE_SECURE' } } }); config.validate({ allowed: 'strict' }); return config.get('cookie.secure') })()", 'true if not process.env.COOKIE_SECURE | unknown: read from the environment variable `COOKIE_SECURE` if process.env.COOKIE_SECURE'],
    ['convict, all properties', "require('convict')({ cookie: { secure: { default: true, env: 'COOKIE_SECURE' } } }).getProperties().cookie.secure", 'true if not process.env.COOKIE_SECURE | unknown: read from the environment variable `COOKIE_SECURE` if process.env.COOKIE_SECURE'],
    ['config', "require('config').get('cookie.secure')", 'unknown: read from the setting `cookie.secure` of the package `config`'],
    ['config, by property', "require('config').cookie.secure", 'unknown: read from the setting `cookie` of the package `config`'],
    ['nconf', "(() => { const nconf = require('nconf'); nconf.argv().env(); return nconf.get('COOKIE_SECURE') })()", 'unknown: read from the environment variable `COOKIE_SECURE`'],
    ['@t3-oss/env-core', "require('@t3-oss/env-core').createEnv({ server: {}, runtimeEnv: process.env }).COOKIE_SECURE", 'unknown: read from the environment variable `COOKIE_SECURE`'],
    ['a helper of one\'s own', "(() => { const env = (name, fallback) => process.env[name] ?? fallback; return env('COOKIE_SECURE') })()", 'env COOKIE_SECURE if process.env.COOKIE_SECURE | undefined if not process.env.COOKIE_SECURE'],
    ['a helper that throws', "(() => { function need(name) { const value = process.env[name]; if (!value) throw new Error(name); return value } return need('COOKIE_SECURE') })()", 'env COOKIE_SECURE'],
    ['Deno-style get', "require('some-env')('COOKIE_SECURE')", "some-env()('COOKIE_SECURE')"],
  ])('%s', (_name, expression, expected) => {
    expect(ran({ 'app.js': SECURE(expression) }).option('cookie.secure')).toBe(expected);
  });

  it('knows what a preset of convict or a default is where no variable is read', () => {
    expect(ran({ 'app.js': SECURE("require('convict')({ secure: { default: true } }).get('secure')") }).option('cookie.secure')).toBe('true');
  });

  it.each<[string, string, string]>([
    ['raw and raw', 'process.env.USE_TLS', 'process.env.USE_TLS'],
    ['raw and destructured', 'process.env.USE_TLS', '(({ USE_TLS }) => USE_TLS)(process.env)'],
    ['raw and through a module', 'config.useTls', 'process.env.USE_TLS'],
    ['through a constant of a comparison', "process.env.USE_TLS === 'true'", "process.env.USE_TLS == 'true'"],
    ['envalid', 'clean.USE_TLS', 'clean.USE_TLS'],
    ['zod', 'parsed.USE_TLS', 'parsed.USE_TLS'],
    ['config', "cfg.get('tls')", 'cfg.tls'],
    ['two negations', '!process.env.USE_TLS === false', 'process.env.USE_TLS'],
  ])('conditions on one variable belong together: %s', (_name, first, second) => {
    const found = ran({ 'app.js': `${HEAD}const config = { useTls: process.env.USE_TLS }; const clean = require('envalid').cleanEnv(process.env, {}); const parsed = require('zod').z.object({}).parse(process.env); const cfg = require('config');
      if (${first}) app.use(function a() {}); if (!(${second})) app.use(function b() {}); else if (!(${first})) app.use(function never() {})` });
    const [a, b] = found.world.apps[0]?.registrations ?? [];
    expect(found.stack).toHaveLength(2);
    expect(a?.when).not.toBe(true);
    expect(JSON.stringify(b?.when)).toBe(JSON.stringify(a?.when).replace('"then":true,"else":false', '"then":false,"else":true'));
  });
});
