import type { Expr } from '../../../facts/ir.ts';
import { evaluate } from '../../expressions.ts';
import type { Argument } from '../../frame.ts';
import type { Run } from '../../run.ts';
import type { ClassValue, Value } from '../../value.ts';

/** The name of a decorator: `Get` of `@Get()` and of `@common.Get()`. */
export function nameOf(decorator: Expr): string | undefined {
  const callee = decorator.k === 'call' ? decorator.f : decorator;
  return callee.k === 'id' || callee.k === 'member' ? callee.n : undefined;
}

/** The arguments of all decorators of that name, in the order they are written. */
export function decorations(run: Run, made: ClassValue, decorators: readonly Expr[] | undefined, name: string): readonly Argument[] {
  const module = run.modules.get(made.file);
  if (!module) return [];
  const before = run.frame;
  run.frame = { ...before, file: made.file, module };
  const found = (decorators ?? []).flatMap((one) => (nameOf(one) === name && one.k === 'call' ? one.a : []))
    .flatMap((one): Argument[] => (one.k === 'hole' || one.k === 'spread' ? [] : [{ value: evaluate(run, one, made.scope), at: run.place(one) }]));
  run.frame = before;
  return found;
}

/** The first argument of a decorator of that name; `undefined` where there is no such decorator. */
export function decoration(run: Run, made: ClassValue, decorators: readonly Expr[] | undefined, name: string): Value | undefined {
  const found = decorators?.find((one) => nameOf(one) === name);
  if (!found) return undefined;
  const argument = found.k === 'call' ? found.a[0] : undefined;
  const module = run.modules.get(made.file);
  if (!module || !argument || argument.k === 'hole' || argument.k === 'spread') return run.undefined(made.at);
  const before = run.frame;
  run.frame = { ...before, file: made.file, module };
  const value = evaluate(run, argument, made.scope);
  run.frame = before;
  return value;
}
