import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/engine/projects.ts';
import { certainText } from '../../src/model/certain.ts';
import { callsFromElsewhere } from '../../src/model/client.ts';
import { sendsCredentials } from '../../src/model/client-call.ts';
import { lanesOf, nameOf } from '../../src/model/lane.ts';
import type { ClientCall, Workspace } from '../../src/model/index.ts';
import { memoryFiles } from '../../src/source/overlay.ts';

const API = `
const express = require('express');
const app = express();
app.get('/me', (req, res) => res.json({}));
app.get('/users/:id', (req, res) => res.json({}));
app.post('/login', (req, res) => res.json({}));
app.use('/static', express.static('/shop/pages'));
app.listen(process.env.PORT || 4000);
`;

function workspaceOf(files: Readonly<Record<string, string>>): Workspace {
  const all = {
    'api/package.json': JSON.stringify({ main: 'app.js', dependencies: { express: '^5.1.0' } }), 'api/app.js': API,
    'web/package.json': JSON.stringify({ type: 'module', dependencies: { vite: '^7.0.0', axios: '^1.7.0', ky: '^1.0.0', superagent: '^10.0.0' } }), ...files,
  };
  return analyse({ root: '/shop', rules: [], files: memoryFiles(Object.fromEntries(Object.entries(all).map(([path, text]) => [`/shop/${path}`, text]))) }).workspace;
}

/** What browser code in production asks for: method and address, and whether cookies go along. */
function callsIn(files: Readonly<Record<string, string>>): readonly string[] {
  const written = ({ method, url, ...call }: ClientCall): string => `${certainText(method) ?? '…'} ${certainText(url) ?? (url.kind === 'unknown' ? url.text?.map((piece) => piece ?? '…').join('') : undefined) ?? '…'}${sendsCredentials({ method, url, ...call }) ? ' with cookies' : ''}`;
  return [...new Set(workspaceOf(files).clients.filter(({ environment }) => environment === 'production').map(written))];
}

/** The routes that calls from other origins reach. */
function reachedBy(files: Readonly<Record<string, string>>): readonly string[] {
  const workspace = workspaceOf(files);
  const lanes = workspace.worlds.filter(({ environment }) => environment === 'production').flatMap((world) => lanesOf(world));
  return lanes.flatMap((lane) => callsFromElsewhere(workspace, lane).map(({ route }) => nameOf(route)));
}

describe('calls from browser code', () => {
  it.each([
    ['fetch', 'export const me = () => fetch("http://a/me", { credentials: "include" });', ['GET http://a/me with cookies']],
    ['fetch of the window', 'export const me = () => window.fetch("http://a/me");', ['GET http://a/me']],
    ['an instance of axios', 'import axios from "axios";\nconst http = axios.create({ baseURL: "http://a/", withCredentials: true });\nexport const me = () => http.post("/me", {});', ['POST http://a/me with cookies']],
    ['defaults that a component sets', 'import axios from "axios";\nexport function App() { axios.defaults.withCredentials = true; }\nexport const me = () => axios.get("http://a/me");', ['GET http://a/me with cookies']],
    ['an interceptor that gives new options', 'import axios from "axios";\naxios.interceptors.request.use((config) => ({ ...config, withCredentials: true }));\nexport const me = () => axios.get("http://a/me");', ['GET http://a/me with cookies']],
    ['ky', 'import ky from "ky";\nexport const me = () => ky.extend({ prefixUrl: "http://a", credentials: "include" }).put("me").json();', ['PUT http://a/me with cookies']],
    ['superagent', 'import request from "superagent";\nexport const me = () => request.get("http://a/me").set("x", "y").withCredentials();', ['GET http://a/me with cookies']],
    ['XMLHttpRequest', 'export function me() { const xhr = new XMLHttpRequest(); xhr.open("GET", "http://a/me"); xhr.withCredentials = true; xhr.send(); }', ['GET http://a/me with cookies']],
    ['urql', 'import { createClient } from "urql";\nexport const client = createClient({ url: "http://a/graphql", fetchOptions: { credentials: "include" } });', ['POST http://a/graphql with cookies']],
    ['a path that is known in part', 'export const me = (id) => fetch(`http://a/users/${id}/posts`);', ['GET http://a/users/…/posts']],
    ['a handler inside a component', 'export function Login() { const base = "http://a"; const submit = async () => { await fetch(base + "/me"); }; return <form onSubmit={submit} />; }', ['GET http://a/me']],
  ])('are seen through %s', (_, code, calls) => {
    expect(callsIn({ 'web/src/api.jsx': code })).toEqual(calls);
  });

  it('are none of a function that runs on a server, or of a script', () => {
    expect(callsIn({ 'web/pages/a.jsx': 'export async function getServerSideProps() { return fetch("http://a/me"); }', 'web/pages/api/b.js': 'export default () => fetch("http://a/me");', 'web/scripts/seed.js': 'import fs from "fs";\nfetch("http://a/me");' })).toEqual([]);
  });
});

describe('calls that reach the app from another origin', () => {
  it.each([
    ['the port it listens on', 'fetch("http://localhost:4000/me")', ['GET /me']],
    ['a parameter', 'fetch(`http://localhost:4000/users/${Date.now()}`)', ['GET /users/:id']],
    ['a query behind a path', 'fetch(`http://localhost:4000/me?x=${Date.now()}`)', ['GET /me']],
    ['another method', 'fetch("http://localhost:4000/me", { method: "POST" })', []],
    ['the page\'s own origin', 'fetch("/me")', []],
    ['text that may be a query', 'fetch("http://localhost:4000/me" + location.search)', []],
    ['somebody else\'s address', 'fetch("https://api.github.com/me")', []],
  ])('%s', (_, call, routes) => {
    expect(reachedBy({ 'web/src/api.js': `export const ask = () => ${call};` })).toEqual(routes);
  });

  it('are told by the port where two servers have the route', () => {
    const other = { 'admin/package.json': JSON.stringify({ main: 'app.js', dependencies: { express: '^5.1.0' } }), 'admin/app.js': API.replace('4000', '5000') };
    expect(reachedBy({ ...other, 'web/src/api.js': 'export const ask = () => fetch("http://localhost:5000/me");' })).toEqual(['GET /me']);
  });

  it('may go to an address of which all calls are routes', () => {
    const ask = (paths: readonly string[]): string => paths.map((path, index) => `export const ask${String(index)} = () => fetch('https://shop-api.onrender.com${path}');`).join('\n');
    expect(reachedBy({ 'web/src/api.js': ask(['/me', '/users/1']) })).toEqual(['GET /me', 'GET /users/:id']);
    expect(reachedBy({ 'web/src/api.js': ask(['/me', '/users/1', '/weather']) })).toEqual([]);
    expect(reachedBy({ 'web/src/api.js': ask(['/me']) })).toEqual([]);
  });

  it('are none of a page that the app serves', () => {
    expect(reachedBy({ 'pages/package.json': '{}', 'pages/public/a.js': 'fetch("http://localhost:4000/me");' })).toEqual([]);
  });
});
