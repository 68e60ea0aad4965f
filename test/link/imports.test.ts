import { describe, expect, it } from 'vitest';
import { ran, type Sources } from './programs.ts';

const ROUTE = "app.get('/me', function me(req, res) { res.send('x') })";
const EXPECTED = ['session', "get '/me': me"];

/** Each makes an app, registers a session on it, then a route. */
const ONE_FILE: readonly (readonly [name: string, file: string, text: string])[] = [
  ['default imports', 'app.mjs', `import express from 'express'; import session from 'express-session'; const app = express(); app.use(session({ secret: 'x' })); ${ROUTE}`],
  ['renamed default imports', 'app.mjs', `import { default as server } from 'express'; import { default as sess } from 'express-session'; const app = server(); app.use(sess({ secret: 'x' })); ${ROUTE}`],
  ['namespace imports', 'app.ts', `import * as express from 'express'; import * as session from 'express-session'; const app = express(); app.use(session({ secret: 'x' })); ${ROUTE}`],
  ['the default of a namespace', 'app.mjs', `import * as express from 'express'; import * as session from 'express-session'; const app = express.default(); app.use(session.default({ secret: 'x' })); ${ROUTE}`],
  ['import x = require', 'app.ts', `import express = require('express'); import session = require('express-session'); const app = express(); app.use(session({ secret: 'x' })); ${ROUTE}`],
  ['require', 'app.js', `const express = require('express'); const session = require('express-session'); const app = express(); app.use(session({ secret: 'x' })); ${ROUTE}`],
  ['require of the default property', 'app.js', `const express = require('express').default; const { default: session } = require('express-session'); const app = express(); app.use(session({ secret: 'x' })); ${ROUTE}`],
  ['require under var, several at once', 'app.js', `var express = require('express'), session = require('express-session'), app = express(); app.use(session({ secret: 'x' })); ${ROUTE}`],
  ['inline require', 'app.js', `const app = require('express')(); app.use(require('express-session')({ secret: 'x' })); ${ROUTE}`],
  ['createRequire', 'app.mjs', `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); const app = require('express')(); app.use(require('express-session')({ secret: 'x' })); ${ROUTE}`],
  ['dynamic import', 'app.mjs', `const { default: express } = await import('express'); const app = express(); app.use((await import('express-session')).default({ secret: 'x' })); ${ROUTE}`],
  ['an import beside the type imports', 'app.ts', `import express, { type Request, Response } from 'express'; import session, { SessionOptions } from 'express-session'; const app: express.Application = express(); app.use(session({ secret: 'x' } as SessionOptions)); ${ROUTE}`],
  ['TypeScript output with __importDefault', 'app.js', `"use strict"; var __importDefault = (this && this.__importDefault) || function (mod) { return (mod && mod.__esModule) ? mod : { "default": mod }; };
    Object.defineProperty(exports, "__esModule", { value: true });
    const express_1 = __importDefault(require("express")); const express_session_1 = __importDefault(require("express-session"));
    const app = (0, express_1.default)(); app.use((0, express_session_1.default)({ secret: 'x' })); ${ROUTE}`],
  ['TypeScript output with __importStar', 'app.js', `"use strict";
    var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) { if (k2 === undefined) k2 = k; var desc = Object.getOwnPropertyDescriptor(m, k); if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) { desc = { enumerable: true, get: function() { return m[k]; } }; } Object.defineProperty(o, k2, desc); }) : (function(o, m, k, k2) { if (k2 === undefined) k2 = k; o[k2] = m[k]; }));
    var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) { Object.defineProperty(o, "default", { enumerable: true, value: v }); }) : function(o, v) { o["default"] = v; });
    var __importStar = (this && this.__importStar) || (function () { var ownKeys = function(o) { ownKeys = Object.getOwnPropertyNames || function (o) { var ar = []; for (var k in o) if (Object.prototype.hasOwnProperty.call(o, k)) ar[ar.length] = k; return ar; }; return ownKeys(o); };
      return function (mod) { if (mod && mod.__esModule) return mod; var result = {}; if (mod != null) for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== "default") __createBinding(result, mod, k[i]); __setModuleDefault(result, mod); return result; }; })();
    Object.defineProperty(exports, "__esModule", { value: true });
    const express = __importStar(require("express")); const express_session_1 = __importStar(require("express-session"));
    const app = (0, express.default)(); app.use((0, express_session_1.default)({ secret: 'x' })); ${ROUTE}`],
  ['tslib', 'app.js', `"use strict"; Object.defineProperty(exports, "__esModule", { value: true }); const tslib_1 = require("tslib");
    const express_1 = tslib_1.__importDefault(require("express")); const session = tslib_1.__importStar(require("express-session"));
    const app = (0, express_1.default)(); app.use((0, session.default)({ secret: 'x' })); ${ROUTE}`],
  ['Babel output', 'app.js', `"use strict"; var _express = _interopRequireDefault(require("express")); var _expressSession = _interopRequireWildcard(require("express-session"));
    function _interopRequireDefault(e) { return e && e.__esModule ? e : { default: e }; }
    function _interopRequireWildcard(e, t) { if ("function" == typeof WeakMap) var r = new WeakMap(), n = new WeakMap(); return (_interopRequireWildcard = function (e, t) { if (!t && e && e.__esModule) return e; var o, i, f = { __proto__: null, default: e }; if (null === e || "object" != typeof e && "function" != typeof e) return f; if (o = t ? n : r) { if (o.has(e)) return o.get(e); o.set(e, f); } for (const t in e) "default" !== t && {}.hasOwnProperty.call(e, t) && ((i = (o = Object.defineProperty) && Object.getOwnPropertyDescriptor(e, t)) && (i.get || i.set) ? o(f, t, i) : f[t] = e[t]); return f; })(e, t); }
    var app = (0, _express["default"])(); app.use((0, _expressSession.default)({ secret: 'x' })); ${ROUTE}`],
  ['older Babel output', 'app.js', `'use strict'; var _express = require('express'); var _express2 = _interopRequireDefault(_express); var _session = require('express-session'); var _session2 = _interopRequireDefault(_session);
    function _interopRequireDefault(obj) { return obj && obj.__esModule ? obj : { default: obj }; }
    var app = (0, _express2.default)(); app.use((0, _session2.default)({ secret: 'x' })); ${ROUTE}`],
  ['esbuild output', 'app.js', `"use strict"; var __create = Object.create; var __defProp = Object.defineProperty; var __getOwnPropDesc = Object.getOwnPropertyDescriptor; var __getOwnPropNames = Object.getOwnPropertyNames; var __getProtoOf = Object.getPrototypeOf; var __hasOwnProp = Object.prototype.hasOwnProperty;
    var __copyProps = (to, from, except, desc) => { if (from && typeof from === "object" || typeof from === "function") { for (let key of __getOwnPropNames(from)) if (!__hasOwnProp.call(to, key) && key !== except) __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable }); } return to; };
    var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target, mod));
    var import_express = __toESM(require("express")); var import_session = __toESM(require("express-session"));
    var app = (0, import_express.default)(); app.use((0, import_session.default)({ secret: "x" })); ${ROUTE}`],
];

