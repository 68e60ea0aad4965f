import http from 'node:http';
import https from 'node:https';
import { certificate } from './certificate.ts';
import type { Front } from './front.ts';
import { close, listen } from '../process/ports.ts';

/**
 * A TLS end before a plain HTTP app, as hosting platforms have it: it passes everything on, keeps `Host`, and adds
 * `X-Forwarded-Proto`, `X-Forwarded-Host` and `X-Forwarded-For`.
 */
export async function startTlsProxy(appPort: number): Promise<Front> {
  const server = https.createServer(certificate(), (incoming, outgoing) => {
    const forwarded = {
      ...incoming.headers,
      'x-forwarded-proto': 'https',
      'x-forwarded-host': incoming.headers.host ?? '',
      'x-forwarded-for': incoming.socket.remoteAddress ?? '',
    };
    const onward = http.request({ host: '127.0.0.1', port: appPort, method: incoming.method, path: incoming.url, headers: forwarded }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
      answer.on('error', () => { outgoing.destroy(); });
    });
    onward.on('error', () => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    outgoing.on('close', () => { onward.destroy(); });
    incoming.pipe(onward);
  });
  const port = await listen(server);
  return { port, tls: true, stop: () => close(server) };
}
