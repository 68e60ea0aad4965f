import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Rule } from '../../rule.ts';

/** Pages stand beside the package's own package.json, whether this runs from its source or as published. */
let directory: string | undefined;

/** The page of a rule: Markdown. */
export function pageText({ name }: Rule): string {
  directory ??= join(packageDirectory(dirname(fileURLToPath(import.meta.url))), 'rules');
  return readFileSync(join(directory, `${name}.md`), 'utf8');
}

/** What stands under a heading of a page, without its code. */
export function section(page: string, heading: string): string {
  const [, after = ''] = page.split(`\n## ${heading}\n`);
  const [text = ''] = after.split(/\n## /);
  return text.replace(/```[^]*?```/g, '').trim();
}

function packageDirectory(from: string): string {
  return existsSync(join(from, 'package.json')) && existsSync(join(from, 'rules')) ? from : packageDirectory(dirname(from));
}
