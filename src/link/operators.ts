import type { Place } from '../source/place.ts';
import { BOUNDS, TOO_LONG_TEXT } from './bounds.ts';
import { freshOf } from './fresh.ts';
import { and, not, or, when, type Guard } from './guard.ts';
import type { Run } from './run.ts';
import { alternatives, collect, each, primitive, type EnvironmentValue, type Primitive, type Single, type Value } from './value.ts';

/** The condition under which a value is truthy. */
export function truth(run: Run, value: Value): Guard {
  if (value.t !== 'choice') return truthOf(run, value);
  return alternatives(value).reduce<Guard>((sum, one) => or(sum, and(one.when, truthOf(run, one.value))), false);
}

function truthOf(run: Run, value: Single): Guard {
  switch (value.t) {
    case 'primitive':
      noteEnvironment(run, value, undefined);
      return Boolean(value.v);
    case 'environment': return value.asText ? true : when(`process.env.${value.variable}`);
    case 'unknown': return value.present ? true : when(value.key);
    case 'object': return value.entity?.kind === 'request-session' ? when('req.session') : true;
    case 'native': return isSessionMethod(value.name) ? when(value.name) : true;
    default: return true;
  }
}

/** Sessions of cookie-session have no methods: code may ask for them. */
function isSessionMethod(name: string): boolean {
  return name.startsWith('req.session.');
}

/** The condition under which a value is null or undefined; of what is not known, those that `asks` takes are asked. */
export function isNullish(run: Run, value: Value, asks: (one: Single) => boolean = () => true): Guard {
  return alternatives(value).reduce<Guard>((sum, { when: holds, value: one }) => {
    if (one.t === 'primitive') return one.v === null || one.v === undefined ? or(sum, holds) : sum;
    // A name that is set to the empty string is rare enough: "is it set" and "is it truthy" are one question.
    if (!asks(one)) return sum;
    if (one.t === 'environment' || one.t === 'unknown' || (one.t === 'object' && one.entity?.kind === 'request-session')) return or(sum, and(holds, not(truthOf(run, one))));
    return sum;
  }, false);
}

/** The condition under which a value is certainly null or undefined, or a session that is missing. */
export function isNothing(run: Run, value: Value): Guard {
  return isNullish(run, value, (one) => one.t === 'object');
}

/** Past this many pairs of alternatives the result of an operation is no longer followed. */
const MOST_COMBINED = 16;

/** Steps that an operation on two values stands for, beside its own. */
function costOf(left: Value, right: Value): number {
  return left.t === 'choice' && right.t === 'choice' ? left.of.length * right.of.length : 0;
}

/** The condition under which two values are equal. */
export function equals(run: Run, left: Value, right: Value, strict: boolean): Guard {
  let sum: Guard = false;
  run.budget.spend(costOf(left, right));
  for (const a of alternatives(left)) {
    for (const b of alternatives(right)) sum = or(sum, and(and(a.when, b.when), equalsOne(run, a.value, b.value, strict)));
  }
  return sum;
}

function equalsOne(run: Run, left: Single, right: Single, strict: boolean): Guard {
  if (left.t === 'primitive' && right.t === 'primitive') {
    noteEnvironment(run, left, right);
    noteEnvironment(run, right, left);
    // The language's own `==` is what is asked for here.
    // eslint-disable-next-line eqeqeq
    return strict ? left.v === right.v : left.v == right.v;
  }
  if (right.t === 'primitive' && (right.v === undefined || right.v === null) && (left.t === 'environment' || left.t === 'unknown' || left.t === 'object')) return not(truthOf(run, left));
  if (left.t === 'primitive' && (left.v === undefined || left.v === null)) return equalsOne(run, right, left, strict);
  const a = keyOf(left);
  const b = keyOf(right);
  if (a !== undefined && a === b) return true;
  if (left.t === 'environment' ? a === undefined || b === undefined : right.t === 'environment' && a === undefined) return false;
  if ((a === undefined && right.t !== 'unknown') || (b === undefined && left.t !== 'unknown')) return sameIdentity(left, right);
  if (a === undefined || b === undefined) return when(`${a ?? b ?? ''} === #${String(identityOf(a === undefined ? left : right) ?? '')}`);
  return when(a < b ? `${b} === ${a}` : `${a} === ${b}`);
}

function identityOf(value: Single): number | string | undefined {
  return 'id' in value ? value.id : value.t === 'native' ? value.name : undefined;
}

function sameIdentity(left: Single, right: Single): boolean {
  return left === right || (left.t === right.t && left.t !== 'native' && identityOf(left) !== undefined && identityOf(left) === identityOf(right));
}

/** Another environment's name in a comparison is an environment to look at. */
function noteEnvironment(run: Run, value: Primitive, other: Primitive | undefined): void {
  if (value.nodeEnv && typeof other?.v === 'string') run.result.environments.add(other.v);
}

