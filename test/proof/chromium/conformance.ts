import http from 'node:http';
import https from 'node:https';
import { ModelBrowser } from '../browser/model.ts';
import { certificate } from '../front/certificate.ts';
import { Hosts, type Front } from '../front/front.ts';
import { LoopbackNetwork } from '../front/network.ts';
import { startPages } from '../front/pages.ts';
import type { Exchange, Step, UserAgent } from '../journey/agent.ts';
import { close, listen } from '../process/ports.ts';
import type { Chromium } from './chromium.ts';
import { clearings, cookieLines, corsAnswers, corsRequests, situations, type Situation } from './conformance-cases.ts';

/** Nothing here hangs; the time is for a machine that is held up. */
const patience = 15_000;

/** A case in which the model of a browser and the real one differ. */
export interface Difference {
  readonly about: string;
  readonly model: string;
  readonly real: string;
}

/** How the rules of cookies and CORS compare between model and browser, case by case. */
export interface Conformance {
  readonly cases: number;
  readonly differences: readonly Difference[];
}

/**
 * Puts every cookie line in every situation, every clearing and every CORS answer to every kind of request in some, to both browsers.
 *
 * @param atOnce how many situations are gone through side by side
 */
export async function compareRules(browser: Chromium, atOnce: number): Promise<Conformance> {
  const fronts: Fronts = { echoes: { tls: await startEcho(true), plain: await startEcho(false) }, pages: { tls: await startPages(true), plain: await startPages(false) } };
  const waiting = [...situations];
  const found: Conformance[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) found.push(await compareIn(next, browser, fronts));
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    await Promise.all(Object.values(fronts).flatMap((kind: Fronts['pages']) => [kind.tls.stop(), kind.plain.stop()]));
  }
  return { cases: found.reduce((sum, { cases }) => sum + cases, 0), differences: found.flatMap(({ differences }) => differences) };
}

/** What answers in a situation: servers that do as they are asked, and pages. */
interface Fronts {
  readonly echoes: Readonly<Record<'tls' | 'plain', Front>>;
  readonly pages: Readonly<Record<'tls' | 'plain', Front>>;
}

async function compareIn(situation: Situation, browser: Chromium, fronts: Fronts): Promise<Conformance> {
  const hosts = hostsOf(situation, fronts);
  const real = await browser.open(hosts, patience);
  const network = new LoopbackNetwork(hosts, patience);
  const differences: Difference[] = [];
  let cases = 0;
  const compare = async (about: string, steps: readonly Step[], from = 0): Promise<void> => {
    cases += 1;
    await real.forgetCookies();
    const seen = { model: await play(new ModelBrowser(network), steps, from), real: await play(real, steps, from) };
    if (seen.model !== seen.real) differences.push({ about: `${describe(situation)}: ${about}`, ...seen });
  };
  try {
    for (const line of cookieLines) await compare(line, cookieSteps(situation, [line]));
    // What is told apart is what goes along in the end: whether a line that ends a cookie was taken can't be seen where there was none.
    for (const [set, cleared] of situation.clearing ? clearings : []) await compare(`${set}, then ${cleared}`, cookieSteps(situation, [set, cleared]), 2);
    const page = situation.cors ? situation.page : undefined;
    for (const answer of page === undefined ? [] : corsAnswers) for (const request of corsRequests) {
      await compare(JSON.stringify({ answer, request }), [{ ...request, page: new URL(page ?? ''), url: asking(situation.server, { cors: answer }) }]);
    }
  } finally {
    await real.close();
  }
  return { cases, differences };
}

function describe({ page, server }: Situation): string {
  return page === undefined ? `tab on ${server}` : `page ${page} to ${server}`;
}

/** The lines are set by one request each; the last shows what comes back. */
function cookieSteps({ page, server }: Situation, lines: readonly string[]): Step[] {
  const from = page === undefined ? {} : { page: new URL(page) };
  return [
    ...lines.map((line): Step => ({ method: 'POST', url: asking(server, { setCookie: line }), ...from })),
    { method: 'GET', url: asking(server, {}), ...from },
  ];
}

function asking(server: string, what: object): URL {
  const url = new URL('/deep/page', server);
  url.searchParams.set('answer', JSON.stringify(what));
  return url;
}

/** What is seen of the steps from one on. */
async function play(agent: UserAgent, steps: readonly Step[], from: number): Promise<string> {
  const seen: object[] = [];
  for (const step of steps) seen.push(summary(await agent.request(step)));
  return JSON.stringify(seen.slice(from));
}

function summary({ outcome, stored, sent, body }: Exchange): object {
  return { outcome, stored, sent: sent ?? null, readable: body !== undefined };
}

function hostsOf({ page, server }: Situation, { echoes, pages }: Fronts): Hosts {
  const hosts = new Hosts();
  const kind = (url: string): 'tls' | 'plain' => (url.startsWith('https:') ? 'tls' : 'plain');
  hosts.add(new URL(server), echoes[kind(server)]);
  if (page !== undefined) hosts.add(new URL(page), pages[kind(page)]);
  return hosts;
}

/** A server that answers as the request's `answer` parameter asks. */
async function startEcho(tls: boolean): Promise<Front> {
  const answer = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    const { origin = '*' } = request.headers;
    const asked = JSON.parse(new URL(request.url ?? '/', 'http://localhost').searchParams.get('answer') ?? '{}') as { setCookie?: string; cors?: Record<string, string> & { status?: string } };
    const { status = '200', ...headers } = asked.cors ?? {
      'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', 'access-control-allow-headers': 'content-type',
    };
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value.replace('ORIGIN', origin));
    if (asked.setCookie !== undefined && request.method !== 'OPTIONS') response.setHeader('set-cookie', asked.setCookie);
    response.statusCode = request.method === 'OPTIONS' ? Number(status) : 200;
    response.end('{}');
  };
  const server = tls ? https.createServer(certificate(), answer) : http.createServer(answer);
  const port = await listen(server);
  return { port, tls, stop: () => close(server) };
}
