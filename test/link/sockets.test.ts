import { describe, expect, it } from 'vitest';
import { ran } from './programs.ts';

const HEAD = "const app = require('express')(); const http = require('http').createServer(app); const sessions = require('express-session')({}); app.use(sessions); const { Server } = require('socket.io'); const io = new Server(http);\n";
const READS = "io.on('connection', (socket) => { socket.on('x', () => { socket.request.session.user }) });\n";

function sockets(text: string): { sessions: number; reads: number; open: boolean; session: string }[] {
  return ran({ 'app.js': HEAD + text }).world.sockets.map(({ sessions, reads, open, session }) => ({ sessions: sessions.length, reads: reads.length, open, session }));
}

describe('a socket.io server', () => {
  it('is known with what its sockets read, in callbacks of callbacks too', () => {
    expect(sockets(READS)).toEqual([{ sessions: 0, reads: 1, open: false, session: 'socket.request' }]);
    expect(sockets("io.on('connection', ({ handshake }) => { handshake.session.user });")).toEqual([{ sessions: 0, reads: 1, open: false, session: 'socket.handshake' }]);
  });

  it('may be given functions at each request, and by its own functions', () => {
    expect(sockets("app.get('/', (req, res) => { io.on('connection', (socket) => { socket.request.session.user }); res.end() });")).toEqual([{ sessions: 0, reads: 1, open: false, session: 'socket.request' }]);
    expect(sockets("const begin = () => io.on('connection', (socket) => { socket.request.session.user; begin(); new Server(http).use((other, next) => { begin(); next() }) }); begin();")[0]?.reads).toBeLessThan(10);
  });

  it.each([
    ['engine.use', 'io.engine.use(sessions)'],
    ['a function for the engine', 'io.engine.use((req, res, next) => { if (req._query.sid === undefined) sessions(req, res, next); else next() })'],
    ['use', 'io.use((socket, next) => sessions(socket.request, {}, next))'],
    ['use, with the answer of the request', 'io.use((socket, next) => { sessions(socket.request, socket.request.res || {}, next) })'],
    ['a wrapper', 'const wrap = (middleware) => (socket, next) => middleware(socket.request, {}, next); io.use(wrap(sessions))'],
    ['a namespace', "io.of('/chat').use((socket, next) => sessions(socket.request, {}, next))"],
    ['another function that gets it', 'const start = (server, middleware) => { server.use((socket, next) => middleware(socket.request, {}, next)) }; start(io, sessions)'],
  ])('gets its session by %s', (_name, text) => {
    expect(sockets(`${text};\n${READS}`)).toEqual([{ sessions: 1, reads: 1, open: false, session: 'socket.request' }]);
  });

  it.each([
    ['a package that makes what it uses', "io.use(require('express-socket.io-session')(sessions))"],
    ['a function that hands the request on', "const other = require('session-of-ours'); io.use((socket, next) => other(socket.request, {}, next))"],
    ['code that is given the server', "require('our-own-sockets')(io)"],
    ['a session put there by hand', 'io.use((socket, next) => { socket.request.session = load(socket); next() })'],
  ])('may get one by %s', (_name, text) => {
    expect(sockets(`${text};\n${READS}`)).toMatchObject([{ sessions: 0, open: true }]);
  });
});
