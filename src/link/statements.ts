import type { DeclareStmt, ForOfStmt, ForStmt, Stmt, SwitchStmt, TryStmt, WhileStmt } from '../facts/ir.ts';
import type { Place } from '../source/place.ts';
import { bind } from './assign.ts';
import { withinBound } from './builtins/arrays.ts';
import { spreadOf } from './builtins/collections.ts';
import { makeClass } from './classes.ts';
import { evaluate, makeFunction } from './expressions.ts';
import { and, not, or, when, type Guard } from './guard.ts';
import { helperNamed } from './known/compiled.ts';
import { bindDefault, link } from './modules.ts';
import { equals, truth } from './operators.ts';
import { leadsToWeb } from './relevance.ts';
import { BOUNDS, TOO_DEEP } from './bounds.ts';
import type { Jumps } from './frame.ts';
import type { Run } from './run.ts';
import { Scope } from './scope.ts';
import { CAUGHT_ERROR, placeOf, primitive, unknown, type ArrayValue, type Value } from './value.ts';

/** Runs the body of a function or a module in its scope. */
export function runBody(run: Run, body: readonly Stmt[], scope: Scope, block: Place): void {
  runBlock(run, body, scope, block);
}

function runBlock(run: Run, body: readonly Stmt[], scope: Scope, block: Place): void {
  if (run.nesting >= BOUNDS.nesting) {
    run.unfollowed(block, TOO_DEEP);
    return;
  }
  run.nesting++;
  hoist(run, body, scope);
  runStatements(run, body, scope, block);
  run.nesting--;
}

function runStatements(run: Run, body: readonly Stmt[], scope: Scope, block: Place): void {
  for (const statement of body) {
    if (run.guard === false) return;
    if (run.budget.step()) {
      run.cutOff(run.place(statement));
      run.end();
      return;
    }
    if (scope === run.frame.module.scope) run.frame.module.alive = run.guard;
    const { guard, endings, jumps, frame } = run;
    const { site, returns: { length: returns } } = frame;
    frame.site = { file: frame.file, statement, block, siblings: body };
    runStatement(run, statement, scope);
    frame.site = site;
    if (frame.returns.length === returns && (frame.jumps === undefined || run.jumps === jumps)) run.goOn(guard, endings, () => run.guard);
  }
}

/** Function declarations and `var` names are there before the first statement runs. */
function hoist(run: Run, body: readonly Stmt[], scope: Scope): void {
  for (const statement of body) {
    if (statement.k === 'function') {
      const at = run.place(statement);
      scope.declare(statement.n, { value: helperNamed(run, statement.n) ?? makeFunction(run, statement.f, at, scope), at, born: run.guard });
    } else if (statement.k === 'declare' && statement.kind === 'var') {
      for (const declarator of statement.d) {
        if (declarator.t.k !== 'id' || scope.function().own(declarator.t.n)) continue;
        const at = run.place(declarator.t);
        scope.function().declare(declarator.t.n, { value: run.undefined(at), at, born: run.guard, ofRequest: run.handler !== undefined });
      }
    }
  }
}

function runStatement(run: Run, statement: Stmt, scope: Scope): void {
  switch (statement.k) {
    case 'declare': declare(run, statement, scope); return;
    case 'expr': evaluate(run, statement.x, scope); return;
    case 'block': runBlock(run, statement.b, new Scope(scope, false), run.place(statement)); return;
    case 'if': branch(run, truth(run, evaluate(run, statement.t, scope)), statement.y, statement.n, scope, run.place(statement)); return;
    case 'for': forLoop(run, statement, scope); return;
    case 'forof': forOf(run, statement, scope); return;
    case 'while': whileLoop(run, statement, scope); return;
    case 'switch': switchOver(run, statement, scope); return;
    case 'try': tryCatch(run, statement, scope); return;
    case 'return': {
      const value = statement.x ? evaluate(run, statement.x, scope) : run.undefined(run.place(statement));
      run.frame.returns.push({ when: run.guard, value });
      run.guard = false;
      return;
    }
    case 'throw':
      evaluate(run, statement.x, scope);
      run.frame.thrown = or(run.frame.thrown, run.guard);
      run.end();
      return;
    case 'break':
    case 'continue': jump(run, statement.k, statement.label); return;
    case 'label': withJumps(run, statement.n, false, () => { runStatement(run, statement.b, scope); }); return;
    case 'function': return;
    case 'classdecl': {
      const at = run.place(statement);
      scope.declare(statement.n, { value: makeClass(run, statement.c, at, scope), at, born: run.guard });
      return;
    }
    case 'import':
      if (run.program.keepsOrder(run.frame.file)) link(run, run.frame.module, statement);
      return;
    // `execute` linked these before the body began.
    case 'export': case 'exportall': return;
    case 'exportdefault': bindDefault(run, statement, scope); return;
  }
}

