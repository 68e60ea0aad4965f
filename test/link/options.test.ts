import { describe, expect, it } from 'vitest';
import { both, ran, type Sources } from './programs.ts';

const HEAD = "const express = require('express'); const session = require('express-session'); const app = express();\n";
const IMPORTS = "import express from 'express'; import session from 'express-session'; const app = express();\n";

/** In each, `cookie.secure` is true and stands as the only `true` of the program, and `name` is `sid`. */
const WRITTEN: readonly (readonly [string, Sources | string])[] = [
  ['inline', `${HEAD}app.use(session({ name: 'sid', cookie: { secure: true } }))`],
  ['in a constant', `${HEAD}const options = { name: 'sid', cookie: { secure: true } }; app.use(session(options))`],
  ['in a constant of a constant', `${HEAD}const secure = true; const cookie = { secure }; const options = { name: 'sid', cookie }; app.use(session(options))`],
  ['with as const', `${IMPORTS}const options = { name: 'sid', cookie: { secure: true } } as const; app.use(session(options))`],
  ['with satisfies', `${IMPORTS}const options = { name: 'sid', cookie: { secure: true } } satisfies session.SessionOptions; app.use(session(options))`],
  ['with casts and !', `${IMPORTS}const options = <session.SessionOptions>({ name: 'sid', cookie: ({ secure: (true as boolean)! } as any) } as unknown); app.use(session(options!))`],
  ['in another module', { 'app.js': `${HEAD}const options = require('./options'); app.use(session(options))`, 'options.js': "module.exports = { name: 'sid', cookie: { secure: true } }" }],
  ['in a part of another module', { 'app.ts': `${IMPORTS}import { config } from './config'; app.use(session(config.session))`, 'config.ts': "export const config = { session: { name: 'sid', cookie: { secure: true } } }" }],
  ['from three modules', { 'app.ts': `${IMPORTS}import { options } from './options'; app.use(session(options))`, 'options.ts': "import { cookie } from './cookie'; import { NAME } from './names'; export const options = { name: NAME, cookie }", 'cookie.ts': 'export const cookie = { secure: true }', 'names.ts': "export const NAME = 'sid'" }],
  ['a function\'s result', `${HEAD}function options() { return { name: 'sid', cookie: { secure: true } } } app.use(session(options()))`],
  ['an arrow\'s result', `${HEAD}const options = () => ({ name: 'sid', cookie: { secure: true } }); app.use(session(options()))`],
  ['a function with parameters', `${HEAD}const options = (secure, { name } = { name: 'sid' }) => ({ name, cookie: { secure } }); app.use(session(options(true)))`],
  ['a function that calls a function', `${HEAD}const cookie = (more) => ({ httpOnly: 1, ...more }); const options = (name = 'sid') => { const c = cookie({ secure: true }); return { name, cookie: c } }; app.use(session(options()))`],
  ['an async function\'s result', `${IMPORTS}async function load() { return { name: 'sid', cookie: { secure: true } } } const options = await load(); app.use(session(options))`],
  ['a class field', `${IMPORTS}class Config { name = 'sid'; cookie = { secure: true } } const config = new Config(); app.use(session({ name: config.name, cookie: config.cookie }))`],
  ['a static field', `${IMPORTS}class Config { static readonly SESSION = { name: 'sid', cookie: { secure: true } } } app.use(session(Config.SESSION))`],
  ['a constructor\'s assignment', `${IMPORTS}class Config { session; constructor(secure) { this.session = { name: 'sid', cookie: { secure } } } } app.use(session(new Config(true).session))`],
  ['a getter', `${IMPORTS}class Config { get session() { return { name: 'sid', cookie: { secure: true } } } } app.use(session(new Config().session))`],
  ['an object\'s getter', `${HEAD}const config = { get session() { return { name: 'sid', cookie: { secure: true } } } }; app.use(session(config.session))`],
  ['a method', `${IMPORTS}class Config { build() { return { name: 'sid', cookie: this.cookie() } } cookie() { return { secure: true } } } app.use(session(new Config().build()))`],
  ['a static method', `${IMPORTS}class Config { static build() { return { name: 'sid', cookie: { secure: true } } } } app.use(session(Config.build()))`],
  ['an inherited field', `${IMPORTS}class Base { cookie = { secure: true } } class Config extends Base { name = 'sid' } const c = new Config(); app.use(session({ name: c.name, cookie: c.cookie }))`],
  ['a singleton', `${IMPORTS}class Config { static #one; static get() { return this.one ??= new Config() } name = 'sid'; cookie = { secure: true } } const { name, cookie } = Config.get(); app.use(session({ name, cookie }))`],
  ['a private field', `${IMPORTS}class Server { #options = { name: 'sid', cookie: { secure: true } }; start() { app.use(session(this.#options)) } } new Server().start()`],
  ['an enum', `${IMPORTS}enum Names { Session = 'sid' } app.use(session({ name: Names.Session, cookie: { secure: true } }))`],
  ['a spread', `${HEAD}const base = { name: 'sid' }; app.use(session({ ...base, cookie: { secure: true } }))`],
  ['nested spreads, overridden', `${HEAD}const base = { name: 'x', cookie: { secure: false, path: '/' } }; app.use(session({ ...base, name: 'sid', cookie: { ...base.cookie, secure: true } }))`],
  ['a spread of a condition that is known', `${HEAD}app.use(session({ name: 'sid', ...(1 && { cookie: { secure: true } }) }))`],
  ['Object.assign', `${HEAD}app.use(session(Object.assign({ name: 'sid' }, { cookie: { secure: true } })))`],
  ['Object.assign onto a constant', `${HEAD}const options = { name: 'sid' }; Object.assign(options, { cookie: {} }); Object.assign(options.cookie, { secure: true }); app.use(session(options))`],
  ['Object.freeze', `${HEAD}const options = Object.freeze({ name: 'sid', cookie: Object.freeze({ secure: true }) }); app.use(session(options))`],
  ['assignments', `${HEAD}const options = {}; options.name = 'sid'; options.cookie = {}; options.cookie.secure = true; app.use(session(options))`],
  ['assignments by key', `${HEAD}const options = { cookie: {} }; options['name'] = 'sid'; options['cookie']['secure'] = true; app.use(session(options))`],
  ['a computed key', `${HEAD}const key = 'secure'; app.use(session({ name: 'sid', cookie: { [key]: true } }))`],
  ['a variable assigned later', `${HEAD}let options; options = { name: 'sid', cookie: { secure: true } }; app.use(session(options))`],
  ['destructuring with a default', `${HEAD}const { name = 'sid', cookie: { secure = true } = {} } = {}; app.use(session({ name, cookie: { secure } }))`],
  ['destructuring an array', `${HEAD}const [name, , cookie] = ['sid', 1, { secure: true }]; app.use(session({ name, cookie }))`],
  ['a rest of an object', `${HEAD}const { port, ...options } = { port: 1, name: 'sid', cookie: { secure: true } }; app.use(session(options))`],
  ['Object.fromEntries', `${HEAD}const options = Object.fromEntries([['name', 'sid'], ['cookie', { secure: true }]]); app.use(session(options))`],
  ['Object.fromEntries of Object.entries', `${HEAD}const raw = { SID: 'x', name: 'sid', cookie: { secure: true } }; app.use(session(Object.fromEntries(Object.entries(raw).filter(([key]) => key !== 'SID'))))`],
  ['a Map', `${HEAD}const config = new Map([['name', 'sid']]); config.set('cookie', { secure: true }); app.use(session({ name: config.get('name'), cookie: config.get('cookie') }))`],
  ['a copy through JSON', `${HEAD}const options = JSON.parse(JSON.stringify({ name: 'sid', cookie: { secure: true } })); app.use(session(options))`],
  ['structuredClone', `${HEAD}app.use(session(structuredClone({ name: 'sid', cookie: { secure: true } })))`],
  ['a template and a concatenation', `${HEAD}const s = 's'; app.use(session({ name: \`\${s}i\` + 'd', cookie: { secure: true } }))`],
  ['a merge helper of one\'s own', `${HEAD}function merge(a, b) { for (const key in b) a[key] = b[key]; return a } app.use(session(merge({ name: 'x' }, { name: 'sid', cookie: { secure: true } })))`],
  ['a merge helper with reduce', `${HEAD}const merge = (...all) => all.reduce((sum, one) => ({ ...sum, ...one }), {}); app.use(session(merge({ name: 'sid' }, { cookie: { secure: true } })))`],
  ['lodash merge', `${HEAD}const _ = require('lodash'); app.use(session(_.merge({ name: 'x' }, { name: 'sid' }, { cookie: { secure: true } })))`],
  ['closures', `${HEAD}const make = (name) => (cookie) => ({ name, cookie }); app.use(session(make('sid')({ secure: true })))`],
  ['call, apply and bind', `${HEAD}function make(name, secure) { return { name, cookie: { secure } } } app.use(session(make.bind(null, 'sid').apply(null, [true])))`],
  ['an immediately called function', `${HEAD}const options = (() => { const cookie = { secure: true }; return { name: 'sid', cookie } })(); app.use(session(options))`],
  ['a namespace of TypeScript', `${IMPORTS}namespace Config { export const name = 'sid'; export const cookie = { secure: true } } app.use(session({ name: Config.name, cookie: Config.cookie }))`],
  ['a class given by a constructor parameter', `${IMPORTS}class Options { constructor(private readonly name: string, public cookie = { secure: true }) {} get() { return { name: this.name, cookie: this.cookie } } } app.use(session(new Options('sid').get()))`],
  ['a prototype', `${HEAD}function Config() { this.cookie = { secure: true } } Config.prototype.get = function () { return { name: 'sid', cookie: this.cookie } }; app.use(session(new Config().get()))`],
  ['a logical default', `${HEAD}const given = undefined; app.use(session({ name: given || 'sid', cookie: given ?? { secure: true } }))`],
  ['||= and ??=', `${HEAD}const o = {}; o.name ||= 'sid'; o.cookie ??= {}; o.cookie.secure ??= true; app.use(session(o))`],
];

