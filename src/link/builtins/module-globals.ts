import { posix } from 'node:path';
import type { Place } from '../../source/place.ts';
import { requireModule, type Module } from '../modules.ts';
import type { Run } from '../run.ts';
import { each, isString, NOWHERE, primitive, type ObjectValue, type Slot, type Value } from '../value.ts';

/** `require.main === module` says whether a module is the one that was started. */
function memberOfRequire(run: Run, file: string, name: string, at: Place): Value | undefined {
  switch (name) {
    case 'main': return run.modules.get(run.entry)?.moduleObject;
    case 'resolve': return run.native('require.resolve', (inner, site) => each(site.arguments[0]?.value ?? inner.undefined(at), (one) => {
      const found = isString(one) ? inner.program.resolve(file, one.v) : undefined;
      return found?.kind === 'file' ? primitive(found.file, site.at) : inner.unknown('the path of a module', site.at);
    }, site.at));
    default: return undefined;
  }
}

/** `require`, `module`, `exports`, `__dirname` and `import.meta`: what each module has of its own. */
export function globalsOfModule(run: Run, module: Module, exports: ObjectValue): void {
  const { file } = module;
  const directory = posix.dirname(file);
  const names: Readonly<Record<string, Value>> = {
    require: run.native('require', (inner, site) => {
      const [specifier] = site.arguments;
      return specifier ? requireModule(inner, file, specifier.value, site.at) : inner.undefined(site.at);
    }, { member: (inner, name, at) => memberOfRequire(inner, file, name, at) }),
    module: module.moduleObject,
    exports,
    __dirname: primitive(directory, NOWHERE),
    __filename: primitive(file, NOWHERE),
  };
  const slot = (value: Value): Slot => ({ value, at: NOWHERE, key: NOWHERE, from: NOWHERE });
  module.moduleObject.slots.set('filename', slot(primitive(file, NOWHERE)));
  module.moduleObject.slots.set('parent', slot(file === run.entry ? primitive(null, NOWHERE) : run.object(NOWHERE)));
  for (const [name, value] of Object.entries(names)) module.scope.declare(name, { value, at: NOWHERE, born: true });
}
