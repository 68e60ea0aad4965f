import { createRequire } from 'node:module';
import { PRODUCT } from '../../engine/product.ts';

/** The hook managers that `init` knows. */
export const HOOKS = ['pre-commit', 'husky', 'lefthook'] as const;
export type Hook = (typeof HOOKS)[number];

const COMMAND = `npx ${PRODUCT.name} --staged`;

/**
 * Where each keeps what runs before a commit, the name it is made under first, and how that is written where it is already there, or not yet.
 * lefthook's names: its docs, "Configuration".
 */
export const HOOK_FILES: Readonly<Record<Hook, { readonly files: readonly [string, ...string[]]; readonly add: (text: string | undefined) => string | undefined }>> = {
  'pre-commit': { files: ['.pre-commit-config.yaml'], add: text => inYaml(text, ['repos'], { repo: PRODUCT.homepage, rev: `v${PRODUCT.version}`, hooks: [{ id: PRODUCT.name }] }) },
  lefthook: { files: ['lefthook.yml', 'lefthook.yaml', '.lefthook.yml', '.lefthook.yaml', '.config/lefthook.yml', '.config/lefthook.yaml'], add: text => inYaml(text, ['pre-commit', 'commands', PRODUCT.name], { run: COMMAND }) },
  husky: { files: ['.husky/pre-commit'], add: text => (text === undefined || text === '' ? `${COMMAND}\n` : `${text.endsWith('\n') ? text : `${text}\n`}${COMMAND}\n`) },
};

/**
 * Adds a value to a YAML text and keeps its comments: to the list at a path, or as the value at it.
 *
 * @returns `undefined` where the text is no YAML
 */
function inYaml(text: string | undefined, path: readonly string[], value: unknown): string | undefined {
  const { parseDocument, Document, isSeq } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
  const document = text === undefined ? new Document({}) : parseDocument(text);
  if (document.errors.length > 0) return undefined;
  const present = document.getIn(path);
  if (isSeq(present)) document.addIn(path, document.createNode(value));
  else document.setIn(path, path.length === 1 ? document.createNode([value]) : document.createNode(value));
  return document.toString();
}
