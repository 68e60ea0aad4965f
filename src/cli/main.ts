import { isatty } from 'node:tty';
import { tune } from '../engine/loader.ts';
import { run } from './run.ts';

tune();
const { env, stdout, stderr } = process;
// Who reads may have seen enough, as `head` has; what can't be written otherwise is lost, and that is told.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  stderr.write(`session-lint: the report can't be written: ${error.message}\n`);
  process.exit(2);
});
stderr.on('error', () => undefined);
// `process.stdin` opens a stream, which takes longer than asking.
void run(process.argv.slice(2), { cwd: process.cwd(), env, stdout, stderr, ...(isatty(0) && stdout.isTTY ? { ask } : {}) }).then(code => { process.exitCode = code; });

/** Yes is to be said; all else is no. */
async function ask(question: string): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: stdout });
  try {
    return /^y(?:es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
