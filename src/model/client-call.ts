import { certainText, isCertainly, possibilities } from './certain.ts';
import type { ClientCall } from './types.ts';
import type { Value } from './value.ts';

/** The texts that a value can be, those that env files give a variable included; what can't be seen gives none. */
export function textsOf(value: Value): readonly string[] {
  return possibilities(value).flatMap(({ value: one }) => {
    if (one.kind === 'environment') return one.files.map(({ text }) => text);
    return one.kind === 'known' && typeof one.value === 'string' ? [one.value] : [];
  });
}

/** Whether a call takes cookies along across origins: `credentials: 'include'`, `withCredentials: true`. */
export function sendsCredentials(call: ClientCall): boolean {
  return call.credentials !== undefined && isCertainly(call.credentials, (value) => value.kind === 'known' && (value.value === 'include' || value.value === true));
}

/** Names of the headers that a call certainly sets, in lower case, with their texts where those are seen. */
export function headersOf(call: ClientCall): ReadonlyMap<string, string | undefined> {
  const headers = call.options?.properties.find(({ name }) => name === 'headers')?.value;
  if (headers?.kind !== 'object') return new Map();
  return new Map(headers.options.properties.map(({ name, value }) => [name.toLowerCase(), certainText(value)]));
}

/** Whether a call says that its body is JSON, which makes browsers send a preflight. */
export function sendsJson(call: ClientCall): boolean {
  return headersOf(call).get('content-type')?.startsWith('application/json') ?? false;
}
