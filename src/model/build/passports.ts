import type { PassportEntity, UserFunctionEvent } from '../../link/index.ts';
import { given } from '../../link/index.ts';
import type { PassportSetup, UserFunction } from '../types.ts';
import type { WorldSources } from './world.ts';
import { plainValue } from './values.ts';

/** What a program registers on a passport. */
export function passportSetup(sources: WorldSources, { id, at, strategies, serializers, deserializers, escapes }: PassportEntity): PassportSetup {
  const userFunction = (event: UserFunctionEvent): UserFunction => ({
    function: plainValue({ ...sources, follows: true }, event.function.value, [event.function.at]), at: event.at, when: given(event.when, sources.alive),
  });
  return {
    id, escapes,
    // The package's own instance is the one that the program finds from where it begins.
    version: sources.version(at.file === '' ? sources.entry.file : at.file, 'passport'),
    strategies: strategies.map((one) => ({
      strategy: plainValue(sources, one.strategy.value, [one.strategy.at]), at: one.at, when: given(one.when, sources.alive),
      ...(one.name ? { name: plainValue(sources, one.name, [one.at]) } : {}),
    })),
    serializers: serializers.map(userFunction),
    deserializers: deserializers.map(userFunction),
  };
}
