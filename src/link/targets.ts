import { isObject } from '../source/json.ts';

/** Which condition's target is taken first: sources before what is built from them, declarations last. */
const CONDITIONS = ['source', 'development', 'node', 'import', 'module', 'require', 'default', 'types'];

/**
 * What an `exports` or `imports` field of package.json maps a key to: every target a condition may pick, the likeliest
 * first, as written (`./dist/index.js`). `key` is `.`, `./sub/path` or `#name`. Empty where nothing matches.
 */
export function targetsOf(field: unknown, key: string): string[] {
  const isMap = isObject(field) && Object.keys(field).some(name => name.startsWith('.') || name.startsWith('#'));
  if (!isMap) return key === '.' ? flatten(field) : [];
  const exact = field[key];
  if (exact !== undefined) return flatten(exact);
  const [best] = Object.keys(field).filter(name => matches(name, key)).sort((a, b) => b.indexOf('*') - a.indexOf('*') || b.length - a.length);
  if (best === undefined) return [];
  const star = best.endsWith('/') ? key.slice(best.length) : key.slice(best.indexOf('*'), key.length - (best.length - best.indexOf('*') - 1));
  return flatten(field[best]).map(target => (target.endsWith('/') ? target + star : target.replaceAll('*', star)));
}

function matches(name: string, key: string): boolean {
  // A directory mapping (`./features/`), as Node once had it.
  if (name.endsWith('/')) return key.startsWith(name);
  const star = name.indexOf('*');
  return star >= 0 && key.length >= name.length && key.startsWith(name.slice(0, star)) && key.endsWith(name.slice(star + 1));
}

function flatten(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(flatten);
  if (!isObject(value)) return [];
  const rank = (condition: string): number => {
    const at = CONDITIONS.indexOf(condition);
    return at < 0 ? CONDITIONS.length : at;
  };
  return Object.keys(value).sort((a, b) => rank(a) - rank(b)).flatMap(condition => flatten(value[condition]));
}
