import { describe, expect, test } from 'vitest';
import { and, not, when, type Guard } from '../../src/link/guard.ts';
import { hasWaitedFor, isBefore, isHiddenBetween, isInCallbackOf, onOnePath } from '../../src/model/acts.ts';
import type { Act, Handler } from '../../src/model/types.ts';
import { ran } from '../link/programs.ts';

/** The handler of a text, and its acts by what they do: a write of `a` is `a`, an answer `answer`. */
function handlerOf(text: string, before = ''): { readonly handler: Handler; readonly act: (name: string) => Act } {
  const { world } = ran({ 'app.js': `const express = require('express'); const app = express(); ${before}\napp.get('/', ${text})` });
  const handler = world.handlers.at(-1);
  if (!handler) throw new Error('no handler');
  return {
    handler,
    act: (name) => {
      const found = handler.acts.find((one) => one.name === name || one.does === name);
      if (!found) throw new Error(`no act ${name}`);
      return found;
    },
  };
}

/** `before`, `after`, or `unknown` where neither is certain. */
function order(text: string, first: string, second: string, before?: string): string {
  const { handler, act } = handlerOf(text, before);
  if (isBefore(handler, act(first), act(second))) return 'before';
  return isBefore(handler, act(second), act(first)) ? 'after' : 'unknown';
}

describe('what comes first in a handler', () => {
  test.each<[string, string, string]>([
    ['as it is written', '(req, res) => { req.session.a = 1; res.end() }', 'before'],
    ['after the answer', '(req, res) => { res.end(); req.session.a = 1 }', 'after'],
    ['an awaited step before', 'async (req, res) => { req.session.a = 1; await db.x(); res.end() }', 'before'],
    ['an awaited step between', 'async (req, res) => { await db.x(); req.session.a = 1; res.end() }', 'before'],
    ['a helper that is awaited', 'async (req, res) => { await go(req); res.end() }', 'before'],
    ['a helper that is not', '(req, res) => { go(req); res.end() }', 'after'],
    ['a helper that is not, with an awaited step after', 'async (req, res) => { go(req); await db.x(); res.end() }', 'unknown'],
    ['a timer', '(req, res) => { setTimeout(() => { req.session.a = 1 }, 10); res.end() }', 'after'],
    ['a promise that is not waited for', '(req, res) => { db.x().then(() => { req.session.a = 1 }); res.end() }', 'after'],
    ['a chain', '(req, res) => { db.x().then(() => { req.session.a = 1 }).then(() => res.end()) }', 'before'],
    ['a chain of one\'s own promises', '(req, res) => { go(req).then(() => res.end()) }', 'before'],
    ['a callback that gets an error first', '(req, res) => { db.x((err, row) => { req.session.a = row }); res.end() }', 'after'],
    ['a callback that may run at once', '(req, res) => { lib.x((row) => { req.session.a = row }); res.end() }', 'unknown'],
    ['a callback that may run at once, after the answer', '(req, res) => { res.end(); lib.x((row) => { req.session.a = row }) }', 'after'],
    ['a list', '(req, res) => { req.body.list.forEach((one) => { req.session.a = one }); res.end() }', 'before'],
    ['two callbacks', '(req, res) => { db.x((err) => { req.session.a = 1 }); db.y((err) => { res.end() }) }', 'unknown'],
    ['callbacks in one another', '(req, res) => { db.x((err) => { req.session.a = 1; db.y((err) => { res.end() }) }) }', 'before'],
    ['what follows a promise made by hand', 'async (req, res) => { await new Promise((resolve) => { db.x((err) => { req.session.a = 1; resolve() }) }); res.end() }', 'before'],
    ['before a failure', '(req, res) => { req.session.a = 1; db.x().catch(() => res.end()) }', 'before'],
  ])('%s', (_name, text, expected) => {
    expect(order(text, 'a', 'answer', 'async function go(req) { await db.y(); req.session.a = 1 }')).toBe(expected);
  });
});

describe('what has waited for a call', () => {
  test.each<[string, string, boolean]>([
    ['its callback', '(req, res) => { req.session.save(() => res.redirect("/")) }', true],
    ['a callback in its callback', '(req, res) => { req.session.save(() => db.x(() => res.redirect("/"))) }', true],
    ['a callback of a helper', '(req, res) => { save(req, () => res.redirect("/")) }', true],
    ['a promise made by hand', 'async (req, res) => { await new Promise((resolve, reject) => req.session.save((err) => (err ? reject(err) : resolve()))); res.redirect("/") }', true],
    ['a promise that takes the callback', 'async (req, res) => { await new Promise((resolve) => req.session.save(resolve)); res.redirect("/") }', true],
    ['a chain', '(req, res) => { new Promise((resolve) => req.session.save(resolve)).then(() => res.redirect("/")) }', true],
    ['promisify', 'async (req, res) => { await util.promisify(req.session.save.bind(req.session))(); res.redirect("/") }', true],
    ['a helper that promises', 'async (req, res) => { await saved(req); res.redirect("/") }', true],
    ['nothing', '(req, res) => { req.session.save(); res.redirect("/") }', false],
    ['an await of no promise', 'async (req, res) => { await req.session.save(); res.redirect("/") }', false],
    ['beside it', '(req, res) => { req.session.save(() => {}); res.redirect("/") }', false],
  ])('%s', (_name, text, expected) => {
    const { handler, act } = handlerOf(text, "const util = require('util'); function save(req, done) { req.session.save(done) } const saved = (req) => new Promise((resolve, reject) => req.session.save((err) => { if (err) reject(err); else resolve() }));");
    expect(hasWaitedFor(handler, act('answer'), act('save'))).toBe(expected);
  });

  test('a callback runs in the call it is given to', () => {
    const { handler, act } = handlerOf('(req, res) => { req.session.regenerate((err) => { req.session.a = 1; db.x((err) => res.end()) }) }');
    expect([act('a'), act('answer')].map((one) => isInCallbackOf(handler, one, act('regenerate')))).toEqual([true, true]);
  });
});

