#!/usr/bin/env node
import nodeModule from 'node:module';

// From Node 22 on, compiled code is kept between two runs.
const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: () => void };
enableCompileCache?.();
const { run } = await import('./run.ts');

const { env, stdin, stdout, stderr } = process;
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