function declare(run: Run, statement: DeclareStmt, scope: Scope): void {
  const target = statement.kind === 'var' ? scope.function() : scope;
  for (const declarator of statement.d) {
    if (!declarator.v && statement.kind === 'var') continue;
    const at = run.place(declarator);
    const helper = declarator.t.k === 'id' ? helperNamed(run, declarator.t.n) : undefined;
    const value = helper ?? (declarator.v ? evaluate(run, declarator.v, scope, declarator.t.k === 'id' ? declarator.t.n : undefined) : run.undefined(at));
    bind(run, declarator.t, value, scope, { declare: target });
  }
}

/** Both sides of a condition, each under its guard; afterwards what either leaves alive goes on. */
function branch(run: Run, test: Guard, yes: readonly Stmt[], no: readonly Stmt[] | undefined, scope: Scope, at: Place): void {
  const before = run.guard;
  const afterYes = run.within(test, () => { runBlock(run, yes, new Scope(scope, false), blockPlace(yes, at)); });
  const afterNo = no
    ? run.within(not(test), () => { runBlock(run, no, new Scope(scope, false), blockPlace(no, at)); })
    : and(before, not(test));
  run.guard = or(and(before, test) === false ? false : afterYes, and(before, not(test)) === false ? false : afterNo);
}

/** The block a branch's statements stand in: of `if (x) a(); else b();` each is one of its own. */
function blockPlace(body: readonly Stmt[], at: Place): Place {
  const [first] = body;
  const last = body.at(-1);
  return first && last ? { file: at.file, start: first.s, end: last.e } : at;
}

function forLoop(run: Run, statement: ForStmt, scope: Scope): void {
  const inner = new Scope(scope, false);
  if (statement.init) runStatement(run, statement.init, inner);
  loop(run, statement, () => (statement.t ? truth(run, evaluate(run, statement.t, inner)) : true), () => {
    runBlock(run, statement.b, new Scope(inner, false), run.place(statement));
  }, () => { if (statement.u) evaluate(run, statement.u, inner); });
}

function whileLoop(run: Run, statement: WhileStmt, scope: Scope): void {
  const body = (): void => { runBlock(run, statement.b, new Scope(scope, false), run.place(statement)); };
  let first = statement.post === true;
  loop(run, statement, () => {
    if (first) return !(first = false);
    return truth(run, evaluate(run, statement.t, scope));
  }, body, () => undefined, BOUNDS.turns);
}

/** A loop whose test is known runs as often as it would; one that can't be known runs its body once. */
function loop(run: Run, statement: Stmt, test: () => Guard, body: () => void, update: () => void, most: number = BOUNDS.iterations): void {
  withJumps(run, undefined, true, (own) => {
    for (let turn = 0; turn < most; turn++) {
      // A turn counts although nothing may be in it: loops inside loops have many.
      if (run.budget.step()) {
        run.cutOff(run.place(statement));
        run.end();
        return;
      }
      const enter = test();
      if (enter === false || run.guard === false) return;
      body();
      run.guard = or(run.guard, own.continued);
      own.continued = false;
      if (run.guard === false) return;
      update();
      if (enter !== true || own.broken !== false) return;
    }
    if (leadsToWeb(run.program, run.frame.file)) run.unfollowed(run.place(statement), `a loop of more than ${String(most)} turns`);
  });
}

