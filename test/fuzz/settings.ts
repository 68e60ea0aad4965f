import type { Random } from '../proof/generate/random.ts';

/** What may stand beside the code, and how it may be wrong: by the file's name, texts of it. */
type Texts = readonly ((random: Random) => string)[];

const times = (count: number, each: (index: number) => string, separator = '\n'): string => Array.from({ length: count }, (_, index) => each(index)).join(separator);

/** Values where a manifest has others. */
const VALUES: readonly (() => unknown)[] = [
  () => null, () => 0, () => -1e400, () => true, () => '', () => '.', () => './', () => '..', () => '../..', () => '/', () => '*', () => '**', () => '{a,b}{c,d}'.repeat(20), () => '**/'.repeat(100), () => '!(*)',
  () => 'app.js', () => './app.js', () => 'package.json', () => '../app/app.js', () => '#a', () => '__proto__', () => 'constructor', () => 'node:fs', () => 'module', () => 'commonjs', () => '\0', () => '\\', () => 'x'.repeat(100_000),
  () => '>=1 <0 || * || ^', () => '1'.repeat(400), () => 'npm:express@npm:express@4', () => 'workspace:*', () => 'file:.', () => 'link:./', () => 'git+ssh://x', () => 'latest', () => '0.0.0-use.local', () => `${'1.x || '.repeat(2000)}2`,
  () => [], () => ({}), () => [[]], () => ['.', '..', './**', '**', 'app.js', 'app.js'], () => Array.from({ length: 5000 }, (_, index) => `packages/${index}`), () => ({ '.': { import: { default: { require: './app.js' } } }, './*': './*', './a/*': './a/*/*' }),
  () => Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`k${index}`, `node ${index}.js`])), () => ({ __proto__: null, constructor: 'app.js', toString: './x' }), () => deep(2000),
  () => ({ start: 'npm start', 'start:a': 'npm run start:b', 'start:b': 'npm run start:a && yarn start && pnpm start', prestart: 'npm start' }), () => ({ start: times(200, (index) => `node ${index}.js`, ' && ') }),
  () => ({ start: 'NODE_ENV=$NODE_ENV:$NODE_ENV node -r ./app.js --require app.js -- app.js', dev: 'nodemon --exec "nodemon --exec \\"nodemon\\""' }), () => ({ start: "sh -c 'sh -c \"sh -c node app.js\"'", dev: '((((`$(node app.js)`' }), () => ({ start: 'node '.repeat(500), test: '"'.repeat(999) }),
];

const KEYS = ['name', 'type', 'main', 'module', 'browser', 'exports', 'imports', 'scripts', 'bin', 'dependencies', 'devDependencies', 'peerDependencies', 'workspaces', 'engines', 'files', 'version', 'private', 'nodemonConfig', 'overrides', 'resolutions', 'session-lint', '__proto__'];

const OPTIONS = ['extends', 'compilerOptions', 'files', 'include', 'exclude', 'references', 'paths', 'baseUrl', 'rootDir', 'outDir', 'rootDirs'];

