import type { Exchange } from './agent.ts';

/** What a user sees. `healthy`, or the first thing that goes wrong on the way. */
export type Verdict = 'healthy' | Symptom;

/** The symptoms, in the words of the fixtures' contract. */
export const symptoms = ['no-cookie', 'cookie-dropped', 'not-sent', 'lost', 'unreadable', 'forged', 'exposed', 'readable', 'still-in', 'kept', 'error', 'crash', 'hang'] as const;
export type Symptom = (typeof symptoms)[number];

/** A login and the request after it. */
export interface Visit {
  readonly login: Exchange;
  /** Absent where the login already failed so that there was nothing to check. */
  readonly check?: Exchange;
  /** What somebody got who never logged in and signed a session by himself. */
  readonly stranger?: Pick<Exchange, 'body'>;
  /** What a page of somebody else got in the user's browser. */
  readonly spied?: Exchange;
  /** The user leaves, and looks again. */
  readonly leaving?: Exchange;
  readonly left?: Exchange;
  /** The cookie that no script of a page may read. */
  readonly hides?: string;
  /** The cookie that the browser has forgotten once the user has left. */
  readonly forgets?: string;
  /** Whether the server's process still stood at the end. */
  readonly alive: boolean;
}

/**
 * Says what a user sees of a visit.
 *
 * The symptoms are looked for in the order in which a user meets them, at the login first. A dead process is
 * named before what it left unanswered; an answer of 4xx or 5xx is named before the CORS headers it lacks,
 * for an error page loses them in Express.
 */
export function verdictOf({ login, check, stranger, spied, leaving, left, forgets, hides, alive }: Visit): Verdict {
  if (!alive) return 'crash';
  const atLogin = failureOf(login) ?? cookieFailure(login);
  if (atLogin) return atLogin;
  if (!check) return 'lost';
  const failed = failureOf(check);
  if (failed && failed !== 'unreadable') return failed;
  // A request that never left, for its preflight was refused, says nothing of the cookie.
  if (failed && check.status === undefined) return failed;
  if (!sentBack(login, check)) return 'not-sent';
  if (failed) return failed;
  if (userOf(check) !== 'ann') return 'lost';
  if (stranger && userOf(stranger) === 'ann') return 'forged';
  if (spied?.outcome === 'read' && userOf(spied) === 'ann') return 'exposed';
  if (hides !== undefined && isReadable(login, hides)) return 'readable';
  return leaving ? failureOf(leaving) ?? stayed(left, forgets) : 'healthy';
}

/** What becomes of a user who has left. An answer of 401 is what he may get. */
function stayed(left: Exchange | undefined, forgets: string | undefined): Verdict {
  if (!left) return 'healthy';
  if (forgets !== undefined && namesSent(left).has(forgets)) return 'kept';
  if (left.status === 401) return 'healthy';
  return failureOf(left) ?? (userOf(left) === 'ann' ? 'still-in' : 'healthy');
}

/** Who `GET /me` says is there; undefined where the answer is no such JSON. */
export function userOf({ body }: Pick<Exchange, 'body'>): unknown {
  try {
    const answer: unknown = JSON.parse(body ?? '');
    return typeof answer === 'object' && answer !== null && 'user' in answer ? answer.user : undefined;
  } catch {
    return undefined;
  }
}

/** What goes wrong with one request, its cookies aside. */
export function failureOf(exchange: Exchange): Symptom | undefined {
  if (exchange.outcome === 'hang') return 'hang';
  if (exchange.outcome === 'refused') return 'error';
  if ((exchange.status ?? 0) >= 400) return 'error';
  return exchange.outcome === 'blocked' ? 'unreadable' : undefined;
}

function cookieFailure({ setCookies, stored }: Exchange): Symptom | undefined {
  if (setCookies.length === 0) return 'no-cookie';
  return stored.length === 0 ? 'cookie-dropped' : undefined;
}

function sentBack(login: Exchange, check: Exchange): boolean {
  const sent = namesSent(check);
  return login.stored.some((name) => sent.has(name));
}

/** Whether a script of the page can read a cookie of an answer. */
function isReadable({ setCookies }: Exchange, name: string): boolean {
  return setCookies.some((line) => line.startsWith(`${name}=`) && !/;\s*httponly\s*(?:;|$)/i.test(line));
}

function namesSent({ sent }: Exchange): ReadonlySet<string> {
  return new Set((sent ?? '').split(';').map((pair) => (pair.split('=')[0] ?? '').trim()));
}
