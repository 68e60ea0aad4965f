/** One request that a user makes, by a click on the server's own page or through a page's script. */
export interface Step {
  readonly method: string;
  readonly url: URL;
  /** The page whose script fetches; absent where the tab itself goes there. */
  readonly page?: URL;
  /** How the script asks; by default with `credentials: 'include'` and, where the method has a body, JSON. */
  readonly credentials?: 'include' | 'same-origin' | 'omit';
  /** The site that the server sends the tab to, where the user says yes and is sent back: all of that is the step. */
  readonly over?: URL;
  /** The page's own script does it: a bundle, and which of its functions asks and gives the answer. */
  readonly script?: { readonly bundle: string; readonly call: 'login' | 'check' };
  /** Headers the script adds. */
  readonly headers?: readonly (readonly [string, string])[];
}

/** What became of one step, on the wire and in the page. */
export interface Exchange {
  /**
   * `read`: the page has the answer. `blocked`: the browser hides it (CORS, a refused preflight, mixed content).
   * `refused`: no connection. `hang`: no answer in time.
   */
  readonly outcome: 'read' | 'blocked' | 'refused' | 'hang';
  /** Why it was blocked or refused, where the agent knows. */
  readonly why?: string;
  /** Status of the request's own answer (a preflight's does not count), absent where there was none. */
  readonly status?: number;
  /** `Set-Cookie` lines of the answer. */
  readonly setCookies: readonly string[];
  /** Names of the cookies that were kept from it. */
  readonly stored: readonly string[];
  /** The `Cookie` header that went out with the request. */
  readonly sent: string | undefined;
  /** What the page could read. */
  readonly body?: string;
}

/** A browser, real or modelled, with a fresh profile. */
export interface UserAgent {
  /** Makes the request and says what became of it; never throws on what the server does. */
  request(step: Step): Promise<Exchange>;
  /** Closes all windows and opens the browser anew: cookies without a life of their own are gone. */
  closeBrowser(): Promise<void>;
}

/** What a step's request looks like to both kinds of browser. */
export function requestOf(step: Step): { credentials: 'include' | 'same-origin' | 'omit'; headers: (readonly [string, string])[]; body?: string } {
  const hasBody = step.method !== 'GET' && step.method !== 'HEAD';
  return {
    credentials: step.credentials ?? 'include',
    headers: [...(hasBody ? [['Content-Type', 'application/json'] as const] : []), ...(step.headers ?? [])],
    ...(hasBody ? { body: '{}' } : {}),
  };
}
