import { describe, expect, it } from 'vitest';
import { and } from '../../src/link/guard.ts';
import { ran } from './programs.ts';

const HEAD = "const express = require('express'); const session = require('express-session'); const app = express();\n";
const run = (text: string) => ran({ 'app.js': HEAD + text });

describe('what can\'t be known is one symbol wherever it is asked', () => {
  it.each([
    ['two ifs', "if (config.https) app.set('trust proxy', 1); if (config.https) sess.cookie.secure = true"],
    ['a constant', "const tls = config.https; if (tls) app.set('trust proxy', 1); if (config.https) sess.cookie.secure = true"],
    ['a negation', "if (!config.https) {} else app.set('trust proxy', 1); if (config.https) sess.cookie.secure = true"],
    ['a comparison', "if (config.mode === 'tls') app.set('trust proxy', 1); if ('tls' === config.mode) sess.cookie.secure = true"],
    ['a call', "if (config.get('https')) app.set('trust proxy', 1); if (config.get('https')) sess.cookie.secure = true"],
    ['a conditional value', "if (config.https) app.set('trust proxy', 1); sess.cookie.secure = config.https ? true : undefined"],
    ['an early return', "function f() { if (!config.https) return; app.set('trust proxy', 1); sess.cookie.secure = true } f()"],
    ['a function\'s result', "const tls = () => config.https; if (tls()) app.set('trust proxy', 1); if (tls()) sess.cookie.secure = true"],
    ['and', "if (config.https && config.https) app.set('trust proxy', 1); config.https && (sess.cookie.secure = true)"],
    ['an optional chain', "if (config?.https) app.set('trust proxy', 1); if (config.https) sess.cookie.secure = true"],
    ['destructuring', "const { https } = config; if (https) app.set('trust proxy', 1); if (config.https) sess.cookie.secure = true"],
  ])('%s', (_name, text) => {
    const found = run(`const sess = { cookie: {} }; ${text}; app.use(session(sess))`);
    const [setting] = found.world.apps[0]?.settings ?? [];
    const cookie = found.session.options.properties.find(({ name }) => name === 'cookie')?.value;
    const secure = cookie?.kind === 'object' ? cookie.options.properties.find(({ name }) => name === 'secure')?.value : undefined;
    const choices = secure?.kind === 'one-of' ? secure.choices : [];
    const on = choices.find(({ value }) => value.kind === 'known' && value.value === true);
    expect(setting?.when).not.toBe(true);
    expect(on?.when).toEqual(setting?.when);
    for (const off of choices.filter((one) => one !== on)) expect(and(off.when, setting?.when ?? false)).toBe(false);
  });

  it.each([
    ['different names', 'if (config.a) app.use(function a() {}); if (config.b) app.use(function b() {})', ['a if config.a', 'b if config.b']],
    ['calls with different arguments', "if (config.get('a')) app.use(function a() {}); if (config.get('b')) app.use(function b() {})", ["a if config.get(\"a\")", "b if config.get(\"b\")"]],
    ['else if', 'if (config.a) app.use(function a() {}); else if (config.b) app.use(function b() {}); else app.use(function c() {})', ['a if config.a', 'b if not config.a and config.b', 'c if not config.a and not config.b']],
    ['nested', 'if (config.a) { if (config.b) app.use(function b() {}); app.use(function a() {}) }', ['b if config.a and config.b', 'a if config.a']],
    ['impossible', 'if (config.a) { if (!config.a) app.use(function never() {}) }', []],
    ['both sides', 'if (config.a) app.use(function a() {}); else app.use(function b() {}); app.use(function c() {})', ['a if config.a', 'b if not config.a', 'c']],
    ['a throw ends the start', "if (!config.secret) throw new Error('no secret'); app.use(function a() {})", ['a']],
    ['an exit ends the start', 'if (!config.secret) process.exit(1); app.use(function a() {})', ['a']],
    ['a loop that may end early', 'for (const f of [function a() {}, function b() {}]) { if (config.stop) break; app.use(f) } app.use(function c() {})', ['a if not config.stop', 'b if not config.stop', 'c']],
    ['continue', 'for (const name of ["a", "b"]) { if (name === "a") continue; app.use(function inside() {}) } app.use(function c() {})', ['inside', 'c']],
    ['a labelled break', 'outer: for (const x of [1, 2]) { for (const y of [1, 2]) { if (y === 2) continue outer; if (x === 2) break outer; app.use(function inside() {}) } }', ['inside']],
    ['while', 'let i = 0; while (i < 2) { app.use(function inside() {}); i++ }', ['inside', 'inside']],
    ['do while', 'let i = 0; do { app.use(function inside() {}) } while (++i < 2)', ['inside', 'inside']],
    ['try and catch', 'try { app.use(function a() {}) } catch { app.use(function b() {}) } app.use(function c() {})', ['a', 'c']],
    ['try and finally', 'try { app.use(function a() {}) } finally { app.use(function b() {}) } app.use(function c() {})', ['a', 'b', 'c']],
    ['try with a return', 'function f() { try { app.use(function a() {}); return 1 } finally { app.use(function b() {}) } } f(); app.use(function c() {})', ['a', 'b', 'c']],
    ['a throw that is caught', 'function f() { if (config.bad) throw new Error() } try { f(); app.use(function a() {}) } catch (e) { app.use(function b() {}) } app.use(function c() {})', ['a if not config.bad', expect.stringMatching(/^b if .*config\.bad/), 'c']],
  ])('%s', (name, text, expected: readonly unknown[]) => {
    const found = run(text);
    if (name === 'try and catch') {
      expect(found.stack.filter((line) => !line.startsWith('b if'))).toEqual(expected);
    } else expect(found.stack).toEqual(expected);
  });

  it('goes once over what is not known, and says so', () => {
    const found = run('for (const one of config.all) app.use(one.path, one.router)');
    expect(found.stack).toEqual(['unknown: `config` is not declared: unknown: `config` is not declared']);
    expect(found.unfollowed).toEqual(['`config` is not declared']);
  });

  it('keeps values of both sides with their condition', () => {
    const found = run("let name; if (config.a) name = 'x'; else name = 'y'; app.use(session({ name }))");
    expect(found.option('name')).toBe("'x' if config.a | 'y' if not config.a");
  });

  it('joins the sides again where they say the same', () => {
    const found = run("const name = 'x'; let path; if (config.a) path = name; else path = name; app.use(session({ name: path }))");
    expect(found.option('name')).toBe("'x'");
  });

  it('reads a value under the condition it was written under', () => {
    const found = run("let store; if (config.redis) store = 'redis'; if (config.redis) app.use(session({ name: store })); ");
    expect(found.option('name')).toBe("'redis'");
  });

  it('leaves a value out on the paths that ended', () => {
    const found = run("let name = 'a'; if (config.stop) { name = 'b'; process.exit(0) } app.use(session({ name }))");
    expect(found.option('name')).toBe("'a'");
  });
});
