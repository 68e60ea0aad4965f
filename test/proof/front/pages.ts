import http from 'node:http';
import https from 'node:https';
import { certificate } from './certificate.ts';
import type { Front } from './front.ts';
import { close, listen } from '../process/ports.ts';

/** A server of empty pages: what a page is does not matter here, only where it comes from. */
export async function startPages(tls: boolean): Promise<Front> {
  const answer = (_request: http.IncomingMessage, response: http.ServerResponse): void => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><link rel="icon" href="data:,"><title>page</title>');
  };
  const server = tls ? https.createServer(certificate(), answer) : http.createServer(answer);
  const port = await listen(server);
  return { port, tls, stop: () => close(server) };
}