describe('imports of packages', () => {
  it.each(ONE_FILE)('%s', (_name, file, text) => {
    expect(ran({ [file]: text }).stack.map((line) => line.replace(' (later)', ''))).toEqual(EXPECTED);
  });

  it.each([
    ['a named Router', "import express, { Router } from 'express'; const app = express(); const router = Router(); router.get('/me', function me() {}); app.use('/api', router);"],
    ['express.Router', "const express = require('express'); const app = express(); const router = express.Router(); router.get('/me', function me() {}); app.use('/api', router);"],
    ['a destructured Router', "const { Router } = require('express'); const app = require('express')(); const router = new Router(); router.get('/me', function me() {}); app.use('/api', router);"],
    ['an inline Router', "const app = require('express')(); const router = require('express').Router({ mergeParams: true }); router.get('/me', function me() {}); app.use('/api', router);"],
    ['(0, x.Router)()', "const express_1 = require('express'); const app = (0, express_1.default)(); const router = (0, express_1.Router)(); router.get('/me', function me() {}); app.use('/api', router);"],
  ])('%s', (_name, text) => {
    expect(ran(text).stack).toEqual(["'/api': router", "> get '/me': me"]);
  });
});

const APP = (imports: string, made = 'session'): string => `import express from 'express';\n${imports}\nconst app = express(); app.use(${made}); ${ROUTE}`;
const REQUIRED = (requires: string, made = 'session'): string => `const express = require('express');\n${requires}\nconst app = express(); app.use(${made}); ${ROUTE}`;
const SESSION = "import makeSession from 'express-session';\nconst made = makeSession({ secret: 'x' });\n";
const SESSION_CJS = "const makeSession = require('express-session');\nconst made = makeSession({ secret: 'x' });\n";