/** What names a value in a condition's symbol; `undefined` for what has identity of its own. */
function keyOf(value: Single): string | undefined {
  switch (value.t) {
    case 'primitive': return value.v === undefined ? 'undefined' : JSON.stringify(value.v);
    case 'environment': return `process.env.${value.variable}`;
    case 'unknown': return value.key;
    case 'pattern': return `/${value.source}/${value.flags}`;
    default: return undefined;
  }
}

/** `test` as a boolean value. */
export function booleanValue(run: Run, test: Guard, at: Place, perEnvironment: boolean): Value {
  if (typeof test === 'boolean') return { ...primitive(test, at), ...(perEnvironment ? { perEnvironment } : {}) };
  return collect([{ when: test, value: primitive(true, at) }, { when: not(test), value: primitive(false, at) }], at);
}

export function unary(run: Run, op: '!' | '-' | '+' | '~' | 'typeof' | 'void' | 'delete', value: Value, at: Place): Value {
  if (op === 'void') return run.undefined(at);
  if (op === 'delete') return primitive(true, at);
  if (op === '!') return booleanValue(run, not(truth(run, value)), at, rests(value));
  return each(value, (one) => {
    if (op === 'typeof') return typeOf(run, one, at);
    if (one.t === 'primitive') return { ...primitive(op === '-' ? -Number(one.v) : op === '+' ? Number(one.v) : ~Number(one.v), at), ...inherit(one) };
    if (one.t === 'array' || one.t === 'object') return run.unknown(`${op} of an object`, at);
    const key = keyOf(one);
    return run.unknown(one.t === 'environment' ? `read from the environment variable \`${one.variable}\`` : one.t === 'unknown' ? one.reason : 'computed', at, key === undefined ? undefined : `${op}${key}`);
  }, at);
}

function typeOf(run: Run, value: Single, at: Place): Value {
  switch (value.t) {
    case 'primitive': return primitive(value.v === null ? 'object' : typeof value.v, at);
    case 'function': case 'class': return primitive('function', at);
    case 'object': return value.entity && CALLABLE.has(value.entity.kind) ? primitive('function', at) : primitive('object', at);
    case 'array': case 'pattern': return primitive('object', at);
    case 'native': return isSessionMethod(value.name) ? run.unknown('what a session has', at, `typeof ${value.name}`) : primitive(value.call ?? value.construct ? 'function' : 'object', at);
    case 'environment': return run.unknown('computed', at, `typeof process.env.${value.variable}`);
    case 'unknown': return run.unknown(value.reason, at, `typeof ${value.key}`);
  }
}

/** Entities that are functions at run time. */
const CALLABLE: ReadonlySet<string> = new Set(['app', 'session', 'cors', 'middleware', 'next']);

type Operation = (left: Primitive['v'], right: Primitive['v']) => Primitive['v'];

const ARITHMETIC: Readonly<Record<string, Operation>> = {
  '+': (a, b) => (typeof a === 'string' || typeof b === 'string' ? String(a) + String(b) : Number(a) + Number(b)),
  '-': (a, b) => Number(a) - Number(b),
  '*': (a, b) => Number(a) * Number(b),
  '/': (a, b) => Number(a) / Number(b),
  '%': (a, b) => Number(a) % Number(b),
  '**': (a, b) => Number(a) ** Number(b),
  '<': (a, b) => compare(a, b, (x, y) => x < y),
  '>': (a, b) => compare(a, b, (x, y) => x > y),
  '<=': (a, b) => compare(a, b, (x, y) => x <= y),
  '>=': (a, b) => compare(a, b, (x, y) => x >= y),
  '&': (a, b) => Number(a) & Number(b),
  '|': (a, b) => Number(a) | Number(b),
  '^': (a, b) => Number(a) ^ Number(b),
  '<<': (a, b) => Number(a) << Number(b),
  '>>': (a, b) => Number(a) >> Number(b),
  '>>>': (a, b) => Number(a) >>> Number(b),
};

function compare(a: Primitive['v'], b: Primitive['v'], test: (x: number | string, y: number | string) => boolean): boolean {
  return typeof a === 'string' && typeof b === 'string' ? test(a, b) : test(Number(a), Number(b));
}

const EQUALITY: Readonly<Record<string, { readonly strict: boolean; readonly negated: boolean }>> = {
  '===': { strict: true, negated: false }, '!==': { strict: true, negated: true },
  '==': { strict: false, negated: false }, '!=': { strict: false, negated: true },
};

/** Operators on objects, where the answer is known. */
const RELATIONS: Readonly<Record<string, (left: Single, right: Single) => boolean | undefined>> = {
  in: (left, right) => (left.t === 'primitive' ? hasOwn(right, String(left.v)) : undefined),
  instanceof: (left, right) => {
    if (left.t === 'primitive') return false;
    if (right.t === 'native' && right.name === 'Array') return left.t === 'array' ? true : left.t === 'unknown' || left.t === 'environment' || left.t === 'native' ? undefined : false;
    if (left.t !== 'object' || right.t !== 'class') return undefined;
    for (let made: Value | undefined = left.of; made; made = made.t === 'class' ? made.base : undefined) if (made === right || (made.t === 'class' && made.id === right.id)) return true;
    return left.entity || left.open !== undefined ? undefined : false;
  },
};

