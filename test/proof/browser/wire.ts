/** One header line, name as the sender wrote it. */
export type Header = readonly [name: string, value: string];

/** A request as it leaves the browser. */
export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: readonly Header[];
  readonly body?: string;
}

/** An answer as it reaches the browser. */
export interface WireResponse {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: string;
}

/** What lies between the browser and the server: DNS, TCP, TLS, proxies. */
export interface Network {
  /**
   * Sends one request.
   *
   * @throws {NoAnswer} where the server refuses or drops the connection, or says nothing in time.
   */
  send(request: WireRequest): Promise<WireResponse>;
}

/** A request that got no answer. */
export class NoAnswer extends Error {
  readonly why: 'refused' | 'hang';

  constructor(why: 'refused' | 'hang', detail: string) {
    super(detail);
    this.why = why;
  }
}

/** All values of a header, in order. */
export function headerValues(headers: readonly Header[], name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([each]) => each.toLowerCase() === wanted).map(([, value]) => value);
}

/** A header's value as a browser reads it: several lines are joined with a comma. */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  const values = headerValues(headers, name);
  return values.length === 0 ? undefined : values.join(', ');
}
