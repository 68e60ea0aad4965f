import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../process/temporary.ts';
import { toolPath } from '../process/tools.ts';

/** A certificate and its key, as text and as files for programs that want files. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  readonly keyFile: string;
  readonly certFile: string;
}

let made: Certificate | undefined;

/**
 * A throw-away self-signed certificate, one for this run. Nobody checks its name: the browsers here are told not to.
 *
 * @throws {MissingTool} where openssl is not installed.
 */
export function certificate(): Certificate {
  made ??= make();
  return made;
}

function make(): Certificate {
  const directory = temporaryDirectory('certificate');
  const keyFile = join(directory, 'key.pem');
  const certFile = join(directory, 'cert.pem');
  execFileSync(toolPath('openssl'), [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
    '-keyout', keyFile, '-out', certFile, '-days', '2', '-subj', '/CN=localhost',
  ], { stdio: 'ignore' });
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8'), keyFile, certFile };
}
