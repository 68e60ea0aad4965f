import type { Draft } from './draft.ts';
import type { Writing } from './program.ts';
import { indent } from './source-file.ts';

/** A handler as a function with the given parameters and body, in the plan's way. */
function written(draft: Draft, writing: Writing, parameters: readonly ('req' | 'res' | 'next')[], body: string): string {
  const types = { req: ': Request', res: ': Response', next: ': NextFunction' };
  const list = parameters.map((name) => `${name}${writing.typed(types[name])}`).join(', ');
  const code = `{\n${indent(body)}\n}`;
  switch (draft.plan.handler) {
    case 'function': return `function (${list}) ${code}`;
    case 'async': return `async (${list}) => ${code}`;
    default: return `(${list}) => ${code}`;
  }
}

/** The handler that logs the user in. */
export function loginHandler(draft: Draft, writing: Writing): string {
  const { plan } = draft;
  if (plan.login === 'passport') {
    return written(draft, writing, ['req', 'res', 'next'], "req.login({ id: 'ann' }, (error) => {\n  if (error) {\n    next(error);\n    return;\n  }\n  res.json({ ok: true });\n});");
  }
  const parameters = ['req', 'res'] as const;
  switch (plan.handler) {
    case 'async': return written(draft, writing, parameters, "const user = await Promise.resolve('ann');\nreq.session.user = user;\nres.json({ ok: true });");
    case 'destructured': return written(draft, writing, parameters, "const { session } = req;\nsession.user = 'ann';\nres.json({ ok: true });");
    case 'helper': return written(draft, writing, parameters, "remember(req, 'ann');\nres.json({ ok: true });");
    case 'regenerate': return written(draft, writing, ['req', 'res', 'next'], "req.session.regenerate((error) => {\n  if (error) {\n    next(error);\n    return;\n  }\n  req.session.user = 'ann';\n  res.json({ ok: true });\n});");
    case 'arrow': case 'function': return written(draft, writing, parameters, "req.session.user = 'ann';\nres.json({ ok: true });");
  }
}

/** The handler that says who is logged in. */
export function meHandler(draft: Draft, writing: Writing): string {
  const { plan } = draft;
  if (plan.login === 'passport') return written(draft, writing, ['req', 'res'], 'res.json({ user: req.user?.id ?? null });');
  switch (plan.handler) {
    case 'destructured': return written(draft, writing, ['req', 'res'], 'const { user = null } = req.session;\nres.json({ user });');
    case 'helper': return written(draft, writing, ['req', 'res'], 'res.json({ user: userOf(req) });');
    default: return written(draft, writing, ['req', 'res'], 'res.json({ user: req.session.user ?? null });');
  }
}

/** Makes the functions known that handlers of the plan call. */
export function knowHelpers(draft: Draft, writing: Writing): void {
  if (draft.plan.handler !== 'helper' || draft.plan.login === 'passport') return;
  const file = writing.fileOf('visitor');
  const request = writing.typed(': any');
  writing.know(file.addExported('remember', `function remember(req${request}, user${writing.typed(': string')}) {\n  req.session.user = user;\n}`));
  writing.know(file.addExported('userOf', `function userOf(req${request}) {\n  return req.session.user ?? null;\n}`));
}
