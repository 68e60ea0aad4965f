import http from 'node:http';
import https from 'node:https';
import { close, listen } from '../process/ports.ts';
import { certificate } from './certificate.ts';
import type { Front } from './front.ts';

/**
 * An OAuth provider as users see it: a page that asks whether the app may know them. Who says yes goes back to
 * `redirect_uri` with a code and the `state` that came along: by a link, or by a form with `response_mode=form_post`.
 */
export async function startProvider(tls: boolean): Promise<Front> {
  const answer = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    const asked = new URL(request.url ?? '/', 'http://provider').searchParams;
    const back = new Map([['code', 'yes'], ...(['state'].flatMap((name): [string, string][] => { const value = asked.get(name); return value === null ? [] : [[name, value]]; }))]);
    const target = asked.get('redirect_uri') ?? '/';
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html><link rel="icon" href="data:,"><title>May it know you?</title>${asked.get('response_mode') === 'form_post' ? formTo(target, back) : linkTo(target, back)}`);
  };
  const server = tls ? https.createServer(certificate(), answer) : http.createServer(answer);
  const port = await listen(server);
  return { port, tls, stop: () => close(server) };
}

function linkTo(target: string, back: ReadonlyMap<string, string>): string {
  return `<a id="yes" href="${quoted(`${target}?${new URLSearchParams([...back]).toString()}`)}">Yes</a>`;
}

function formTo(target: string, back: ReadonlyMap<string, string>): string {
  const fields = [...back].map(([name, value]) => `<input type="hidden" name="${quoted(name)}" value="${quoted(value)}">`).join('');
  return `<form method="post" action="${quoted(target)}">${fields}<button id="yes">Yes</button></form>`;
}

function quoted(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
