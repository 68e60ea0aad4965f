import axios, { type AxiosAdapter } from 'axios';
import { transformSync } from 'esbuild';
import type { Environment } from '../generate/addresses.ts';
import { pagesCode } from '../generate/client.ts';
import type { Program } from '../generate/program.ts';
import type { Step } from '../journey/agent.ts';

/** What a page's call asks of the browser. */
export type Asked = Pick<Step, 'method' | 'url' | 'credentials'>;

type Fetch = (url: string, init?: { readonly method?: string; readonly credentials?: Step['credentials'] }) => Promise<unknown>;
type PageCode = Readonly<Record<'login' | 'whoAmI' | 'logout', (name: string) => Promise<unknown>>>;
/** A module's body as a function, as bundlers make one. */
type Run = (module: { exports: Partial<PageCode> }, require: () => unknown, fetch: Fetch, process: object) => void;

const exported = { login: 'login', me: 'whoAmI', logout: 'logout' } as const;

/**
 * What the code of a program's pages asks of the browser when a user logs in, has a look or logs out: it is run as it is
 * built for the environment, with a `fetch` and an axios that only take note. `undefined` where there is no such code.
 */
export async function askedByPage({ files }: Program, environment: Environment, what: keyof typeof exported): Promise<Asked | undefined> {
  const text = files[pagesCode];
  if (text === undefined) return undefined;
  const asked: Asked[] = [];
  const fetch: Fetch = (url, { method = 'GET', credentials = 'same-origin' } = {}) => {
    asked.push({ method, url: new URL(url), credentials });
    return Promise.resolve({ json: () => Promise.resolve({}) });
  };
  const adapter: AxiosAdapter = (config) => {
    asked.push({ method: (config.method ?? 'get').toUpperCase(), url: new URL(config.url ?? '', config.baseURL), credentials: config.withCredentials === true ? 'include' : 'same-origin' });
    return Promise.resolve({ data: {}, status: 200, statusText: 'OK', headers: {}, config });
  };
  const noting = axios.create({ adapter });
  const page: { exports: Partial<PageCode> } = { exports: {} };
  const { code } = transformSync(text, { format: 'cjs', target: 'node20' });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the page's own code, as a browser runs it
  const run = new Function('module', 'require', 'fetch', 'process', code) as Run;
  run(page, () => Object.assign(noting, { default: noting }), fetch, { env: { NODE_ENV: environment } });
  await page.exports[exported[what]]?.('ann');
  return asked[0];
}