describe('options', () => {
  it.each(WRITTEN)('%s', (_name, sources) => {
    const found = ran(sources);
    expect([found.option('name'), found.option('cookie.secure')]).toEqual(["'sid'", 'true']);
  });

  it.each(WRITTEN.filter(([name]) => !/JSON|concatenation/.test(name)))('%s: the value stands where it is written', (_name, sources) => {
    const found = ran(sources);
    expect([found.source('name'), found.source('cookie.secure')]).toEqual(["'sid'", 'true']);
  });
});

describe('options that can only be seen in part', () => {
  it.each([
    ['a spread of what is not known may have set anything before it', "const more = load(); app.use(session({ name: 'a', ...more, cookie: { secure: true } }))", { name: 'unknown: `load` is not declared', 'cookie.secure': 'true', resave: 'perhaps absent' }],
    ['a computed key', "app.use(session({ [load()]: 1, name: 'a' }))", { name: "'a'", resave: 'perhaps absent' }],
    ['a write by a key that is not known', "const o = { name: 'a', resave: false }; o[load()] = 1; app.use(session(o))", { resave: 'unknown: a property whose name is computed' }],
    ['what a package gives', "const o = require('some-config').session; app.use(session({ name: o.name, resave: false }))", { resave: 'false', name: 'some-config.session.name()' }],
    ['an object given to code that is not followed', "const o = { name: 'a', resave: false }; mutate(o); app.use(session(o))", { resave: 'false', rolling: 'perhaps absent' }],
    ['no options', 'app.use(session())', { name: 'absent' }],
    ['options that are not known', 'app.use(session(load()))', { name: 'perhaps absent' }],
    ['deleted', "const o = { name: 'a', cookie: { secure: true } }; delete o.name; delete o.cookie.secure; app.use(session(o))", { name: 'absent', 'cookie.secure': 'absent' }],
    ['undefined as written', 'app.use(session({ name: undefined }))', { name: 'undefined' }],
    ['a property that no object has', 'const o = { cookie: {} }; app.use(session({ name: o.name, cookie: o.cookie }))', { name: 'absent' }],
  ])('%s', (_name, text, expected) => {
    const found = ran({ 'app.js': HEAD + text });
    expect(Object.fromEntries(Object.keys(expected).map((key) => [key, found.option(key)]))).toEqual(expected);
  });
});