function deep(depth: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

const oneOf = (random: Random): unknown => random.pick(VALUES)();
const anyOf = (keys: readonly string[], random: Random): Record<string, unknown> => Object.fromEntries(Array.from({ length: 4 }, () => [random.pick(keys), oneOf(random)]));

/** Texts of settings, by name. */
const files: Readonly<Record<string, Texts>> = {
  'package.json': [
    (random) => JSON.stringify({ name: 'app', main: 'app.js', dependencies: { express: '^5.0.0', 'express-session': '^1.18.0' }, ...anyOf(KEYS, random) }),
    (random) => JSON.stringify(oneOf(random)),
    () => '{"a":'.repeat(20_000),
    () => '{ "name": "app", "name": "b", // c\n "dependencies": { "express": "^5", }, }',
  ],
  'packages/a/package.json': [
    (random) => JSON.stringify({ name: 'a', main: '../../app.js', dependencies: { a: '*', app: 'workspace:*' }, ...anyOf(KEYS, random) }),
  ],
  'tsconfig.json': [
    (random) => JSON.stringify({ ...anyOf(OPTIONS, random), compilerOptions: anyOf(OPTIONS, random) }),
    () => '{ "extends": "./tsconfig.json", "compilerOptions": { "paths": { "*": ["*", "./*", "../*"], "@/*": ["@/*"], "**": ["**"] }, "baseUrl": "." } }',
    () => '{ "extends": ["./a.json", "./tsconfig.json", "app", ".."], "references": [{ "path": "." }, { "path": "./tsconfig.json" }] }',
    () => `{ "compilerOptions": { "paths": { ${times(3000, (index) => `"@${index}/*": ["./${index}/*"]`, ',')} } } }`,
  ],
  '.env': [
    () => 'A=${A}\nB=${C}\nC=${B}\nSESSION_SECRET=${SESSION_SECRET}\nNODE_ENV=${NODE_ENV:-${NODE_ENV}}',
    () => times(30, (index) => `V${index + 1}=\${V${index}}\${V${index}}\${V${index}}`),
    () => `SESSION_SECRET="${'x'.repeat(5_000_000)}`,
    () => times(20_000, (index) => `K${index}=${index}`),
    () => 'export =\n=\n==\nA\nA=\'\nB="\\"\nC=`a\nb`\n__proto__=x\nPORT=NaN\nCOOKIE_SECURE=maybe\nNODE_ENV=\0',
  ],
  '.env.production': [() => 'NODE_ENV=development\nSESSION_SECRET=\nCORS_ORIGIN=*,*,http://\nCOOKIE_DOMAIN=.\nCOOKIE_MAX_AGE=1e999', () => '\uFEFF\r\r\n\u2028A=\u2029'],
  'docker-compose.yml': [
    () => 'a: &a [*a]\nservices: *a\n',
    () => `a: &a0 ["x"]\n${times(12, (index) => `a${index + 1}: &a${index + 1} [${`*a${index},`.repeat(9)}]`)}\nservices: *a12`,
    () => `services:\n${times(2000, (index) => `  s${index}:\n    build: .\n    command: node app.js\n    env_file: [.env, .env.production]`)}`,
    () => 'services:\n  app:\n    <<: *nothing\n    build: { context: ., dockerfile: docker-compose.yml }\n    command: ["npm", ["start"], null, 1]\n    environment: { A: [1], B: null }\n  web: null\n  x: [a]\n  y: { build: [], command: {} }',
    () => `services:${times(500, (index) => `${' '.repeat(index + 1)}a:`)}`,
    () => `services: ${'['.repeat(5000)}`,
    () => 'services:\n  app:\n    build: ../../../..\n    command: node "app.js\n    env_file: docker-compose.yml\n',
  ],
  'nginx.conf': [
    () => `http { include nginx.conf; upstream app { server app; server app:\${PORT}; } server { ${times(3000, (index) => `location /${index} { proxy_pass http://app; proxy_cookie_path / /${index}; }`, ' ')} } }`,
    () => `${'server { location / { '.repeat(2000)} proxy_pass http://localhost:3000;`,
    () => 'server { set $a $b; set $b $a; location / { proxy_pass $a; proxy_pass http://$b; } location ~ ^(a+)+$ { proxy_pass http://; proxy_set_header X-Forwarded-Proto; proxy_cookie_domain ~^(.*)+$ $1; } }',
    () => `proxy_pass "${'\\"'.repeat(50_000)}`,
    () => `server { proxy_pass ${'a#'.repeat(50_000)}${'${A}'.repeat(5000)}; }`,
  ],
  'Caddyfile': [() => 'a.com {\n reverse_proxy '.repeat(3000), () => '{$A} {\n\timport Caddyfile\n\treverse_proxy {$B:{$A}} {\n\t\theader_up X-Forwarded-Proto\n\t}\n}'],
  'haproxy.cfg': [() => times(3000, (index) => `frontend f${index}\n bind *:443 ssl\n default_backend b${index}\nbackend b${index}\n server s app:3000 check`), () => 'backend\n server \nfrontend\n http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http\n use_backend if { }'],
  '.htaccess': [() => `${'<If "a">\n'.repeat(3000)}ProxyPass / http://localhost:3000/`],
  'Procfile': [() => 'web: npm start\nweb: node app.js & node app.js\nworker:\n: x\nrelease: sh Procfile', () => `web: ${'node app.js | '.repeat(3000)}`],
  'Dockerfile': [() => `FROM node\n${times(2000, (index) => `ENV A${index}=$A${index} B="`)}\nCMD ["node", "app.js"`, () => 'FROM a AS b\nFROM b AS a\nWORKDIR ../../..\nENTRYPOINT []\nCMD []\nCMD node \\\n\\\n\\\napp.js\nCMD ["sh", "-c", "sh -c \'node app.js\'"]'],
  'ecosystem.config.js': [() => 'module.exports = { apps: [module.exports, { script: "ecosystem.config.js", instances: "max", env: { ...process.env } }, { script: __filename }, null, 1, { script: "." }] };', () => 'module.exports = require("./ecosystem.config.js"); module.exports.apps = module.exports;'],
  'pnpm-workspace.yaml': [() => 'packages: ["**", "!**", ".", "..", "{a,b}/{c,d}/{e,f}/{g,h}"]\ncatalog: { express: "catalog:" }\ncatalogs: { default: [] }', () => 'packages:\n  - \n  - *a\n  - { a: b }'],
  'package-lock.json': [() => `{ "lockfileVersion": 3, "packages": { ${times(20_000, (index) => `"node_modules/p${index}": { "version": "${index}.0.0" }`, ',')} } }`, (random) => JSON.stringify({ lockfileVersion: oneOf(random), packages: oneOf(random), dependencies: oneOf(random) })],
  'yarn.lock': [() => times(20_000, (index) => `express@^${index}.0.0, "express@npm:${index}":\n  version "${index}.x"`), () => `${'a, '.repeat(50_000)}:\n  version "1.0.0"`],
  'pnpm-lock.yaml': [() => `importers:\n  .:\n    dependencies:\n${times(10_000, (index) => `      express:\n        specifier: ${index}\n        version: ${index}.0.0(${'('.repeat(20)}`)}`],
  '.gitignore': [() => '*\n!*\n**/**/**\n!app.js\n/', () => times(2000, (index) => `a${'*?'.repeat(20)}${index}`), () => '[\n\\\n[z-a]\n!\n{{{\n(((\n+++'],
  'config/default.json': [(random) => JSON.stringify({ session: oneOf(random), cookie: oneOf(random), port: oneOf(random) })],
  'vercel.json': [(random) => JSON.stringify({ builds: [{ src: oneOf(random), use: '@vercel/node' }, oneOf(random)], rewrites: [{ destination: oneOf(random) }], functions: oneOf(random) })],
  'nest-cli.json': [(random) => JSON.stringify({ sourceRoot: oneOf(random), entryFile: oneOf(random), projects: oneOf(random) })],
  'nodemon.json': [(random) => JSON.stringify({ exec: oneOf(random), execMap: oneOf(random), env: oneOf(random), script: 'app.js' })],
};

/** The name of a file of settings, and what it says. */
export function settingsFile(random: Random): readonly [path: string, text: string] {
  const path = random.pick(Object.keys(files));
  return [path, random.pick(files[path] ?? [])(random)];
}