/** A session made in one module and registered in another. */
const TWO_FILES: readonly (readonly [string, Sources])[] = [
  ['export default', { 'app.ts': APP("import session from './session'"), 'session.ts': `${SESSION}export default made` }],
  ['export const', { 'app.ts': APP("import { session } from './session'"), 'session.ts': "import makeSession from 'express-session'; export const session = makeSession({ secret: 'x' })" }],
  ['export { a as b }', { 'app.ts': APP("import { theSession as session } from './session'"), 'session.ts': `${SESSION}export { made as theSession }` }],
  ['export { a as default }', { 'app.ts': APP("import session from './session.js'"), 'session.ts': `${SESSION}export { made as default }` }],
  ['a namespace of a module', { 'app.ts': APP("import * as all from './session'", 'all.made'), 'session.ts': `${SESSION}export { made }` }],
  ['export *', { 'app.ts': APP("import { made } from './index'", 'made'), 'index.ts': "export * from './session'", 'session.ts': `${SESSION}export { made }` }],
  ['export * through two', { 'app.ts': APP("import { made } from './a'", 'made'), 'a.ts': "export * from './b'; export const other = 1", 'b.ts': "export * from './session'", 'session.ts': `${SESSION}export { made }` }],
  ['export * as', { 'app.ts': APP("import { all } from './index'", 'all.made'), 'index.ts': "export * as all from './session'", 'session.ts': `${SESSION}export { made }` }],
  ['export { default } from', { 'app.ts': APP("import session from './index'"), 'index.ts': "export { default } from './session'", 'session.ts': `${SESSION}export default made` }],
  ['export { default as } from', { 'app.ts': APP("import { session } from './index'"), 'index.ts': "export { default as session } from './session'", 'session.ts': `${SESSION}export default made` }],
  ['import, then export', { 'app.ts': APP("import { session } from './index'"), 'index.ts': "import session from './session'; export { session }", 'session.ts': `${SESSION}export default made` }],
  ['export of an object', { 'app.ts': APP("import config from './session'", 'config.session'), 'session.ts': `${SESSION}export default { session: made }` }],
  ['export of an exported function', { 'app.ts': APP("import { makeIt } from './session'", 'makeIt()'), 'session.ts': `${SESSION}export function makeIt() { return made }` }],
  ['module.exports =', { 'app.js': REQUIRED("const session = require('./session')"), 'session.js': `${SESSION_CJS}module.exports = made` }],
  ['module.exports = { … }', { 'app.js': REQUIRED("const { session } = require('./session')"), 'session.js': `${SESSION_CJS}module.exports = { session: made }` }],
  ['exports.x =', { 'app.js': REQUIRED("const { session } = require('./session')"), 'session.js': `${SESSION_CJS}exports.session = made` }],
  ['module.exports.x =', { 'app.js': REQUIRED("const lib = require('./session')", 'lib.session'), 'session.js': `${SESSION_CJS}module.exports.session = made` }],
  ['module.exports = exports = ', { 'app.js': REQUIRED("const session = require('./session')"), 'session.js': `${SESSION_CJS}module.exports = exports = made` }],
  ['exports = module.exports = …, then exports.x', { 'app.js': REQUIRED("const lib = require('./session')", 'lib.session'), 'session.js': `${SESSION_CJS}exports = module.exports = {}; exports.session = made` }],
  ['a function that module.exports is', { 'app.js': REQUIRED('', "require('./session')({ secret: 'x' })"), 'session.js': "module.exports = (options) => require('express-session')(options)" }],
  ['a function that registers it', { 'app.js': `const app = require('express')(); require('./session')(app); ${ROUTE}`, 'session.js': "module.exports = function (app) { app.use(require('express-session')({ secret: 'x' })) }" }],
  ['require of a directory', { 'app.js': REQUIRED("const session = require('./session')"), 'session/index.js': `${SESSION_CJS}module.exports = made` }],
  ['ESM that imports CommonJS', { 'app.mjs': APP("import session from './session.cjs'"), 'session.cjs': `${SESSION_CJS}module.exports = made` }],
  ['ESM that imports a name of CommonJS', { 'app.mjs': APP("import { session } from './session.cjs'"), 'session.cjs': `${SESSION_CJS}module.exports = { session: made }` }],
  ['CommonJS that requires ESM', { 'app.js': REQUIRED("const session = require('./session').default"), 'session.ts': `${SESSION}export default made` }],
  ['TypeScript export =', { 'app.ts': APP("import session = require('./session')"), 'session.ts': "import makeSession = require('express-session'); const made = makeSession({ secret: 'x' }); export = made" }],
  ['a dynamic import of a module', { 'app.mjs': APP("const { default: session } = await import('./session.mjs')"), 'session.mjs': `${SESSION}export default made` }],
  ['a dynamic import of a name', { 'app.mjs': APP("const { session } = await import('./session.mjs')"), 'session.mjs': `${SESSION}export { made as session }` }],
  ['TypeScript output: exports.default =', { 'app.js': `var __importDefault = (this && this.__importDefault) || function (mod) { return (mod && mod.__esModule) ? mod : { "default": mod }; };\n${REQUIRED("const session_1 = __importDefault(require('./session'))", 'session_1.default')}`, 'session.js': `Object.defineProperty(exports, "__esModule", { value: true });\n${SESSION_CJS}exports.default = made` }],
  ['TypeScript output: exports.x = void 0, then a value', { 'app.js': REQUIRED("const session_1 = require('./session')", 'session_1.made'), 'session.js': `Object.defineProperty(exports, "__esModule", { value: true }); exports.made = void 0;\nconst makeSession = require('express-session'); exports.made = makeSession({ secret: 'x' })` }],
  ['TypeScript output: a getter re-exports', { 'app.js': REQUIRED("const lib = require('./index')", 'lib.session'), 'index.js': 'Object.defineProperty(exports, "__esModule", { value: true }); var session_1 = require("./session"); Object.defineProperty(exports, "session", { enumerable: true, get: function () { return session_1.session; } });', 'session.js': `${SESSION_CJS}exports.session = made` }],
  ['TypeScript output: __exportStar', { 'app.js': REQUIRED("const lib = require('./index')", 'lib.session'), 'index.js': `var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) { if (k2 === undefined) k2 = k; Object.defineProperty(o, k2, { enumerable: true, get: function() { return m[k]; } }); }) : (function(o, m, k, k2) { if (k2 === undefined) k2 = k; o[k2] = m[k]; }));
    var __exportStar = (this && this.__exportStar) || function(m, exports) { for (var p in m) if (p !== "default" && !Object.prototype.hasOwnProperty.call(exports, p)) __createBinding(exports, m, p); };
    __exportStar(require("./session"), exports);`, 'session.js': `${SESSION_CJS}exports.session = made` }],
  ['Babel output: a loop of getters re-exports', { 'app.js': REQUIRED("const lib = require('./index')", 'lib.session'), 'index.js': 'Object.defineProperty(exports, "__esModule", { value: true }); var _session = require("./session"); Object.keys(_session).forEach(function (key) { if (key === "default" || key === "__esModule") return; if (key in exports && exports[key] === _session[key]) return; Object.defineProperty(exports, key, { enumerable: true, get: function () { return _session[key]; } }); });', 'session.js': `${SESSION_CJS}exports.session = made` }],
  ['esbuild output: __export', { 'app.js': REQUIRED("const lib = require('./session')", 'lib.session'), 'session.js': `var __defProp = Object.defineProperty; var __getOwnPropDesc = Object.getOwnPropertyDescriptor; var __getOwnPropNames = Object.getOwnPropertyNames; var __hasOwnProp = Object.prototype.hasOwnProperty;
    var __export = (target, all) => { for (var name in all) __defProp(target, name, { get: all[name], enumerable: true }); };
    var __copyProps = (to, from, except, desc) => { if (from && typeof from === "object" || typeof from === "function") { for (let key of __getOwnPropNames(from)) if (!__hasOwnProp.call(to, key) && key !== except) __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable }); } return to; };
    var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);
    var session_exports = {}; __export(session_exports, { session: () => session }); module.exports = __toCommonJS(session_exports); const session = require('express-session')({ secret: 'x' });` }],
];