describe('changed afterwards', () => {
  it.each([
    ['before the call', "const sess = { cookie: {} }; if (app.get('env') === 'production') { app.set('trust proxy', 1); sess.cookie.secure = true } app.use(session(sess))", ['true', 'absent']],
    ['process.env.NODE_ENV', "const sess = { cookie: {} }; if (process.env.NODE_ENV === 'production') sess.cookie.secure = true; app.use(session(sess))", ['true', 'absent']],
    ['after the call: the cookie object lives on', "const sess = { cookie: {} }; app.use(session(sess)); if (app.get('env') === 'production') sess.cookie.secure = true", ['true', 'absent']],
    ['replaced after the call: the old one counts', "const sess = { cookie: { secure: false } }; app.use(session(sess)); sess.cookie = { secure: true }", ['false', 'false']],
    ['through another name', "const cookie = {}; const sess = { cookie }; app.use(session(sess)); cookie.secure = process.env.NODE_ENV === 'production'", ['true', 'false']],
    ['in a function called later', "const sess = { cookie: {} }; function harden(o) { o.cookie.secure = true } if (process.env.NODE_ENV === 'production') harden(sess); app.use(session(sess))", ['true', 'absent']],
    ['through a spread of the outer object, the cookie is shared', "const base = { cookie: {} }; app.use(session({ ...base })); base.cookie.secure = true", ['true', 'true']],
    ['through a spread of the cookie, it is a copy', "const base = { cookie: {} }; app.use(session({ ...base, cookie: { ...base.cookie } })); base.cookie.secure = true", ['absent', 'absent']],
  ])('%s', (_name, text, expected) => {
    const { production, development } = both({ 'app.js': HEAD + text });
    expect([production.option('cookie.secure'), development.option('cookie.secure')]).toEqual(expected);
  });

  it('what is read once is read at the call', () => {
    const found = ran({ 'app.js': `${HEAD}const o = { name: 'a', resave: false, cookie: {} }; app.use(session(o)); o.name = 'b'; o.resave = true; delete o.resave; o.store = {}` });
    expect([found.option('name'), found.option('resave'), found.option('store')]).toEqual(["'a'", 'false', 'absent']);
  });

  it('cors reads its options at each request', () => {
    const found = ran({ 'app.js': `${HEAD}const o = { origin: '*' }; app.use(require('cors')(o)); o.origin = 'https://x.example'; o.credentials = true` });
    expect([found.cors('origin'), found.cors('credentials')]).toEqual(["'https://x.example'", 'true']);
  });

  it('a change in a handler is no change of the start', () => {
    const found = ran({ 'app.js': `${HEAD}const o = { cookie: { secure: true } }; app.use(session(o)); app.get('/x', (req, res) => { o.cookie.secure = false })` });
    expect(found.option('cookie.secure')).toBe('true');
  });
});