function forOf(run: Run, statement: ForOfStmt, scope: Scope): void {
  const over = evaluate(run, statement.x, scope);
  const turn = (item: Value, own: Jumps): void => {
    const inner = new Scope(scope, false);
    bind(run, statement.t, item, inner, statement.kind ? { declare: statement.kind === 'var' ? scope.function() : inner } : {});
    runBlock(run, statement.b, inner, run.place(statement));
    run.guard = or(run.guard, own.continued);
    own.continued = false;
  };
  withJumps(run, undefined, true, (own) => {
    const { items, open } = itemsOf(over, statement.in === true);
    for (const item of withinBound(run, items, run.place(statement.x))) {
      if (run.guard === false) return;
      const after = run.within(item.when, () => { turn(item.value, own); });
      run.guard = or(and(run.guard, not(item.when)), after);
    }
    if (open !== undefined && run.guard !== false) turn(run.unknown(open, run.place(statement.x)), own);
  });
}

/** What a loop goes over, and why there may be more. */
function itemsOf(over: Value, keys: boolean): Pick<ArrayValue, 'items' | 'open'> {
  if (keys && over.t === 'object' && !over.entity) {
    return { items: [...over.slots].map(([name, slot]) => ({ value: primitive(name, slot.key), when: true })), ...(over.open === undefined ? {} : { open: over.open }) };
  }
  const list = spreadOf(over);
  return keys ? { ...list, items: list.items.map((item, index) => ({ value: primitive(String(index), placeOf(over)), when: item.when })) } : list;
}

function switchOver(run: Run, statement: SwitchStmt, scope: Scope): void {
  const value = evaluate(run, statement.x, scope);
  const inner = new Scope(scope, false);
  const tests = statement.c.map(({ t }) => (t ? equals(run, value, evaluate(run, t, inner), true) : undefined));
  const none = tests.reduce<Guard>((left, test) => (test === undefined ? left : and(left, not(test))), true);
  const before = run.guard;
  withJumps(run, undefined, false, () => {
    let remaining: Guard = true;
    let falling: Guard = false;
    statement.c.forEach(({ b }, index) => {
      const test = tests[index];
      const enters = test === undefined ? none : and(remaining, test);
      if (test !== undefined) remaining = and(remaining, not(test));
      run.guard = or(falling, and(before, enters));
      if (run.guard !== false) runBlock(run, b, inner, blockPlace(b, run.place(statement)));
      falling = run.guard;
    });
    const hasDefault = tests.includes(undefined);
    run.guard = or(falling, hasDefault ? false : and(before, none));
  });
}

function tryCatch(run: Run, statement: TryStmt, scope: Scope): void {
  const at = run.place(statement);
  const before = run.guard;
  const outerThrown = run.frame.thrown;
  run.frame.thrown = false;
  const failed = when(`an error at ${at.file}:${String(at.start)}`);
  // A start goes well; of a request both ways are of interest.
  if (run.handler && statement.h) run.guard = and(before, not(failed));
  runBlock(run, statement.b, new Scope(scope, false), blockPlace(statement.b, at));
  const thrown = run.frame.thrown;
  run.frame.thrown = outerThrown;
  let after = run.guard;
  if (statement.h) {
    const handler = statement.h;
    run.guard = or(thrown, and(before, failed));
    const inner = new Scope(scope, false);
    if (statement.p) bind(run, statement.p, unknown(CAUGHT_ERROR, at, `error@${at.file}:${String(at.start)}`), inner, { declare: inner });
    runBlock(run, handler, inner, blockPlace(handler, at));
    after = or(after, run.guard);
  } else {
    run.frame.thrown = or(run.frame.thrown, thrown);
  }
  run.guard = after;
  if (statement.f) {
    run.guard = before;
    runBlock(run, statement.f, new Scope(scope, false), blockPlace(statement.f, at));
    run.guard = and(after, run.guard);
  }
}

function jump(run: Run, kind: 'break' | 'continue', label: string | undefined): void {
  run.jumps++;
  let target = run.frame.jumps;
  while (target && (label === undefined ? kind === 'continue' && !target.loop : target.label !== label)) target = target.outer;
  if (target) {
    if (kind === 'break') target.broken = or(target.broken, run.guard);
    else target.continued = or(target.continued, run.guard);
  }
  run.guard = false;
}

function withJumps(run: Run, label: string | undefined, isLoop: boolean, body: (own: Jumps) => void): void {
  const own: Jumps = { outer: run.frame.jumps, label, loop: isLoop, broken: false, continued: false };
  run.frame.jumps = own;
  body(own);
  run.frame.jumps = own.outer;
  run.guard = or(run.guard, or(own.broken, own.continued));
}
