import { perEnvironment, type Draft } from './draft.ts';
import { quoted } from './addresses.ts';
import { printCode } from './options.ts';
import { indent } from './source-file.ts';
import type { Paths } from './routes.ts';

/** Where the code of the pages stands. */
export const pagesCode = 'client/api.js';

/** The code of the pages, as far as it calls the server; nothing where it is kept elsewhere. */
export function clientFiles(draft: Draft, paths: Paths): Record<string, string> {
  const { plan, scenes, asking } = draft;
  if (plan.clientCode === 'none') return {};
  const server = printCode(perEnvironment(quoted(scenes.production.server), quoted(scenes.development.server)), "process.env.NODE_ENV === 'production'");
  const calls = [
    `export async function login(name) {\n${indent(call(draft, asking.loginMethod, paths.login))}\n}`,
    `export async function whoAmI() {\n${indent(call(draft, 'GET', paths.me))}\n}`,
    ...(paths.logout === undefined ? [] : [`export async function logout() {\n${indent(call(draft, 'POST', paths.logout))}\n}`]),
  ];
  const instance = plan.clientCode === 'axios-instance' ? [`const api = axios.create({ baseURL: server${saying(draft, ', ')} });`] : [];
  const manifest = { name: 'shop-pages', private: true, type: 'module', scripts: { dev: 'vite', build: 'vite build' }, ...(plan.clientCode === 'fetch' ? {} : { dependencies: { axios: '^1.12.0' } }), devDependencies: { vite: '^7.0.0' } };
  return { 'client/package.json': `${JSON.stringify(manifest, undefined, 2)}\n`, [pagesCode]: `${[...(plan.clientCode === 'fetch' ? [] : ["import axios from 'axios';"]), `const server = ${server};`, ...instance, ...calls].join('\n\n')}\n` };
}

function call(draft: Draft, method: string, path: string): string {
  const address = `\`\${server}${path}\``;
  const body = method === 'GET' ? [] : [path.endsWith('logout') ? '{}' : '{ name }'];
  switch (draft.plan.clientCode) {
    case 'fetch': {
      const options = [...(method === 'GET' ? [] : [`method: '${method}'`]), ...(draft.saying.credentials === '' ? [] : [draft.saying.credentials]), ...(method === 'GET' ? [] : ["headers: { 'Content-Type': 'application/json' }", `body: JSON.stringify(${String(body[0])})`])];
      return `const answer = await fetch(${address}${options.length === 0 ? '' : `, { ${options.join(', ')} }`});\nreturn answer.json();`;
    }
    case 'axios-instance': return `const { data } = await api.${method.toLowerCase()}(${[`'${path}'`, ...body].join(', ')});\nreturn data;`;
    default: return `const { data } = await axios.${method.toLowerCase()}(${[address, ...axiosArguments(draft, body)].join(', ')});\nreturn data;`;
  }
}

/** What follows the address: the body, where the method has one, then the options; in the wrong place they are the body. */
function axiosArguments(draft: Draft, body: readonly string[]): readonly string[] {
  const options = saying(draft, '');
  if (options === '') return body;
  return draft.saying.place === 'body' && body.length > 0 ? [`{ ${options} }`] : [...body, `{ ${options} }`];
}

function saying({ saying: { credentials } }: Draft, before: string): string {
  return credentials === '' ? '' : `${before}${credentials}`;
}
