import { NoAnswer, type Network, type WireRequest, type WireResponse } from '../browser/wire.ts';
import { exchange } from '../front/exchange.ts';
import type { Scene } from '../generate/addresses.ts';
import { settle } from './host.ts';

/** Unanswered for this long, a request hangs; client and app share a thread, so that nothing else can take time. */
const patience = 150;

/** The network around a hosted app. A proxy is played by what it adds to a request; all else is a real connection. */
export class SceneNetwork implements Network {
  readonly #scene: Scene;
  readonly #port: () => number | undefined;

  /** @param port where the app listens now */
  constructor(scene: Scene, port: () => number | undefined) {
    this.#scene = scene;
    this.#port = port;
  }

  async send(request: WireRequest): Promise<WireResponse> {
    const { server, front } = this.#scene;
    if (request.url.origin !== server) throw new NoAnswer('refused', `nothing answers at ${request.url.origin}`);
    const port = this.#port();
    if (port === undefined) throw new NoAnswer('refused', 'the app does not listen');
    const forwarded = [['X-Forwarded-For', '203.0.113.7'], ['X-Forwarded-Host', request.url.host], ['X-Forwarded-Proto', 'https']] as const;
    const headers = front === 'proxy' ? [...request.headers, ...forwarded] : request.headers;
    return exchange({ ...request, headers }, { port, tls: front === 'node-tls', timeout: patience, settle });
  }
}
