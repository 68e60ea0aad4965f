import { CannotRun, EXIT, type Io } from './io.ts';
import { lint } from './lint.ts';
import { readOptions } from './options.ts';
import { PRODUCT } from '../engine/product.ts';

/**
 * Runs the command.
 *
 * @param args what stands after the command's name
 * @returns the exit code; never throws: what went wrong is one line on standard error
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    const request = readOptions(args, io);
    switch (request.command) {
      case 'text':
        io.stdout.write(request.text);
        return EXIT.clean;
      case 'lint': return await lint(request, io);
      case 'inspect': {
        const { inspect } = await import('./inspect.ts');
        return inspect(request, io);
      }
      case 'explain': {
        const { explain } = await import('./explain.ts');
        return explain(request, io);
      }
      case 'init': {
        const { init } = await import('./init.ts');
        return await init(request, io);
      }
    }
  } catch (error) {
    io.stderr.write(`${PRODUCT.name}: ${explained(error)}\n`);
    if (args.includes('--debug') && error instanceof Error) io.stderr.write(`${error.stack ?? ''}\n`);
    return EXIT.couldNotRun;
  }
}

function explained(error: unknown): string {
  if (error instanceof CannotRun) return error.message;
  const [line] = String(error).split('\n');
  return `${line ?? 'unknown error'}. This is a defect: please report it at ${PRODUCT.bugs} (--debug shows more).`;
}
