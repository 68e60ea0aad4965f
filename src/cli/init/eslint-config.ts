import { Layout } from '../../engine/edits/layout.ts';
import { applyEdits, arrange, type TextEdit } from '../../engine/edits/text-edit.ts';
import type { Token } from '../../engine/tokens.ts';
import type { SourceText } from '../../source/files.ts';
import { PRODUCT } from '../../engine/product.ts';

/** The names that ESLint looks for, in its order (eslint 10.15.0 lib/config/config-loader.js, FLAT_CONFIG_FILENAMES). */
export const CONFIG_NAMES = ['eslint.config.js', 'eslint.config.mjs', 'eslint.config.cjs', 'eslint.config.ts', 'eslint.config.mts', 'eslint.config.cts'] as const;

/** The kind of configuration that ESLint no longer reads, and does not read in any version beside one of `CONFIG_NAMES`. */
export const OLD_CONFIG_NAMES = ['.eslintrc.js', '.eslintrc.cjs', '.eslintrc.yaml', '.eslintrc.yml', '.eslintrc.json', '.eslintrc'] as const;

/** Functions of packages that take configurations one by one, or in lists. */
const TAKES_CONFIGS: ReadonlySet<string> = new Set(['defineConfig', 'config', 'antfu', 'withNuxt', 'createConfig', 'combine', 'defineConfigWithVueTs', 'withVueTs']);

const ELEMENT = 'sessionLint.configs.recommended';

/** A configuration where there is none. ESLint looks at no TypeScript, and can't read it, unless told how. */
export function newConfig({ module, typescript }: { readonly module: boolean; readonly typescript: boolean }): string {
  const packages = [['sessionLint', PRODUCT.name], ...(typescript ? [['tseslint', 'typescript-eslint']] : [])];
  const imports = packages.map(([name, from]) => (module ? `import ${name} from '${from}';\n` : `const ${name} = require('${from}');\n`)).join('');
  const elements = [ELEMENT, ...(typescript ? [`{ files: ['**/*.{ts,cts,mts,tsx}'], languageOptions: { parser: tseslint.parser } }`] : [])];
  return `${imports}\n${module ? 'export default' : 'module.exports ='} [\n${elements.map(element => `  ${element},\n`).join('')}];\n`;
}

/** Whether a configuration names the plugin already. */
export function usesPlugin({ text }: SourceText): boolean {
  return new RegExp(`['"]${PRODUCT.name}['"]`).test(text);
}

/**
 * A configuration with the plugin in it.
 *
 * @returns `undefined` where the configuration is written in a way that is not seen through
 */
export function withPlugin(source: SourceText): string | undefined {
  const layout = new Layout(source);
  const tokens = layout.within({ start: 0, end: source.text.length }).filter(({ kind }) => kind !== 'line-comment' && kind !== 'block-comment');
  const exported = exportedAt(tokens, layout);
  if (exported === undefined) return undefined;
  const list = listFrom(tokens, exported.index, layout);
  if (list === undefined) return undefined;
  const edits = arrange([importOf(layout, tokens, exported.module), ...elementIn(layout, list)]);
  return edits === undefined ? undefined : applyEdits(source.text, edits);
}

/** The first token of what is exported, and whether that is done as a module does. */
function exportedAt(tokens: readonly Token[], layout: Layout): { readonly index: number; readonly module: boolean } | undefined {
  const words = tokens.map(token => layout.textOf(token));
  const module = words.findIndex((word, index) => word === 'export' && words[index + 1] === 'default');
  if (module >= 0) return { index: module + 2, module: true };
  const script = words.findIndex((word, index) => word === 'module' && words[index + 1] === '.' && words[index + 2] === 'exports' && words[index + 3] === '=');
  return script >= 0 ? { index: script + 4, module: false } : undefined;
}

