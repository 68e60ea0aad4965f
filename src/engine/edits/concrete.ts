import type { ObjectLiteral } from '../../model/index.ts';
import type { Change, Edit } from '../../rule.ts';
import type { SourceText } from '../../source/files.ts';
import type { Place } from '../../source/place.ts';
import { continueInCallback } from './callback.ts';
import { adapted } from './code.ts';
import { addArgument, hoist, replace, wrap } from './expressions.ts';
import { Layout } from './layout.ts';
import { ObjectPlan } from './objects.ts';
import { insertStatement, moveStatement, removeStatement } from './statements.ts';
import { arrange, type TextEdit } from './text-edit.ts';

/** The file that a change edits. */
export function fileOf(change: Change): string {
  return placesOf(change.edits[0])[0].file;
}

/**
 * Makes a change's intentions concrete, in the style of the file.
 *
 * @param source the file the change edits
 * @returns arranged edits of its text; `undefined` where they leave the file, contradict one another, or would lose a comment
 */
export function concreteEdits(source: SourceText, change: Change): readonly TextEdit[] | undefined {
  const inFile = change.edits.flatMap(placesOf).every(({ file, start, end }) => file === source.file && start >= 0 && start <= end && end <= source.text.length);
  if (!inFile) return undefined;
  const layout = new Layout(source);
  const plans = new Plans(layout);
  const edits: TextEdit[] = [];
  for (const edit of change.edits) {
    const made = plans.take(edit) ?? directEdits(layout, edit);
    if (made === undefined) return undefined;
    edits.push(...made);
  }
  const planned = plans.edits();
  return planned === undefined ? undefined : arrange([...edits, ...planned]);
}

/** Edits that need no knowledge of one another. */
function directEdits(layout: Layout, edit: Edit): readonly TextEdit[] | undefined {
  switch (edit.edit) {
    case 'replace': return replace(layout, edit.at, edit.code);
    case 'insert-statement': return insertStatement(layout, edit.where, edit.statement, edit.code);
    case 'move-statement': return moveStatement(layout, edit.statement, 'before', edit.before);
    case 'move-statement-after': return moveStatement(layout, edit.statement, 'after', edit.after);
    case 'remove-statement': return removeStatement(layout, edit.statement);
    case 'add-argument': return addArgument(layout, edit.call, edit.code);
    case 'continue-in-callback': return continueInCallback(layout, edit.call, edit.statement, edit.block, edit.head, edit.first);
    case 'hoist': return hoist(layout, edit.expression, edit.name, edit.before);
    case 'wrap': return wrap(layout, edit.at, edit.before, edit.after);
    default: return undefined;
  }
}

/** The changes to object literals, gathered by literal. */
class Plans {
  readonly #layout: Layout;
  readonly #plans = new Map<number, ObjectPlan>();
  /** Objects to be nested in another, by the outer object's place and the name. */
  readonly #nests = new Map<string, { readonly plan: ObjectPlan; readonly first: Place; readonly name: string; readonly parts: string[] }>();

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Takes an edit of an object; no edits yet, or `undefined` where the edit is of another kind or can't be done. */
  take(edit: Edit): readonly TextEdit[] | undefined {
    switch (edit.edit) {
      case 'add-property': {
        const plan = this.#planOf(edit.to);
        plan.add(edit.name, adapted(edit.code, this.#layout.style, plan.indent));
        return [];
      }
      case 'remove-property': return this.#planOf(edit.from).remove(edit.property) ? [] : undefined;
      case 'move-property': {
        const from = this.#planOf(edit.from);
        const target = edit.into;
        const code = edit.code === undefined ? undefined : adapted(edit.code, this.#layout.style, from.indent);
        if (target !== undefined) return from.moveInto(this.#planOf(target), edit.property, edit.name, edit.part, code) ? [] : undefined;
        return this.#nest(from, edit, code) ? [] : undefined;
      }
      case 'unwrap-property': return this.#planOf(edit.from).unwrap(edit.property, edit.inner) ? [] : undefined;
      default: return undefined;
    }
  }

  edits(): TextEdit[] | undefined {
    for (const { plan, first, name, parts } of this.#nests.values()) {
      if (!plan.replace(first, `${name}: { ${parts.join(', ')} }`)) return undefined;
    }
    const plans = [...this.#plans.values()];
    return plans.every(plan => plan.fits) ? plans.flatMap(plan => plan.edits()) : undefined;
  }

  /** The first property of a nest becomes the nested object; those that follow join it. */
  #nest(plan: ObjectPlan, edit: Edit & { readonly edit: 'move-property' }, code: string | undefined): boolean {
    const value = plan.valueOf(edit.property, edit.part, code);
    if (edit.nest === undefined || value === undefined) return false;
    const part = `${edit.name}: ${code ?? this.#layout.textOf(value)}`;
    const key = `${edit.from.at.start} ${edit.nest}`;
    const nest = this.#nests.get(key);
    if (nest === undefined) {
      this.#nests.set(key, { plan, first: edit.property, name: edit.nest, parts: [part] });
      return true;
    }
    nest.parts.push(part);
    return plan.remove(edit.property);
  }

  #planOf(literal: ObjectLiteral): ObjectPlan {
    const known = this.#plans.get(literal.at.start);
    if (known !== undefined) return known;
    const plan = new ObjectPlan(this.#layout, literal);
    this.#plans.set(literal.at.start, plan);
    return plan;
  }
}

/** Every place that an edit names. */
function placesOf(edit: Edit): readonly [Place, ...Place[]] {
  switch (edit.edit) {
    case 'replace':
    case 'wrap': return [edit.at];
    case 'add-property': return [edit.to.at];
    case 'remove-property': return [edit.from.at, edit.property];
    case 'unwrap-property': return [edit.from.at, edit.property, edit.inner.at];
    case 'move-property': return [edit.from.at, edit.property, ...(edit.into === undefined ? [] : [edit.into.at]), ...(edit.part === undefined ? [] : [edit.part])];
    case 'insert-statement': return [edit.statement];
    case 'move-statement': return [edit.statement, edit.before];
    case 'move-statement-after': return [edit.statement, edit.after];
    case 'remove-statement': return [edit.statement];
    case 'add-argument': return [edit.call];
    case 'continue-in-callback': return [edit.call, edit.statement, edit.block];
    case 'hoist': return [edit.expression, edit.before];
  }
}
