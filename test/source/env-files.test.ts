import { describe, expect, it } from 'vitest';
import { envFilesNear, readEnvFile } from '../../src/source/env-files.ts';
import { memoryFiles } from '../../src/source/overlay.ts';

function kinds(names: string[]): Record<string, string> {
  const files = memoryFiles(Object.fromEntries(names.map(name => [`/app/${name}`, 'A=1'])));
  return Object.fromEntries(envFilesNear(files, '/app', '/app').map(found => [found.file.slice(5), found.environment ?? found.kind]));
}

describe('what a name says', () => {
  it.each([
    ['.env', 'all'], ['config.env', 'all'], ['env', 'all'],
    ['.env.production', 'production'], ['.env.prod', 'production'], ['prod.env', 'production'], ['.env.production.local', 'production'],
    ['.env.development', 'development'], ['.env.dev', 'development'], ['.env.local', 'development'], ['.env-dev', 'development'],
    ['.env.example', 'template'], ['.env.sample', 'template'], ['.env.template', 'template'], ['.env.dist', 'template'],
    ['env.example', 'template'], ['example.env', 'template'], ['.env.production.example', 'template'], ['.env_sample', 'template'], ['env.sample.txt', 'template'],
    ['.env.staging', 'staging'], ['.env.test.local', 'test'], ['.env.docker', 'docker'],
  ])('%s is for %s', (name, kind) => {
    expect(kinds([name])).toEqual({ [name]: kind });
  });

  it('passes over what only carries the name', () => {
    expect(kinds(['env.js', 'env.d.ts', '.env.json', '.env.vault', 'environment.ts', 'env-helper.sh', '.envrc', 'my-env-notes.md'])).toEqual({});
  });
});

describe('readEnvFile', () => {
  it('gives each variable its value and place', () => {
    const text = '# settings\nexport PORT=3000\nORIGIN="https://a.example" # the page\nexportEXPORT=1\nSECRET=\n';
    const read = readEnvFile(memoryFiles({ '/app/.env': text }), '/app/.env');
    expect(Object.fromEntries([...read?.variables ?? []].map(([name, { value }]) => [name, value]))).toEqual({ PORT: '3000', ORIGIN: 'https://a.example', exportEXPORT: '1', SECRET: '' });
    const shown = (name: string): string => text.slice(read?.variables.get(name)?.place.start, read?.variables.get(name)?.place.end);
    expect(shown('PORT')).toBe('PORT=3000');
    expect(shown('ORIGIN')).toBe('ORIGIN="https://a.example" # the page');
    expect(shown('exportEXPORT')).toBe('exportEXPORT=1');
    expect(shown('SECRET')).toBe('SECRET=');
  });

  it('takes the last of two and keeps Windows line ends out', () => {
    const text = 'A=1\r\nA=2\r\n';
    const variable = readEnvFile(memoryFiles({ '/app/.env': text }), '/app/.env')?.variables.get('A');
    expect(variable).toEqual({ value: '2', place: { file: '/app/.env', start: 5, end: 8 } });
  });

  it('reads garbage as nothing, and a missing file not at all', () => {
    expect(readEnvFile(memoryFiles({ '/app/.env': '{{{\n=\n' }), '/app/.env')?.variables.size).toBe(0);
    expect(readEnvFile(memoryFiles({}), '/app/.env')).toBeUndefined();
  });
});

describe('envFilesNear', () => {
  it('looks in usual subdirectories and up to the root, nearest first', () => {
    const files = memoryFiles({ '/.env': '', '/repo/.env': '', '/repo/api/.env': '', '/repo/api/config/dev.env': '', '/repo/web/.env': '' });
    expect(envFilesNear(files, '/repo/api', '/repo').map(found => found.file)).toEqual(['/repo/api/.env', '/repo/api/config/dev.env', '/repo/.env']);
  });

  it('stays in a directory that is not below the root', () => {
    expect(envFilesNear(memoryFiles({ '/.env': '', '/app/.env': '' }), '/app', '/other').map(found => found.file)).toEqual(['/app/.env']);
  });
});
