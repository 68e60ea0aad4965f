import { describe, expect, it } from 'vitest';
import { ran } from './programs.ts';

const HEAD = "const express = require('express'); const http = require('http'); const https = require('https'); const fs = require('fs'); const app = express(); app.use(function first() {});\n";

describe('what serves an app', () => {
  it.each<[string, string, readonly string[]]>([
    ['app.listen', 'app.listen(3000)', ['http']],
    ['http', 'http.createServer(app).listen(3000)', ['http']],
    ['http with options', 'http.createServer({ keepAlive: true }, app).listen(3000)', ['http']],
    ['a server in a constant', 'const server = http.createServer(app); server.listen(process.env.PORT, () => {})', ['http']],
    ['https', 'https.createServer({ key: fs.readFileSync("k"), cert: fs.readFileSync("c") }, app).listen(443)', ['https']],
    ['http2', "require('http2').createSecureServer({}, app).listen(443)", ['http2']],
    ['spdy', "require('spdy').createServer({}, app).listen(443)", ['https']],
    ['node:https', "const { createServer } = require('node:https'); createServer({}, app).listen(443)", ['https']],
    ['new http.Server', 'new http.Server(app).listen(1)', ['http']],
    ['http.Server', "const server = require('http').Server(app); server.listen(1)", ['http']],
    ['on request', "const server = http.createServer(); server.on('request', app); server.listen(1)", ['http']],
    ['a listener that calls the app', 'http.createServer((req, res) => app(req, res)).listen(1)', ['http']],
    ['a listener that lets the app handle', 'http.createServer((req, res) => { app.handle(req, res) }).listen(1)', ['http']],
    ['two', 'http.createServer(app).listen(80); https.createServer({}, app).listen(443)', ['http', 'https']],
    ['a condition', 'const server = config.https ? https.createServer({}, app) : http.createServer(app); server.listen(1)', ['https if config.https', 'http if not config.https']],
    ['if', 'let server; if (config.https) { server = https.createServer({}, app) } else { server = http.createServer(app) } server.listen(1)', ['https if config.https', 'http if not config.https']],
    ['one of two apps', 'const setup = express(); const server = http.createServer(config.done ? app : setup); server.listen(1)', ['http if config.done', 'http if not config.done']],
    ['listens under a condition', 'const a = https.createServer({}, app), b = http.createServer(app); if (config.https) a.listen(1); else b.listen(1)', ['https if config.https', 'http if not config.https']],
    ['not when tests run', "if (process.env.NODE_ENV !== 'test') app.listen(1)", ['http']],
    ['the main module', 'if (require.main === module) { app.listen(1) }', ['http']],
    ['not under a parent', 'if (!module.parent) app.listen(1)', ['http']],
    ['by the environment', "process.env.NODE_ENV === 'production' ? https.createServer({}, app).listen(1) : app.listen(1)", ['https']],
    ['cluster', "const cluster = require('cluster'); if (cluster.isMaster) { for (let i = 0; i < require('os').cpus().length; i++) cluster.fork() } else { app.listen(1) }", ['http']],
    ['cluster, primary', "const cluster = require('node:cluster'); if (cluster.isPrimary) { cluster.fork() } else { app.listen(1) }", ['http']],
    ['cluster, worker', "const cluster = require('cluster'); if (!cluster.isWorker) { cluster.fork(); return } app.listen(1)", ['http']],
    ['serverless-http', "module.exports.handler = require('serverless-http')(app)", ['platform']],
    ['@vendia/serverless-express', "exports.handler = require('@vendia/serverless-express')({ app })", ['platform']],
    ['@vendia/serverless-express, configured', "const serverlessExpress = require('@vendia/serverless-express'); exports.handler = serverlessExpress.configure({ app })", ['platform']],
    ['aws-serverless-express', "const aws = require('aws-serverless-express'); const server = aws.createServer(app); exports.handler = (event, context) => aws.proxy(server, event, context)", ['platform']],
    ['firebase-functions', "exports.api = require('firebase-functions').https.onRequest(app)", ['platform']],
    ['firebase-functions v2', "const { onRequest } = require('firebase-functions/v2/https'); exports.api = onRequest({ region: 'x' }, app)", ['platform']],
    ['@google-cloud/functions-framework', "require('@google-cloud/functions-framework').http('api', app)", ['platform']],
    ['a framework in a package', "const server = require('http-shutdown')(http.createServer(app)); server.listen(1)", ['http']],
    ['listen in a function of another', 'const start = (server, port) => new Promise((resolve) => server.listen(port, resolve)); start(http.createServer(app), 1)', ['http']],
    ['a class', "class Server { constructor(app) { this.server = http.createServer(app) } start() { this.server.listen(1) } } new Server(app).start()", ['http']],
    ['express-ws', "require('express-ws')(app); app.listen(1)", ['http']],
    ['socket.io', "const server = http.createServer(app); const io = require('socket.io')(server); server.listen(1)", ['http']],
    ['apollo', "const { ApolloServer } = require('apollo-server-express'); const server = new ApolloServer({}); server.applyMiddleware({ app, path: '/graphql' }); app.listen(1)", ['http']],
    ['app.listen in a callback', "mongoose.connect('x', () => { app.listen(1) })", ['http']],
    ['app.listen by name', 'mongoose.connect("x").then(listen); function listen() { app.listen(1) }', ['http']],
    ['app.set(port), then get', "app.set('port', 1); app.listen(app.get('port'))", ['http']],
  ])('%s', (_name, text, expected) => {
    const found = ran({ 'app.js': HEAD + text });
    expect(found.servers).toEqual(expected);
    expect(found.stack[0]).toBe('first');
    expect(found.unfollowed).toEqual([]);
  });

  it('takes an app that is exported for one that is served elsewhere', () => {
    expect(ran({ 'app.js': `${HEAD}module.exports = app` }).servers).toEqual([]);
  });

  it('runs callbacks of signals apart from the start', () => {
    const found = ran({ 'app.js': `${HEAD}const server = app.listen(1); process.on('SIGTERM', () => { server.close(() => process.exit(0)) }); process.on('uncaughtException', () => process.exit(1)); app.use(function last() {})` });
    expect(found.stack).toEqual(['first', 'last']);
  });
});
