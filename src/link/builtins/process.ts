import { urlOfPath } from '../../source/paths.ts';
import { startDirectory } from '../known/file-system.ts';
import type { Run } from '../run.ts';
import { noteLoad, noteRead } from '../variables.ts';
import { NOWHERE, primitive, type NativeValue, type Value } from '../value.ts';

/** `process`: the environment, and the way out. */
export function processObject(run: Run): Value {
  const environment = environmentObject(run);
  return run.native('process', undefined, {
    member: (inner, name, at) => {
      switch (name) {
        case 'env': return environment;
        case 'exit': case 'abort': return inner.native(`process.${name}`, (one, site) => {
          one.end();
          return one.undefined(site.at);
        });
        case 'cwd': return inner.native('process.cwd', (one, site) => {
          const directory = startDirectory(one);
          return directory === undefined ? one.unknown('the working directory', site.at, 'process.cwd()') : primitive(directory, site.at);
        });
        case 'argv': return inner.list(['node', inner.entry].map((item) => ({ value: primitive(item, at), when: true })), at, 'an argument of the program', true);
        case 'nextTick': return inner.globals.get('setImmediate');
        case 'browser': return inner.undefined(at);
        case 'loadEnvFile': return inner.native('process.loadEnvFile', (one, site) => {
          noteLoad(one, { by: 'process.loadEnvFile', at: site.at, plain: site.arguments.length === 0, path: site.arguments[0]?.value, certain: true });
          return one.undefined(site.at);
        });
        case 'pid': return inner.unknown('the number of the process', at, 'process.pid', { fresh: { by: 'process.pid', at } });
        default: return inner.unknown(`\`process.${name}\``, at, `process.${name}`);
      }
    },
  });
}

/** `process.env`, or what else holds its variables: `NODE_ENV` is known in each run, every other name is not. */
export function environmentObject(run: Run, isProcess = true): NativeValue {
  return run.native('process.env', undefined, {
    member: (inner, name, at) => {
      if (isProcess) noteRead(inner, name, at);
      return name === 'NODE_ENV' ? { ...primitive(inner.environment, at), nodeEnv: true } : { t: 'environment', variable: name, at };
    },
  });
}

/** `import.meta`: Vite's `env` has the mode and the variables of the client. */
export function importMeta(run: Run): Value {
  const environment = run.native('import.meta.env', undefined, {
    member: (inner, name, at) => {
      if (name === 'MODE') return { ...primitive(inner.environment, at), nodeEnv: true };
      if (name === 'PROD' || name === 'DEV') return { ...primitive((inner.environment === 'production') === (name === 'PROD'), at), perEnvironment: true };
      return { t: 'environment', variable: name, at };
    },
  });
  return run.native('import.meta', undefined, {
    member: (inner, name, at) => {
      if (name === 'env') return environment;
      if (name === 'url') return primitive(urlOfPath(inner.frame.file), NOWHERE);
      if (name === 'dirname') return primitive(inner.frame.file.replace(/\/[^/]*$/, ''), NOWHERE);
      if (name === 'filename') return primitive(inner.frame.file, NOWHERE);
      return inner.unknown(`\`import.meta.${name}\``, at, `import.meta.${name}`);
    },
  });
}