describe('what an act tells', () => {
  test.each<[string, string, string | undefined]>([
    ['no callback', 'req.session.save()', undefined],
    ['one that looks at the error', 'req.session.save((err) => { if (err) throw err })', 'used'],
    ['one that has no error', 'req.session.save(() => res.end())', 'ignored'],
    ['one that never names it', 'req.session.save((err) => res.end())', 'ignored'],
    ['next', 'req.session.save(next)', 'handed-on'],
    ['one that is not known', 'req.session.save(db.done)', 'unknown'],
    ['a login\'s', 'req.login(user, () => res.end())', 'ignored'],
    ['a login without', 'req.login(user)', undefined],
    ['a logout\'s', 'req.logout({}, (err) => next(err))', 'used'],
  ])('of its callback: %s', (_name, text, expected) => {
    const { handler } = handlerOf(`(req, res, next) => { ${text} }`);
    expect(handler.acts.find(({ does }) => /save|log-/.test(does))?.callback?.error).toBe(expected);
  });

  test.each<[string, string, unknown, unknown]>([
    ['a redirect', "res.redirect('/a')", undefined, '/a'],
    ['with a status', "res.redirect(303, '/a')", 303, '/a'],
    ['with a status behind', "res.redirect('/a', 301)", 301, '/a'],
    ['a status before', 'res.status(401).json({})', 401, undefined],
    ['sendStatus', 'res.sendStatus(404)', 404, undefined],
    ['statusCode', 'res.statusCode = 500; res.end()', 500, undefined],
    ['a location by hand', "res.writeHead(302, { Location: '/a' }); res.end()", 302, '/a'],
    ['another branch\'s status', 'if (req.x) res.status(401); res.end()', undefined, undefined],
  ])('of the answer: %s', (_name, text, status, target) => {
    const { act } = handlerOf(`(req, res) => { ${text} }`);
    const { status: found, target: to } = act('answer');
    expect([found?.kind === 'known' ? found.value : undefined, to?.kind === 'known' ? to.value : undefined]).toEqual([status, target]);
  });

  test('awaiting: only the call that is awaited', () => {
    const { handler } = handlerOf('async (req, res) => { await req.session.save(); req.session.touch(); await gone(req); }', 'const gone = (req) => req.session.destroy();');
    expect(handler.acts.map(({ does, awaited }) => `${does} ${String(awaited ?? false)}`)).toEqual(['save-session true', 'touch-session false', 'destroy-session true']);
  });

  test('the calls that lead to it, and the function it stands in', () => {
    const { act } = handlerOf('(req, res) => { one(req) }', 'function one(req) { two(req) } function two(req) { req.session.a = 1 }');
    expect(act('a').through).toHaveLength(2);
    expect(act('a').inside?.name).toBe('two');
  });

  test('the names of the request and of next, as they are there', () => {
    const { act } = handlerOf('(request, response, done) => { (() => { const request = 1; response.redirect("/") })() }');
    expect(act('answer').names).toEqual({ next: 'done' });
  });

  test('of which session it is', () => {
    const { handler } = handlerOf('(req, res) => { const old = req.session; req.session.regenerate((err) => { old.a = 1; req.session.b = 2; req.session.destroy(); req.session.c = 3 }) }');
    expect(handler.acts.filter(({ does }) => does === 'write-session').map(({ after, stale }) => [after, stale])).toEqual([[undefined, 0], [0, undefined], [3, undefined]]);
  });

  test('where something is hidden', () => {
    const { handler, act } = handlerOf('(req, res) => { req.session.a = 1; require("./nowhere")(req); req.session.b = 1; res.end() }');
    expect(isHiddenBetween(handler, act('a'), act('answer'))).toBe(true);
    expect(isHiddenBetween(handler, act('b'), act('answer'))).toBe(false);
  });

  test('a failure of a promise is a path of its own', () => {
    const { handler } = handlerOf('(req, res) => { db.x().then(() => res.end()).catch(() => res.sendStatus(500)) }');
    expect(handler.acts.map(({ when }) => when === true)).toEqual([true, false]);
  });
});

describe('what can happen in one request', () => {
  const [cut, other] = [when('(many conditions #1)'), when('(many conditions #2)')];
  test.each<[string, Guard, Guard, boolean]>([
    ['the same condition', when('a'), when('a'), true],
    ['a condition and its opposite', when('a'), not(when('a')), false],
    ['two conditions', when('a'), when('b'), true],
    ['a condition that was cut off, and none', true, cut, true],
    ['one that was cut off before the other was asked again: it may hide an early return', when('a'), and(when('a'), cut), false],
    ['one that was cut off, and may hide the opposite of the other', when('a'), cut, false],
    ['the same that was cut off', and(when('a'), cut), cut, true],
    ['two that were cut off', cut, other, false],
  ])('%s', (_name, first, second, expected) => {
    const { act } = handlerOf('(req, res) => { req.session.a = 1; res.end() }');
    expect(onOnePath({ ...act('a'), when: first }, { ...act('answer'), when: second })).toBe(expected);
    expect(onOnePath({ ...act('answer'), when: second }, { ...act('a'), when: first })).toBe(expected);
  });
});
