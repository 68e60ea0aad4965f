import { methodsOf } from '../../classes.ts';
import type { Run } from '../../run.ts';
import type { ClassValue } from '../../value.ts';
import { sharedPassport } from '../passport.ts';
import type { Injector } from './injector.ts';

/** The two methods of a `PassportSerializer`, which its constructor hands to passport (@nestjs/passport 12 passport/passport.serializer.js). */
export function registerSerializer(run: Run, made: ClassValue, injector: Injector): void {
  if (!extendsSerializer(made)) return;
  const { serializers, deserializers } = sharedPassport(run);
  for (const { member, function: method } of methodsOf(run, made, injector.instance(made))) {
    const list = member.n === 'serializeUser' ? serializers : member.n === 'deserializeUser' ? deserializers : undefined;
    list?.push({ function: { value: method, at: method.at }, at: method.at, when: run.guard });
  }
}

function extendsSerializer({ base }: ClassValue): boolean {
  if (base?.t === 'class') return extendsSerializer(base);
  return base?.t === 'unknown' && base.from?.module === '@nestjs/passport' && base.from.path === '.PassportSerializer';
}
