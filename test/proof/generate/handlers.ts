import type { Writing } from './program.ts';
import { pathsOf } from './routes.ts';
import { quoted } from './addresses.ts';
import { perEnvironment, type Draft } from './draft.ts';
import { printCode } from './options.ts';
import { indent, TEST } from './source-file.ts';

/** A handler as a function with the given parameters and body, in the plan's way. */
function written(draft: Draft, writing: Writing, parameters: readonly ('req' | 'res' | 'next')[], body: string): string {
  const types = { req: ': Request', res: ': Response', next: ': NextFunction' };
  const list = parameters.map((name) => `${name}${writing.typed(types[name])}`).join(', ');
  const code = `{\n${indent(`${draft.opening}${body}`)}\n}`;
  switch (draft.plan.handler) {
    case 'function': return `function (${list}) ${code}`;
    case 'async': case 'promised': return `async (${list}) => ${code}`;
    case 'wrapped': return `wrap(async (${list}) => ${code})`;
    default: return `(${list}) => ${code}`;
  }
}

/** In which way a handler is written; the plain one where a fault writes another one itself, so that they agree. */
function wayOf({ plan, bodies }: Draft): Draft['plan']['handler'] {
  return bodies.login === undefined && bodies.me === undefined ? plan.handler : 'arrow';
}

/** The handler that logs the user in. */
export function loginHandler(draft: Draft, writing: Writing): string {
  const { plan, bodies } = draft;
  if (bodies.login !== undefined) return written(draft, writing, ['req', 'res', 'next'], bodies.login);
  if (plan.login === 'passport') {
    return written(draft, writing, ['req', 'res', 'next'], called("req.login({ id: 'ann' }, "));
  }
  const parameters = ['req', 'res'] as const;
  switch (wayOf(draft)) {
    case 'async': return written(draft, writing, parameters, "const user = await Promise.resolve('ann');\nreq.session.user = user;\nres.json({ ok: true });");
    case 'destructured': return written(draft, writing, parameters, "const { session } = req;\nsession.user = 'ann';\nres.json({ ok: true });");
    case 'helper': return written(draft, writing, parameters, "remember(req, 'ann');\nres.json({ ok: true });");
    case 'regenerate': return written(draft, writing, ['req', 'res', 'next'], called('req.session.regenerate', "req.session.user = 'ann';\nres.json({ ok: true });"));
    case 'redirect': return written(draft, writing, ['req', 'res', 'next'], `req.session.user = 'ann';\n${called('req.session.save', `res.redirect('${pathsOf(plan).me}');`)}`);
    case 'try': return written(draft, writing, ['req', 'res', 'next'], `try {\n  req.session.user = 'ann';\n  res.json({ ok: true });\n} catch (error) {\n  next(error);\n}`);
    case 'promised': return written(draft, writing, parameters, `req.session.user = 'ann';\nawait new Promise${writing.typed('<void>')}((resolve, reject) => {\n  req.session.save((error) => (error ? reject(error) : resolve()));\n});\nres.json({ ok: true });`);
    case 'callback': return written(draft, writing, ['req', 'res', 'next'], "if (req.headers['x-robot']) {\n  res.sendStatus(403);\n  return;\n}\nsetImmediate(() => {\n  req.session.user = 'ann';\n  res.json({ ok: true });\n});");
    case 'copy': return written(draft, writing, ['req', 'res', 'next'], `const { cart } = req.session;\n${called('req.session.regenerate', "req.session.cart = cart;\nreq.session.user = 'ann';\nres.json({ ok: true });")}`);
    case 'object': return written(draft, writing, parameters, "req.session.account = { name: 'ann', since: Date.now() };\nreturn res.json({ ok: true });");
    case 'save': return written(draft, writing, ['req', 'res', 'next'], `req.session.user = 'ann';\n${called('req.session.save')}`);
    case 'replace': return written(draft, writing, parameters, "req.session = { user: 'ann' };\nres.json({ ok: true });");
    case 'cast': return written(draft, writing, parameters, `${writing.typed('(')}req.session${writing.typed(' as any)')}['user'] = 'ann';\nres.json({ ok: true });`);
    case 'arrow': case 'function': case 'early-return': case 'wrapped': case 'guarded': return written(draft, writing, parameters, "req.session.user = 'ann';\nres.json({ ok: true });");
  }
}

