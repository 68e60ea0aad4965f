import { posix } from 'node:path';
import { requireModule, type Module } from '../modules.ts';
import type { Run } from '../run.ts';
import { NOWHERE, primitive, type ObjectValue, type Value } from '../value.ts';

/** `require`, `module`, `exports`, `__dirname` and `import.meta`: what each module has of its own. */
export function globalsOfModule(run: Run, module: Module, exports: ObjectValue): void {
  const { file } = module;
  const directory = posix.dirname(file);
  const names: Readonly<Record<string, Value>> = {
    require: run.native('require', (inner, site) => {
      const [specifier] = site.arguments;
      return specifier ? requireModule(inner, file, specifier.value, site.at) : inner.undefined(site.at);
    }),
    module: module.moduleObject,
    exports,
    __dirname: primitive(directory, NOWHERE),
    __filename: primitive(file, NOWHERE),
  };
  for (const [name, value] of Object.entries(names)) module.scope.declare(name, { value, at: NOWHERE, born: true });
}
