/** Who serves the browser: something on loopback that speaks HTTP or TLS. */
export interface Front {
  readonly port: number;
  readonly tls: boolean;
  stop(): Promise<void>;
}

/** Where each host and port of the play really is. */
export class Hosts {
  readonly #fronts = new Map<string, Front>();

  /** Lets an origin be answered by a front. */
  add(origin: URL, front: Front): void {
    this.#fronts.set(address(origin.hostname, portOf(origin)), front);
  }

  /** The front of a host and port, undefined where nothing answers there. */
  find(host: string, port: number): Front | undefined {
    return this.#fronts.get(address(host, port));
  }

  /** The front that answers a URL. */
  of(url: URL): Front | undefined {
    return this.find(url.hostname, portOf(url));
  }
}

function address(host: string, port: number): string {
  return `${host.replace(/^\[(.*)\]$/, '$1')}:${port}`;
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}
