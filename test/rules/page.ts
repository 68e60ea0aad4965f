import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A code block of a page: a whole small app. */
export interface Example {
  /** The heading it stands under. */
  readonly under: string;
  readonly language: string;
  readonly code: string;
  /** Where it begins on the page. */
  readonly line: number;
}

/** A rule's page. */
export interface Page {
  readonly text: string;
  /** `# name` and `## Heading`, in order. */
  readonly headings: readonly string[];
  /** The line below the name. */
  readonly description: string;
  readonly examples: readonly Example[];
}

/** The page of a rule; `undefined` where there is none. */
export function pageOf(rule: string): Page | undefined {
  const file = join(import.meta.dirname, `../../rules/${rule}.md`);
  return existsSync(file) ? readPage(readFileSync(file, 'utf8')) : undefined;
}

function readPage(text: string): Page {
  const headings: string[] = [];
  const examples: Example[] = [];
  let open: { readonly language: string; readonly line: number; readonly code: string[] } | undefined;
  let description = '';
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^```(\w*)$/.exec(line);
    if (fence && open === undefined) open = { language: fence[1] ?? '', line: index + 1, code: [] };
    else if (fence && open !== undefined) {
      examples.push({ under: headings.at(-1) ?? '', language: open.language, code: `${open.code.join('\n')}\n`, line: open.line });
      open = undefined;
    } else if (open !== undefined) open.code.push(line);
    else if (/^#{1,2} /.test(line)) headings.push(line);
    else if (description === '' && line !== '') description = line;
  }
  return { text, headings, description, examples };
}
