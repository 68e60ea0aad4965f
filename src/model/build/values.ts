import { given, type FunctionValue, type Guard, type ObjectValue, type Run, type Single, type Slot, type Value as Linked, tryFunction } from '../../link/index.ts';
import { BOUNDS, TOO_DEEP, TOO_LARGE } from '../../link/bounds.ts';
import { implies, when } from '../../link/guard.ts';
import { NOWHERE, type Choice } from '../../link/value.ts';
import { keptFor, memoised } from '../../source/kept.ts';
import type { Place } from '../../source/place.ts';
import type { ObjectLiteral, Option, Options, Value } from '../value.ts';
import type { Places } from './places.ts';

/** What turning the run's values into plain data needs beside them. */
export interface Building {
  readonly run: Run;
  readonly places: Places;
  /** The paths on which the program is alive: taken for granted in every guard. */
  readonly alive: Guard;
  /** What env files of this environment give a variable. */
  variable(file: string, name: string): readonly { readonly text: string; readonly at: Place }[];
  /** Functions are called with unknown arguments, to see what they give and call back with. */
  readonly follows?: true;
  /** Code of a page: the variables that its build puts in are no secrets. */
  readonly isPage?: true;
  /** The model's id of a handler function, where it was summarised. */
  handlerOf(value: FunctionValue): number | undefined;
}

/** How deep objects in objects are described. */
const DEEPEST = 8;

/** How many parts of one value are still to be described. */
interface Left { parts: number }

/** A value of the run as plain data, seen from the places it came through. */
export function plainValue(building: Building, value: Linked, through: readonly Place[] = [], depth = 0, left: Left = { parts: BOUNDS.parts }): Value {
  const via = building.places.list(through);
  return value.t === 'choice' ? choiceOf(building, value, via, (one) => single(building, one, via, depth, left)) : single(building, value, via, depth, left);
}

/** A value by its kind: what an object or a list holds is left out. */
export function outlineOf(building: Building, value: Linked, through: readonly Place[]): Value {
  const via = building.places.list(through);
  const outline = (one: Single): Value => {
    const at = building.places.at(one.at);
    if (one.t === 'array') return { kind: 'list', items: [], complete: false, at, via };
    return one.t === 'object' && !one.entity ? { kind: 'object', options: { at, properties: [], complete: false }, at, via } : single(building, one, via, DEEPEST, { parts: 1 });
  };
  return value.t === 'choice' ? choiceOf(building, value, via, outline) : outline(value);
}

function choiceOf({ alive, places }: Building, value: Choice, via: readonly Place[], make: (one: Single) => Value): Value {
  const choices = value.of.map(({ when, value: one }) => ({ when: given(when, alive), value: make(one) })).filter(({ when }) => when !== false);
  const [only] = choices;
  return only && choices.length === 1 ? only.value : { kind: 'one-of', choices, at: places.at(value.of[0]?.value.at ?? NOWHERE), via };
}

function single(building: Building, value: Single, via: readonly Place[], depth: number, left: Left): Value {
  const at = building.places.at(value.at);
  if (depth > DEEPEST) return { kind: 'unknown', reason: TOO_DEEP, at, via };
  if (left.parts-- <= 0) return { kind: 'unknown', reason: TOO_LARGE, at, via };
  switch (value.t) {
    case 'primitive': return { kind: 'known', value: value.v, at: at.file === '' ? via[0] ?? at : at, via, ...(value.nodeEnv ?? value.perEnvironment ? { perEnvironment: true as const } : {}), ...(value.factors ? { factors: value.factors } : {}) };
    case 'pattern': return { kind: 'pattern', source: value.source, flags: value.flags, at, via };
    case 'environment': return { kind: 'environment', variable: value.variable, files: building.variable(at.file, value.variable), at, via, ...(value.asText ? { asText: true as const } : {}), ...(isRequired(building, value.variable) ? { required: true as const } : {}) };
    case 'array': return { kind: 'list', items: value.items.map((item) => plainValue(building, item.value, [], depth + 1, left)), complete: value.open === undefined && value.items.every(({ when }) => given(when, building.alive) === true), at, via };
    case 'function': return functionValue(building, value, via, depth, left);
    case 'class': return { kind: 'instance', of: `class ${value.facts.n ?? ''}`.trim(), arguments: [], at, via };
    case 'unknown': return unknownValue(building, value, via, depth, left);
    case 'native': return value.entity ? entityValue(building, value, via, depth, left) : { kind: 'unknown', reason: `\`${value.name}\` is not followed`, at: at.file === '' ? via[0] ?? at : at, via };
    case 'object': return value.entity ? entityValue(building, value, via, depth, left) : { kind: 'object', options: optionsOf(building, value, depth + 1, value.slots, value.open, left), at, via };
  }
}