/** Whether an object has a property of its own; `undefined` where that is not known. */
export function hasOwn(object: Single, name: string): boolean | undefined {
  if (object.t !== 'object' || object.entity) return undefined;
  const slot = object.slots.get(name);
  if (!slot) return object.open === undefined ? false : undefined;
  return slot.value.t === 'choice' ? undefined : !(slot.value.t === 'primitive' && slot.value.absent);
}

/** A binary operation on two values; on what is unknown, the same operation always gives the same unknown. */
export function binary(run: Run, op: string, left: Value, right: Value, at: Place): Value {
  const equality = EQUALITY[op];
  if (equality) {
    const test = equals(run, left, right, equality.strict);
    return booleanValue(run, equality.negated ? not(test) : test, at, rests(left) || rests(right));
  }
  const cost = costOf(left, right);
  run.budget.spend(cost);
  // A text that is put together in many branches: none of what it may be is of interest.
  if (cost > MOST_COMBINED) return run.unknown('too many alternatives', at);
  return each(left, (a) => each(right, (b) => {
    const relation = Object.hasOwn(RELATIONS, op) ? RELATIONS[op] : undefined;
    const related = relation?.(a, b);
    if (related !== undefined) return { ...primitive(related, at), ...(a.t === 'primitive' ? inherit(a) : {}) };
    const operation = ARITHMETIC[op];
    const length = lengthOf(a) + lengthOf(b);
    run.budget.spendOnText(length);
    if (op === '+' && length > BOUNDS.text) return run.unknown(TOO_LONG_TEXT, at);
    if (a.t === 'primitive' && b.t === 'primitive' && operation) return { ...primitive(operation(a.v, b.v), at), ...inherit(a), ...inherit(b), ...(op === '*' ? factors(a, b) : {}) };
    return unknownOperation(run, op, a, b, at);
  }, at), at);
}

/** The length of a text; 0 for anything else. */
function lengthOf(value: Single): number {
  return value.t === 'primitive' && typeof value.v === 'string' ? value.v.length : 0;
}

/** What a product is written as; where the factors are too many to say anything, none. */
function factors(left: Primitive, right: Primitive): Pick<Primitive, 'factors'> {
  const [of, and_] = [left, right].map(({ v, factors: known }) => known ?? [Number(v)]);
  const all = [...of ?? [], ...and_ ?? []];
  return all.length > BOUNDS.pieces ? {} : { factors: all };
}

function unknownOperation(run: Run, op: string, a: Single, b: Single, at: Place): Value {
  if (op === '+' && a.t === 'primitive' && a.v === '') return asText(b);
  if (op === '+' && b.t === 'primitive' && b.v === '') return asText(a);
  if (op === '+' && (a.t === 'pattern' || b.t === 'pattern')) return run.unknown('computed', at);
  const cause = [a, b].find((one) => one.t === 'unknown' || one.t === 'environment');
  const reason = cause?.t === 'unknown' ? cause.reason : cause?.t === 'environment' ? `read from the environment variable \`${cause.variable}\`` : 'computed';
  // What is doubled again and again has a name no longer: it would grow as fast.
  const named = [keyOf(a), keyOf(b)];
  const keys = named.reduce((sum, key) => sum + (key?.length ?? 0), 0) > BOUNDS.key ? [undefined] : named;
  const fresh = freshOf(a) ?? freshOf(b);
  const made = run.unknown(reason, at, keys.includes(undefined) ? undefined : keys.join(` ${op} `), fresh ? { fresh } : {});
  const text = op === '+' && !keys.includes(undefined) ? [...textOf(a), ...textOf(b)] : undefined;
  return text && text.length <= BOUNDS.pieces ? { ...made, text } : made;
}

/** What a template makes of a value. */
function asText(value: Single): Single {
  return value.t === 'environment' ? { ...value, asText: true } : value;
}

/** The pieces of a string that is partly known: a string, a variable of the environment, or `null` for what is not known. */
function textOf(value: Single): readonly (string | EnvironmentValue | null)[] {
  if (value.t === 'primitive') return [String(value.v)];
  if (value.t === 'environment') return [value];
  return value.t === 'unknown' && value.text ? value.text : [null];
}

function rests(value: Value): boolean {
  return alternatives(value).some(({ value: one }) => one.t === 'primitive' && (one.nodeEnv ?? one.perEnvironment) === true);
}

function inherit(value: Primitive): { perEnvironment?: true } {
  return value.nodeEnv ?? value.perEnvironment ? { perEnvironment: true } : {};
}
