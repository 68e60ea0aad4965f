import type { Place } from '../../source/place.ts';
import type { InstanceEntity } from '../entity.ts';
import type { Run } from '../run.ts';
import { isString, primitive, type NativeValue, type ObjectValue, type Value } from '../value.ts';

/** Members of platform objects whose value follows from the arguments they were made with. */
export function instanceMember(run: Run, _owner: ObjectValue | NativeValue, instance: InstanceEntity, name: string, at: Place): Value | undefined {
  const [first] = instance.arguments;
  if (instance.of === 'URL' && first && isString(first.value) && instance.arguments.length === 1) {
    const part = partOfUrl(first.value.v, name);
    if (part !== undefined) return primitive(part, first.value.at);
  }
  const isNow = instance.of === 'Date' && instance.arguments.length === 0;
  return run.unknown(`\`${name}\` of a \`${instance.of}\``, at, `${instance.of}@${at.file}:${String(at.start)}.${name}`, isNow ? { fresh: { by: 'new Date', at } } : {});
}

function partOfUrl(text: string, name: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const parsed = new URL(text);
  switch (name) {
    case 'origin': return parsed.origin;
    case 'host': return parsed.host;
    case 'hostname': return parsed.hostname;
    case 'protocol': return parsed.protocol;
    case 'pathname': return parsed.pathname;
    case 'port': return parsed.port;
    case 'href': return parsed.href;
    default: return undefined;
  }
}