function unknownValue(building: Building, value: Extract<Single, { t: 'unknown' }>, via: readonly Place[], depth: number, left: Left): Value {
  const { fromNow } = value;
  const at = building.places.at(value.at);
  const marks = { ...(value.fresh ? { fresh: value.fresh } : {}), ...(value.orUndefined ? { orUndefined: true as const } : {}), ...(value.checked ? { checked: true as const } : {}) };
  if (fromNow) return { kind: 'instance', of: 'Date.now', arguments: [plainValue(building, fromNow.value, [fromNow.at], depth + 2, left)], at, via, ...marks };
  if (!value.from) return composedOf(building, value, via) ?? { kind: 'unknown', reason: value.reason, ...(value.is ? { is: value.is } : {}), symbol: value.key, at, via, ...marks, ...partsOf(building, value) };
  const given_ = (value.given ?? []).map((one) => plainValue(building, one, [], depth + 2, left));
  // What a package's class or function gave: named by the way to it, for rules that know the package.
  return { kind: 'instance', of: `${value.from.module}${value.from.path}`, arguments: given_, symbol: value.key, at, via, ...marks };
}

function partsOf(building: Building, { text }: Extract<Single, { t: 'unknown' }>): { readonly text?: readonly (string | null)[]; readonly around?: string } {
  if (!text) return {};
  const variable = text.find((piece) => piece !== null && typeof piece !== 'string' && !isRequired(building, piece.variable));
  return { text: text.map((piece) => (typeof piece === 'string' ? piece : piece && building.isPage ? onlyText(building, piece) : null)), ...(variable && typeof variable !== 'string' ? { around: variable.variable } : {}) };
}

/** Whether the program ends at its start where a variable is not set. */
function isRequired({ alive }: Building, variable: string): boolean {
  return alive !== false && implies(alive, when(`process.env.${variable}`));
}

/** The text of a variable where all env files agree on it. */
function onlyText(building: Building, { at, variable }: Extract<Single, { t: 'environment' }>): string | null {
  const [first, ...others] = building.variable(at.file, variable);
  return first && others.every(({ text }) => text === first.text) ? first.text : null;
}

/** A text around one variable of the environment (`${process.env.API_URL}/login`): what it is with each value that env files give. */
function composedOf(building: Building, { text = [], at }: Extract<Single, { t: 'unknown' }>, via: readonly Place[]): Value | undefined {
  const [variable, ...others] = text.filter((piece) => typeof piece !== 'string');
  if (!variable || others.length > 0) return undefined;
  const files = building.variable(variable.at.file, variable.variable)
    .map((file) => ({ at: file.at, text: text.map((piece) => (typeof piece === 'string' ? piece : file.text)).join('') }));
  const required = isRequired(building, variable.variable) ? { required: true as const } : {};
  return files.length > 0 ? { kind: 'environment', variable: variable.variable, files, at, via, asText: true, ...required } : undefined;
}

function functionValue(building: Building, value: FunctionValue, via: readonly Place[], depth: number, left: Left): Value {
  const handler = building.handlerOf(value);
  const base = {
    kind: 'function' as const, async: value.facts.async === true, generator: value.facts.gen === true, at: building.places.at(value.at), via,
    arity: arityOf(value), ...(value.name === undefined ? {} : { name: value.name }), ...(handler === undefined ? {} : { handler }),
  };
  if (!building.follows || depth > 3) return base;
  const trial = tryFunction(building.run, value);
  return {
    ...base,
    returns: plainValue(building, trial.returns, [], depth + 2, left),
    ...(trial.handsOn ? { handsOn: true as const } : {}),
    ...(trial.throws === false ? {} : { throws: trial.throws }),
    callsBack: trial.calls.map(({ parameter, arguments: list, when, at }) => ({ parameter, when, at: building.places.at(at), arguments: list.map((one) => plainValue(building, one.value, [one.at], depth + 2, left)) })),
  };
}

