import { Child } from './child.ts';
import { freePort, opens } from './ports.ts';
import { removeDirectory, temporaryDirectory } from './temporary.ts';
import { toolPath } from './tools.ts';

/** A Redis server of our own, empty, in memory only. */
export interface Redis {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts a Redis server on a free port of loopback.
 *
 * @throws {MissingTool} where redis-server is not installed, an Error with its output where it does not start.
 */
export async function startRedis(): Promise<Redis> {
  const file = toolPath('redis-server');
  const port = await freePort();
  const directory = temporaryDirectory('redis');
  const child = new Child({ file, arguments: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', directory] });
  const stop = async (): Promise<void> => {
    await child.stop();
    removeDirectory(directory);
  };
  if (!(await opens(port, () => child.alive, 10_000))) {
    await stop();
    throw new Error(`redis-server did not start:\n${child.output}`);
  }
  return { url: `redis://127.0.0.1:${port}`, stop };
}
