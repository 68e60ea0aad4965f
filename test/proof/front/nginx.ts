import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { certificate } from './certificate.ts';
import type { Front } from './front.ts';
import { Child } from '../process/child.ts';
import { freePort, opens } from '../process/ports.ts';
import { removeDirectory, temporaryDirectory } from '../process/temporary.ts';
import { toolPath } from '../process/tools.ts';

/**
 * Starts a real nginx with a case's `nginx.conf` before the app.
 *
 * The file holds `server { … }` blocks and names what is known only at run time as nginx' own container image does:
 * `${PORT}` (the app), `${TLS_PORT}` or `${HTTP_PORT}` (where the browser comes in), `${INNER_PORT}` (a second hop),
 * `${CERTIFICATE}` and `${CERTIFICATE_KEY}`.
 *
 * @throws {MissingTool} where nginx is not installed, an Error with its output where it does not start.
 */
export async function startNginx(configuration: string, appPort: number): Promise<Front> {
  const file = toolPath('nginx');
  const directory = temporaryDirectory('nginx');
  const port = await freePort();
  const inner = await freePort();
  const { certFile, keyFile } = certificate();
  const variables: Record<string, string> = {
    PORT: String(appPort), TLS_PORT: String(port), HTTP_PORT: String(port), INNER_PORT: String(inner), CERTIFICATE: certFile, CERTIFICATE_KEY: keyFile,
  };
  const filled = readFileSync(configuration, 'utf8').replace(/\$\{(\w+)\}/g, (open, name: string) => variables[name] ?? open);
  const main = join(directory, 'main.conf');
  writeFileSync(join(directory, 'case.conf'), filled);
  writeFileSync(main, mainConfiguration(directory));
  const child = new Child({ file, arguments: ['-p', directory, '-c', main, '-e', 'stderr'] });
  const stop = async (): Promise<void> => {
    await child.stop();
    removeDirectory(directory);
  };
  if (!(await opens(port, () => child.alive, 10_000))) {
    await stop();
    throw new Error(`nginx did not start with ${configuration}:\n${child.output}`);
  }
  return { port, tls: filled.includes(certFile), stop };
}

/** What stands around a site's own `server` blocks; everything nginx writes stays in the directory. */
function mainConfiguration(directory: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${directory};`).join('\n');
  return `daemon off;\nworker_processes 1;\nerror_log stderr;\npid ${directory}/nginx.pid;\nevents { worker_connections 64; }\nhttp {\n  access_log off;\n${temporary}\n  include ${directory}/case.conf;\n}\n`;
}