describe('a session made in one module and registered in another', () => {
  it.each(TWO_FILES)('%s', (_name, sources) => {
    expect(ran(sources).stack.map((line) => line.replace(' (later)', ''))).toEqual(EXPECTED);
  });

  it('runs a module once, however often it is imported', () => {
    const found = ran({
      'app.ts': `import './a'; import './b'; import session from './session'; import { app } from './server'; app.use(session); ${ROUTE}`,
      'a.ts': "import session from './session'; import { app } from './server'; export { session, app }",
      'b.ts': "import session from './session'; console.log(session)",
      'server.ts': "import express from 'express'; export const app = express()",
      'session.ts': `${SESSION}export default made`,
    });
    expect(found.stack).toEqual(EXPECTED);
    expect(found.world.sessions).toHaveLength(1);
  });
});

describe('the order in which modules run', () => {
  it('runs imports first and depth-first in ESM, whatever stands above them', () => {
    expect(ran({
      'app.mjs': "import { app } from './server.mjs'; app.use(function last() {}); import './first.mjs'; import './second.mjs'",
      'server.mjs': "import express from 'express'; export const app = express()",
      'first.mjs': "import './deep.mjs'; import { app } from './server.mjs'; app.use(function first() {})",
      'deep.mjs': "import { app } from './server.mjs'; app.use(function deep() {})",
      'second.mjs': "import { app } from './server.mjs'; app.use(function second() {})",
    }).stack).toEqual(['deep', 'first', 'second', 'last']);
  });

  it('runs a module at its require in CommonJS', () => {
    expect(ran({
      'app.js': "const app = require('./server'); app.use(function before() {}); require('./routes'); app.use(function after() {})",
      'server.js': "module.exports = require('express')()",
      'routes.js': "require('./server').use(function inside() {})",
    }).stack).toEqual(['before', 'inside', 'after']);
  });

  it('gives a cyclic import what is there so far', () => {
    expect(ran({
      'app.js': "const app = require('express')(); exports.app = app; exports.early = true; require('./routes'); app.use(function after() {})",
      'routes.js': "const { app, early, late } = require('./app'); if (early) app.use(function inside() {}); if (late) app.use(function never() {})",
    }).stack).toEqual(['inside', 'after']);
  });

  it('reads an import of a cycle when it is used', () => {
    expect(ran({
      'app.mjs': "import express from 'express'; import { register } from './routes.mjs'; export const app = express(); register()",
      'routes.mjs': "import { app } from './app.mjs'; export function register() { app.use(function inside() {}) }",
    }).stack).toEqual(['inside']);
  });
});

it('runs what waits for a dynamic import after the module body', () => {
  const text = "const app = require('express')(); import('express-session').then(({ default: session }) => { app.use(session({ secret: 'x' })) }); app.use(function first() {})";
  expect(ran({ 'app.js': text }).stack).toEqual(['first', 'session (later)']);
});

describe('data', () => {
  it.each<[string, Sources]>([
    ['require', { 'app.js': "const config = require('./config.json'); require('express')().use(require('express-session')(config.session))" }],
    ['import', { 'app.mjs': "import express from 'express'; import session from 'express-session'; import config from './config.json' with { type: 'json' }; express().use(session(config.session))" }],
    ['a name', { 'app.ts': "import express from 'express'; import session from 'express-session'; import { session as options } from './config.json'; express().use(session(options))" }],
  ])('options in a JSON file: %s', (_name, sources) => {
    expect(ran({ ...sources, 'config.json': '{ "session": { "name": "sid", "cookie": { "secure": true } } }' }).option('cookie.secure')).toBe('true');
  });
});