/** The brackets that hold the configurations: a list, or the arguments of a call that takes them. */
function listFrom(tokens: readonly Token[], index: number, layout: Layout): { readonly open: Token; readonly last: Token; readonly close: Token } | undefined {
  let at = index;
  let callee = '';
  for (let token = tokens[at]; token?.kind === 'word' || (token !== undefined && layout.textOf(token) === '.'); token = tokens[at]) {
    callee = layout.textOf(token);
    at += 1;
  }
  const declared = at === index + 1 ? declaredAs(tokens, callee, layout) : undefined;
  if (declared !== undefined && declared < index) return listFrom(tokens, declared, layout);
  const open = tokens[at];
  const bracket = open === undefined ? '' : layout.textOf(open);
  const isList = bracket === '[' && callee === '';
  const isCall = bracket === '(' && TAKES_CONFIGS.has(callee);
  const end = isList || isCall ? closing(tokens, at, layout) : undefined;
  const inner = isCall ? tokens[at + 1] : undefined;
  // `defineConfig([…])`: the list inside is the place, where it is the only argument.
  if (inner !== undefined && end !== undefined && layout.textOf(inner) === '[') {
    const innerEnd = closing(tokens, at + 1, layout);
    if (innerEnd !== undefined && (innerEnd === end - 1 || (innerEnd === end - 2 && textAt(tokens, end - 1, layout) === ','))) return bracketsAt(tokens, at + 1, innerEnd);
  }
  return end === undefined ? undefined : bracketsAt(tokens, at, end);
}

/** The first token of what a name is declared as: `const eslintConfig = […]`. */
function declaredAs(tokens: readonly Token[], name: string, layout: Layout): number | undefined {
  const at = tokens.findIndex((_, index) => textAt(tokens, index, layout) === 'const' && textAt(tokens, index + 1, layout) === name);
  const equals = at < 0 ? -1 : tokens.findIndex((_, index) => index > at && textAt(tokens, index, layout) === '=');
  return equals < 0 ? undefined : equals + 1;
}

function bracketsAt(tokens: readonly Token[], open: number, close: number): ReturnType<typeof listFrom> {
  const [first, last, end] = [tokens[open], tokens[close - 1], tokens[close]];
  return first === undefined || last === undefined || end === undefined ? undefined : { open: first, last, close: end };
}

function closing(tokens: readonly Token[], open: number, layout: Layout): number | undefined {
  let depth = 0;
  for (let index = open; index < tokens.length; index += 1) {
    const text = textAt(tokens, index, layout);
    const template = tokens[index]?.kind === 'template';
    // The pieces of a template begin with the brace that closes a placeholder, and end with the one that opens the next.
    if (template ? text.startsWith('}') : text === ']' || text === ')' || text === '}') depth -= 1;
    if (template ? text.endsWith('${') : text === '[' || text === '(' || text === '{') depth += 1;
    if (depth === 0) return index;
  }
  return undefined;
}

function textAt(tokens: readonly Token[], index: number, layout: Layout): string {
  const token = tokens[index];
  return token === undefined || token.kind === 'string' ? '' : layout.textOf(token);
}

function elementIn(layout: Layout, { open, last, close }: NonNullable<ReturnType<typeof listFrom>>): readonly TextEdit[] {
  const { newline, indent } = layout.style;
  const empty = last.start === open.start;
  const comma = layout.textOf(last) === ',';
  if (empty) return [{ start: open.end, end: open.end, text: ELEMENT }];
  if (layout.sameLine(open.start, close.end)) return [{ start: last.end, end: last.end, text: comma ? ` ${ELEMENT},` : `, ${ELEMENT}` }];
  const inner = layout.startsLine(close.start) ? layout.indentAt(close.start) + indent : layout.indentAt(last.start);
  const end = layout.trailingCommentEnd(last.end);
  const element = `${newline}${inner}${ELEMENT},`;
  return comma ? [{ start: end, end, text: element }] : [{ start: last.end, end: last.end, text: ',' }, { start: end, end, text: element }];
}

function importOf(layout: Layout, tokens: readonly Token[], module: boolean): TextEdit {
  const { newline, quote, semicolons } = layout.style;
  const code = module ? `import sessionLint from ${quote}${PRODUCT.name}${quote}` : `const sessionLint = require(${quote}${PRODUCT.name}${quote})`;
  const at = afterImports(layout, tokens, module);
  return { start: at, end: at, text: `${code}${semicolons ? ';' : ''}${newline}` };
}

/** The line after the last import, else the line of the first code. */
function afterImports(layout: Layout, tokens: readonly Token[], module: boolean): number {
  const imports = tokens.filter((token, index) => layout.startsLine(token.start) && layout.indentAt(token.start) === '' && (module
    ? layout.textOf(token) === 'import' && textAt(tokens, index + 1, layout) !== '('
    : layout.textOf(token) === 'const' && tokens.slice(index, index + 12).some(one => layout.textOf(one) === 'require')));
  const last = imports.at(-1);
  if (last === undefined) return layout.lineStart(tokens[0]?.start ?? 0);
  // The name of the module is the first string from there on.
  const name = tokens.find(token => token.kind === 'string' && token.start > last.start);
  return layout.nextLine(name?.end ?? last.end);
}
