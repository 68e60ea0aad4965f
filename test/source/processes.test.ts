import { describe, expect, it } from 'vitest';
import { entriesOf } from '../../src/source/entries.ts';
import { memoryFiles } from '../../src/source/overlay.ts';
import { packageAt } from '../../src/source/packages.ts';
import { deployedProcesses } from '../../src/source/processes.ts';

/** What is said of the program in `/repo/api`, and the line where it is. */
function said(path: string, text: string): readonly string[] {
  const file = `/repo/${path}`;
  const files = memoryFiles({ '/repo/api/package.json': '{"name":"@shop/api","scripts":{"start":"node server.js"}}', '/repo/api/server.js': '', '/repo/api/api/index.js': '', [file]: text });
  const owner = packageAt(files, '/repo/api');
  const started = owner ? entriesOf(files, owner, '/repo').flatMap(({ processes }) => processes ?? []) : [];
  return [...started, ...deployedProcesses(files, '/repo/api', '/repo')].map(({ text: words, at }) => `${words}: ${text.slice(at.start, at.end)}`);
}

it.each([
  ['vercel.json', JSON.stringify({ builds: [{ src: 'x'.repeat(100_000), use: '@vercel/node' }] })],
  ['api/ecosystem.config.json', JSON.stringify({ apps: [{ script: 'server.js', instances: '((' }] })],
  ['docker-compose.yml', `services:\n  ${'x'.repeat(100_000)}:\n    build: ./api\n    scale: 3\n`],
  ['api/package.json', JSON.stringify({ scripts: { start: `npm-run-all ${'a*'.repeat(200)}`, [`${'a'.repeat(100)}b`]: 'node server.js' } })],
])('names that are no names are read as they stand in %s', (path, text) => {
  expect(() => said(path, text)).not.toThrow();
});

describe('more than one process', () => {
  it.each([
    ['docker-compose.yml', 'services:\n  web:\n    build: ./api\n    deploy:\n      replicas: 3\n', 'compose starts 3 containers of it: replicas: 3'],
    ['compose.yaml', 'services:\n  redis:\n    image: redis\n    scale: 2\n  web:\n    build:\n      context: api\n    scale: 2\n', 'compose starts 2 containers of it: scale: 2'],
    ['render.yaml', 'services:\n  - type: web\n    rootDir: api\n    numInstances: 2\n', 'Render runs 2 instances of it: numInstances: 2'],
    ['api/app.json', '{ "formation": { "web": { "quantity": 2 } } }', 'Heroku runs 2 dynos of it: "quantity": 2'],
    ['api/fly.toml', 'app = "x"\n[http_service]\n  min_machines_running = 2\n', 'Fly keeps 2 machines of it running: min_machines_running = 2'],
    ['k8s/web.yaml', 'kind: Deployment\nspec:\n  replicas: 4\n  template:\n    spec:\n      containers:\n        - image: ghcr.io/shop/api:latest\n', 'Kubernetes runs 4 replicas of it: replicas: 4'],
    ['api/ecosystem.config.js', 'module.exports = { apps: [{ script: "server.js", instances: 4 }] }', 'PM2 starts 4 instances of it: instances: 4'],
    ['api/process.json', '{"apps":[{"script":"server.js","instances":"max"}]}', 'PM2 starts an instance of it for each processor: instances":"max"'],
  ])('%s', (path, text, expected) => {
    expect(said(path, text)).toEqual([expected]);
  });
});

describe('processes that do not last', () => {
  it.each([
    ['api/app.yaml', 'runtime: nodejs22\n', 'App Engine starts and ends instances of it with the load: runtime: nodejs22'],
    ['api/fly.toml', '[http_service]\n  auto_stop_machines = "stop"\n', 'Fly stops its machine whenever nobody asks for it: auto_stop_machines = "stop"'],
    ['api/vercel.json', '{"rewrites":[{"source":"/(.*)","destination":"/api/index.js"}]}', 'Vercel runs it as a function, in processes that come and go: "/api/index.js"'],
    ['api/serverless.yml', 'functions:\n  web:\n    handler: server.handler\n', 'Lambda runs it as a function, in processes that come and go: handler: server.handler'],
  ])('%s', (path, text, expected) => {
    expect(said(path, text)).toEqual([expected]);
  });
});

describe('nothing is said of', () => {
  it.each([
    ['one replica', 'docker-compose.yml', 'services:\n  web:\n    build: ./api\n    deploy:\n      replicas: 1\n'],
    ['replicas of something else', 'docker-compose.yml', 'services:\n  worker:\n    build: ./worker\n    scale: 4\n'],
    ['a load balancer that keeps visitors where they are', 'docker-compose.yml', 'services:\n  web:\n    build: ./api\n    scale: 4\n    labels: ["traefik.http.services.web.loadbalancer.sticky=true"]\n'],
    ['a deployment of another image', 'k8s/web.yaml', 'kind: Deployment\nspec:\n  replicas: 4\n  template:\n    spec:\n      containers:\n        - image: shop/web\n'],
    ['App Engine with one instance', 'api/app.yaml', 'runtime: nodejs22\nmanual_scaling:\n  instances: 1\n'],
    ['a machine that is kept running', 'api/fly.toml', '  auto_stop_machines = true\n  min_machines_running = 1\n'],
    ['one instance of PM2', 'api/ecosystem.config.js', 'module.exports = { apps: [{ script: "server.js", instances: 1, exec_mode: "cluster" }] }'],
    ['rewrites to another server', 'api/vercel.json', '{"rewrites":[{"source":"/api/(.*)","destination":"https://api.example.com/$1"}]}'],
    ['garbage', 'docker-compose.yml', 'services: [1, {'],
  ])('%s', (_, path, text) => {
    expect(said(path, text)).toEqual([]);
  });
});
