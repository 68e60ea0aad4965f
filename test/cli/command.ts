import { run } from '../../src/cli/run.ts';

/** What a run of the command said, and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in a directory, without colours and without a terminal. */
export async function command(cwd: string, ...args: string[]): Promise<Outcome> {
  return await commandWith(cwd, {}, ...args);
}

/** The same with an environment. */
export async function commandWith(cwd: string, env: Readonly<Record<string, string>>, ...args: string[]): Promise<Outcome> {
  const said = { stdout: '', stderr: '' };
  const code = await run(args, {
    cwd, env,
    stdout: { write: text => { said.stdout += text; } },
    stderr: { write: text => { said.stderr += text; } },
  });
  return { code, ...said };
}
