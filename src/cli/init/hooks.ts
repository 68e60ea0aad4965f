import { createRequire } from 'node:module';
import { PRODUCT } from '../../engine/product.ts';

/** The hook managers that `init` knows. */
export const HOOKS = ['pre-commit', 'husky', 'lefthook'] as const;
export type Hook = (typeof HOOKS)[number];

const COMMAND = `npx ${PRODUCT.name} --staged`;

/** Where each keeps what runs before a commit, and how that is written where it is already there, or not yet. */
export const HOOK_FILES: Readonly<Record<Hook, { readonly file: string; readonly add: (text: string | undefined) => string | undefined }>> = {
  'pre-commit': { file: '.pre-commit-config.yaml', add: text => inYaml(text, ['repos'], { repo: PRODUCT.homepage, rev: `v${PRODUCT.version}`, hooks: [{ id: PRODUCT.name }] }) },
  lefthook: { file: 'lefthook.yml', add: text => inYaml(text, ['pre-commit', 'commands', PRODUCT.name], { run: COMMAND }) },
  husky: { file: '.husky/pre-commit', add: text => (text === undefined || text === '' ? `${COMMAND}\n` : `${text.endsWith('\n') ? text : `${text}\n`}${COMMAND}\n`) },
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