/** The handler that says who is logged in. */
export function meHandler(draft: Draft, writing: Writing): string {
  const { plan, bodies } = draft;
  if (bodies.me !== undefined) return written(draft, writing, ['req', 'res', 'next'], bodies.me);
  if (plan.login === 'passport') return written(draft, writing, ['req', 'res'], 'res.json({ user: req.user?.id ?? null });');
  switch (wayOf(draft)) {
    case 'destructured': return written(draft, writing, ['req', 'res'], 'const { user = null } = req.session;\nres.json({ user });');
    case 'helper': return written(draft, writing, ['req', 'res'], 'res.json({ user: userOf(req) });');
    case 'object': return written(draft, writing, ['req', 'res'], 'return res.json({ user: req.session.account?.name ?? null });');
    case 'early-return': return written(draft, writing, ['req', 'res'], 'if (!req.session.user) {\n  res.json({ user: null });\n  return;\n}\nres.json({ user: req.session.user });');
    case 'cast': return written(draft, writing, ['req', 'res'], `res.json({ user: ${writing.typed('(')}req.session${writing.typed(' as any)')}?.['user'] ?? null });`);
    case 'guarded': return `[requireUser, ${written(draft, writing, ['req', 'res'], 'res.json({ user: req.session.user });')}]`;
    default: return written(draft, writing, ['req', 'res'], 'res.json({ user: req.session.user ?? null });');
  }
}

/** A call with a callback that hands on an error, and else goes on. */
function called(method: string, then = 'res.json({ ok: true });'): string {
  return `${method}${method.endsWith(' ') ? '' : '('}(error) => {\n  if (error) {\n    next(error);\n    return;\n  }\n${indent(then)}\n});`;
}

/** The handler that ends the session; undefined where there is none. */
export function logoutHandler(draft: Draft, writing: Writing): string | undefined {
  const { plan, bodies } = draft;
  const body = bodies.logout ?? logoutBody(draft);
  return body === undefined || plan.structure === 'nest' ? undefined : written(draft, writing, ['req', 'res', 'next'], body);
}

function logoutBody(draft: Draft): string | undefined {
  const { plan } = draft;
  if (plan.logout === 'none') return undefined;
  const destroyed = called('req.session.destroy', `${plan.logout === 'clear' ? `${clearCookie(draft)}\n` : ''}res.json({ ok: true });`);
  if (plan.login === 'passport') return plan.logout === 'clear' ? called('req.logout', destroyed) : called('req.logout');
  if (plan.library === 'cookie-session') return plan.logout === 'forget' ? `req.session.${wayOf(draft) === 'object' ? 'account' : 'user'} = null;\nres.json({ ok: true });` : 'req.session = null;\nres.json({ ok: true });';
  if (plan.logout === 'forget') return `delete req.session.${wayOf(draft) === 'object' ? 'account' : 'user'};\nres.json({ ok: true });`;
  return plan.logout === 'anew' ? called('req.session.regenerate') : destroyed;
}

/** The code that clears the session cookie. */
function clearCookie(draft: Draft): string {
  const { intent: { production, development }, clearing } = draft;
  const name = printCode(perEnvironment(quoted(production.name), quoted(development.name)), TEST);
  return `res.clearCookie(${name}${clearing.names.length === 0 ? '' : `, ${clearing.print(TEST)}`});`;
}

/** Makes the functions known that handlers of the plan call. */
export function knowHelpers(draft: Draft, writing: Writing): void {
  if (draft.plan.handler !== 'helper' || draft.plan.login === 'passport') return;
  const file = writing.fileOf('visitor');
  const request = writing.typed(': any');
  writing.know(file.addExported('remember', `function remember(req${request}, user${writing.typed(': string')}) {\n  req.session.user = user;\n}`));
  writing.know(file.addExported('userOf', `function userOf(req${request}) {\n  return req.session.user ?? null;\n}`));
}
