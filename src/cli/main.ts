#!/usr/bin/env node
import nodeModule from 'node:module';

// From Node 22 on, compiled code is kept between two runs.
const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: () => void };
enableCompileCache?.();
const { run } = await import('./run.ts');

const { env, stdin, stdout, stderr } = process;
// Who reads may have seen enough, as `head` has; what can't be written otherwise is lost, and that is told.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  stderr.write(`session-lint: the report can't be written: ${error.message}\n`);
  process.exit(2);
});
stderr.on('error', () => undefined);
process.exitCode = await run(process.argv.slice(2), { cwd: process.cwd(), env, stdout, stderr, ...(stdin.isTTY && stdout.isTTY ? { ask } : {}) });

/** Yes is to be said; all else is no. */
async function ask(question: string): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: stdin, output: stdout });
  try {
    return /^y(?:es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
