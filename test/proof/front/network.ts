import { NoAnswer, type Network, type WireRequest, type WireResponse } from '../browser/wire.ts';
import { exchange } from './exchange.ts';
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

  async send(request: WireRequest): Promise<WireResponse> {
    const { url } = request;
    const front = this.#hosts.of(url);
    if (!front) throw new NoAnswer('refused', `nothing answers at ${url.host}`);
    if (front.tls !== (url.protocol === 'https:')) throw new NoAnswer('refused', `${url.protocol} is not spoken at ${url.host}`);
    return exchange(request, { port: front.port, tls: front.tls, timeout: this.#timeout });
  }
}