/** `Function.length`: parameters before the first with a default, a rest parameter not counted. */
function arityOf({ facts, bound }: FunctionValue): number {
  const first = facts.p.findIndex(({ t, rest }) => rest === true || t.k === 'default');
  return Math.max(0, (first < 0 ? facts.p.length : first) - (bound?.length ?? 0));
}

function entityValue(building: Building, value: Extract<Single, { t: 'object' | 'native' }>, via: readonly Place[], depth: number, left: Left): Value {
  const { entity } = value;
  const at = building.places.at(value.at.file === '' ? via[0] ?? value.at : value.at);
  switch (entity?.kind) {
    case 'app': case 'session': case 'cors': case 'store': case 'store-client': case 'server': case 'middleware': return { kind: 'reference', to: entity.kind, id: entity.id, at, via };
    case 'store-maker': return { kind: 'instance', of: `class ${entity.path === '' ? entity.module : entity.path}`, arguments: [], at, via };
    case 'promise': return { kind: 'instance', of: 'Promise', arguments: [plainValue(building, entity.settle(), [], depth + 2, left)], at, via };
    case 'collection': return { kind: 'instance', of: entity.of, arguments: [plainValue(building, entity.items, [], depth + 2, left)], at, via };
    case 'instance': return { kind: 'instance', of: entity.of, arguments: entity.arguments.map((one) => plainValue(building, one.value, [one.at], depth + 2, left)), at, via };
    default: return { kind: 'unknown', reason: 'it is part of a request', at, via };
  }
}

/** An object as options: its properties as they are now, and the literal they can be edited in. */
export function optionsOf(building: Building, object: ObjectValue, depth = 0, slots: ReadonlyMap<string, Slot> = object.slots, open = object.open, left: Left = { parts: BOUNDS.parts }): Options {
  const literal = literalOf(object);
  const base = object.of ? 'it is an object of a class' : undefined;
  return {
    at: building.places.at(object.at),
    ...(literal ? { literal } : {}),
    properties: [...slots].flatMap(([name, slot]) => {
      const option = optionOf(building, name, slot, literal, depth, left);
      return option ? [option] : [];
    }),
    complete: open === undefined && (base === undefined || slots.size > 0),
  };
}

function optionOf(building: Building, name: string, slot: Slot, literal: ObjectLiteral | undefined, depth: number, left: Left): Option | undefined {
  const { value } = slot;
  // Deleted, or never there.
  if (value.t === 'primitive' && value.absent) return undefined;
  const own = literal !== undefined && slot.at.file === literal.at.file && literal.at.start <= slot.at.start && slot.at.end <= literal.at.end;
  const plain = plainValue(building, value, [slot.from], depth, left);
  return { name, value: plain, at: building.places.at(slot.at), key: building.places.at(slot.key), own };
}

/** The literal an object was made from, as written: one for each literal, however often it is met. */
export function literalOf(object: ObjectValue): ObjectLiteral | undefined {
  if (!object.literal) return undefined;
  const { file, expression } = object.literal;
  return memoised(literals(expression), file, () => literalAt(file, expression));
}

type Literal = NonNullable<ObjectValue['literal']>['expression'];

/** By the file too: two files of one text have the same facts. */
const literals = keptFor<Literal, Map<string, ObjectLiteral>>(() => new Map());

function literalAt(file: string, expression: Literal): ObjectLiteral {
  const place = (s: number, e: number): Place => ({ file, start: s, end: e });
  return {
    at: place(expression.s, expression.e),
    properties: expression.p.map((property) => ({
      at: place(property.s, property.e),
      ...(property.k !== 'spread' && property.n !== undefined ? { name: property.n } : {}),
      ...(property.k === 'prop' ? { value: place(property.v.s, property.v.e) } : {}),
    })),
  };
}
