import http from 'node:http';
import https from 'node:https';
import { NoAnswer, type Header, type WireRequest, type WireResponse } from '../browser/wire.ts';

/** Where a request really goes. */
export interface Target {
  readonly port: number;
  readonly tls: boolean;
  /** Milliseconds after which an unanswered request counts as hanging. */
  readonly timeout: number;
  /** Called when the time is up; once it is done, whatever was sent before must have been seen. */
  readonly settle?: () => Promise<void>;
}

/**
 * Makes one HTTP request to a port of loopback, on a connection of its own.
 *
 * @throws {NoAnswer} where there is no answer.
 */
export function exchange({ method, url, headers, body }: WireRequest, { port, tls, timeout, settle }: Target): Promise<WireResponse> {
  const options: https.RequestOptions = {
    host: '127.0.0.1',
    port,
    method,
    path: url.pathname + url.search,
    headers: flat([['Host', url.host], ...headers, ...(body === undefined ? [] : [['Content-Length', String(Buffer.byteLength(body))] as const])]),
    rejectUnauthorized: false,
    agent: false,
  };
  return new Promise((resolve, reject) => {
    const request = (tls ? https : http).request(options, (answer) => {
      // A browser follows a redirect as soon as it has the headers. What comes after them is let through to its end.
      if (isRedirect(answer)) {
        clearTimeout(timer);
        answer.on('error', () => undefined).resume();
        resolve({ status: answer.statusCode ?? 0, headers: pairs(answer.rawHeaders), body: '' });
        return;
      }
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => { text += chunk; });
      answer.on('end', () => {
        clearTimeout(timer);
        resolve({ status: answer.statusCode ?? 0, headers: pairs(answer.rawHeaders), body: text });
      });
      answer.on('error', fail);
    });
    const giveUp = async (): Promise<void> => {
      await settle?.();
      reject(new NoAnswer('hang', `no answer from ${url.host} within ${timeout} ms`));
      request.destroy();
    };
    const timer = setTimeout(() => { void giveUp(); }, timeout);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(new NoAnswer('refused', error.message));
    };
    request.on('error', fail);
    request.end(body);
  });
}

function isRedirect({ statusCode = 0, headers }: http.IncomingMessage): boolean {
  return statusCode >= 300 && statusCode < 400 && headers.location !== undefined;
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
