import { finderOf, type Finder } from './finder.ts';
import { literal } from './literal.ts';

/** Which end of a session a word speaks of. */
export type Side = 'server' | 'client';

interface Word {
  /** As it stands in the code. `"` stands for any quote. A word that ends in a letter must end there. */
  readonly text: string;
  readonly side: Side;
}

const server = (...texts: string[]): Word[] => texts.map(text => ({ text, side: 'server' }));
const client = (...texts: string[]): Word[] => texts.map(text => ({ text, side: 'client' }));

/**
 * The words that make a file worth reading. A file with none of them is still read where another imports it;
 * so a word is needed only for files that nothing relevant imports.
 */
export const WORDS: readonly Word[] = [
  // Packages
  ...server('"express"', 'express-session', 'cookie-session', '"cors"', '"connect"', 'passport', '@nestjs/', 'socket.io', '@feathersjs/'),
  ...server('"connect-', 'memorystore', 'session-file-store', 'express-mysql-session', '"csurf"', '"lusca"', 'csrf-csrf', 'csrf-sync'),
  ...server('express-openid-connect', 'keycloak-connect', '"grant"'),
  // What is done to an app, a session, a cookie, a header
  ...server('trust proxy', 'enableCors', '.session', 'isAuthenticated', 'req.flash', 'clearCookie', '.cookie('),
  ...server('saveUninitialized', 'sameSite', 'httpOnly', 'Set-Cookie', 'set-cookie', 'Access-Control-Allow-', 'access-control-allow-'),
  // Requests from a browser
  ...client('fetch(', 'axios', 'XMLHttpRequest', 'EventSource', 'socket.io-client', 'superagent', '"ky"', 'ofetch', 'ApolloClient', 'createHttpLink', '"urql"', '@urql/'),
  ...client('withCredentials', 'credentials:'),
  // Calls through an instance or a helper of another file
  ...client('.post(', 'axiosInstance', 'axiosClient', 'axiosPrivate', 'apiClient', 'httpClient', 'apiRequest', 'apiFetch', 'authFetch'),
  ...client('/api"', '/api.js"', '/http"', '/http.js"', '/request"', '/request.js"', '/client"', '/fetcher"', '/axios.js"'),
];

/** Whether bytes hold one of the words, perhaps as a part of another. Words are ASCII: UTF-8 is searched as it is. */
export function holdWord(bytes: Uint8Array): boolean {
  finder ??= finderOf(TEXTS);
  return finder.isIn(bytes);
}

/** Which sides a text speaks of; none where it holds no word. `text` may be bytes read as Latin-1. */
export function sidesOf(text: string): readonly Side[] {
  const sides: Side[] = [];
  if (SERVER.test(text)) sides.push('server');
  if (CLIENT.test(text)) sides.push('client');
  return sides;
}

const QUOTES = ["'", '"', '`'];
/** The words as they stand in the code, with each kind of quote. */
export const TEXTS = WORDS.flatMap(({ text }) => (text.includes('"') ? QUOTES.map(quote => text.replaceAll('"', quote)) : [text]));
const SERVER = wholeWords('server');
const CLIENT = wholeWords('client');

/** Made where it is first asked for. */
let finder: Finder | undefined;

function wholeWords(side: Side): RegExp {
  const words = WORDS.filter(word => word.side === side);
  return new RegExp(words.map(({ text }) => literal(text).replaceAll('"', '["\'`]') + (/[a-zA-Z]$/.test(text) ? '(?![\\w$-])' : '')).join('|'));
}
