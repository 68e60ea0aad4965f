import { alternatives, type ObjectValue, type Unknown, type Value } from '../value.ts';

/** What a checker of the environment says of one variable. */
export interface Field {
  /** Where it is not set the program does not start, and what it gives is a text that is not empty. */
  readonly required: boolean;
  /** What it is where it is not set. */
  readonly fallback?: Value;
}

/** Makes of zod, joi, yup and envalid that give a text. */
const TEXT = /\.(?:string|str|url|email|uuid|host|nonEmptyString)\(\)/;
/** What comes of these is no longer the text that was checked. */
const CHANGED = /\.(?:transform|pipe|preprocess|coerce|refine)\b/;
const OPTIONAL = /\.(?:optional|nullish|nullable|exactOptional|maybe|allow|empty|partial)\(\)/;
const WITH_DEFAULT = /\.(?:default|prefault|catch|withDefault)\(\)/;
/** In these, what is not said to be required may be missing. */
const LENIENT = /^(?:joi|@hapi\/joi|yup)$/;

/** What a schema says of a variable; `undefined` where the schema does not name it, or is not seen. */
export function fieldOf(shapes: readonly Value[], name: string): Field | undefined {
  for (const shape of shapes.flatMap(objectsIn)) {
    const value = shape.slots.get(name)?.value;
    if (value?.t === 'unknown' && value.from) return described(value, value.from);
  }
  return undefined;
}

/** The object itself, and the parts that `createEnv({ server: …, client: … })` keeps variables in. */
function objectsIn(value: Value): readonly ObjectValue[] {
  return alternatives(value).flatMap(({ value: one }) => {
    if (one.t !== 'object' || one.entity) return [];
    const parts = ['server', 'shared', 'client'].map((part) => one.slots.get(part)?.value);
    return [one, ...parts.filter((part) => part?.t === 'object')];
  });
}

function described(field: Unknown, { module, path }: NonNullable<Unknown['from']>): Field {
  const fallback = fallbackOf(field, path);
  if (fallback) return { required: false, fallback };
  const mayBeMissing = OPTIONAL.test(path) || WITH_DEFAULT.test(path) || (LENIENT.test(module) && !/\.required\(\)/.test(path));
  return { required: !mayBeMissing && TEXT.test(path) && !CHANGED.test(path) };
}

/** `z.string().default('x')`, `str({ default: 'x' })`, `v.optional(v.string(), 'x')` */
function fallbackOf({ given = [] }: Unknown, path: string): Value | undefined {
  if (/\.(?:default|prefault|catch)\(\)$/.test(path)) return textIn(given[0]);
  if (/\.optional\(\)$/.test(path)) return textIn(given[1]);
  const [options] = given;
  return options?.t === 'object' ? textIn(options.slots.get('default')?.value) : undefined;
}

function textIn(value: Value | undefined): Value | undefined {
  return value?.t === 'primitive' && typeof value.v === 'string' ? value : undefined;
}
