import http from 'node:http';
import https from 'node:https';
import { NoAnswer, type Header, type Network, type WireRequest, type WireResponse } from '../browser/wire.ts';
import type { Hosts } from './front.ts';

/** The network of the play: real connections to the fronts, whatever the hosts are called. */
export class LoopbackNetwork implements Network {
  readonly #hosts: Hosts;
  readonly #timeout: number;

  /** @param timeout milliseconds after which an unanswered request counts as hanging. */
  constructor(hosts: Hosts, timeout: number) {
    this.#hosts = hosts;
    this.#timeout = timeout;
  }

  send({ method, url, headers, body }: WireRequest): Promise<WireResponse> {
    const front = this.#hosts.of(url);
    if (!front) return Promise.reject(new NoAnswer('refused', `nothing answers at ${url.host}`));
    if (front.tls !== (url.protocol === 'https:')) return Promise.reject(new NoAnswer('refused', `${url.protocol} is not spoken at ${url.host}`));
    const options: https.RequestOptions = {
      host: '127.0.0.1',
      port: front.port,
      method,
      path: url.pathname + url.search,
      headers: flat([['Host', url.host], ...headers, ...(body === undefined ? [] : [['Content-Length', String(Buffer.byteLength(body))] as const])]),
      rejectUnauthorized: false,
      agent: false,
    };
    return new Promise((resolve, reject) => {
      const request = (front.tls ? https : http).request(options, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => { text += chunk; });
        answer.on('end', () => {
          clearTimeout(timer);
          resolve({ status: answer.statusCode ?? 0, headers: pairs(answer.rawHeaders), body: text });
        });
        answer.on('error', fail);
      });
      const timer = setTimeout(() => {
        reject(new NoAnswer('hang', `no answer from ${url.host} within ${String(this.#timeout)} ms`));
        request.destroy();
      }, this.#timeout);
      const fail = (error: Error): void => {
        clearTimeout(timer);
        reject(new NoAnswer('refused', error.message));
      };
      request.on('error', fail);
      request.end(body);
    });
  }
}

/** Pairs as Node's alternating list. */
function flat(headers: readonly Header[]): string[] {
  return headers.flatMap(([name, value]) => [name, value]);
}

/** Node's alternating list as pairs. */
function pairs(raw: readonly string[]): Header[] {
  const headers: Header[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) headers.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return headers;
}
