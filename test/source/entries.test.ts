import { describe, expect, it } from 'vitest';
import { entriesOf, type Entry, startsOf } from '../../src/source/entries.ts';
import { memoryFiles } from '../../src/source/overlay.ts';
import { packageAt } from '../../src/source/packages.ts';

interface Project {
  readonly scripts?: Record<string, string>;
  readonly manifest?: Record<string, unknown>;
  readonly files?: Record<string, string>;
}

function entries({ scripts, manifest, files }: Project, directory = '/app', root = '/app'): readonly Entry[] {
  const contents = { '/app/package.json': JSON.stringify({ scripts, ...manifest }), ...files };
  const all = memoryFiles(contents);
  const owner = packageAt(all, directory);
  if (owner === undefined) throw new Error(`no package in ${directory}`);
  return entriesOf(all, owner, root);
}

/** What one start script starts, as paths below the package. */
function started(script: string, files: string[], more: Project = {}): string[] {
  const texts = Object.fromEntries(files.map(file => [`/app/${file}`, '']));
  return entries({ ...more, scripts: { start: script, ...more.scripts }, files: { ...texts, ...more.files } }).map(entry => entry.file.replace('/app/', ''));
}

describe('commands that start a file', () => {
  it.each([
    ['node server.js', 'server.js'], ['node server', 'server.js'], ['node ./bin/www', 'bin/www'], ['node .', 'index.js'], ['node src', 'src/index.js'],
    ['node --inspect=9229 --max-old-space-size=4096 server.js --port 3', 'server.js'], ['node --watch server.js', 'server.js'], ['node inspect server.js', 'server.js'],
    ['nodemon server.js', 'server.js'], ['nodemon -e js,hbs -w src server.js', 'server.js'], ['nodemon --exec babel-node src/index.js', 'src/index.js'],
    ['nodemon src/app.ts --exec ts-node', 'src/app.ts'], ['nodemon --watch src --exec "ts-node -r tsconfig-paths/register" src/app.ts', 'src/app.ts'], ["nodemon -x 'node server.js'", 'server.js'],
    ['ts-node src/app.ts', 'src/app.ts'], ['ts-node -P tsconfig.json --files src/app.ts', 'src/app.ts'], ['ts-node-dev --respawn --transpile-only src/app.ts', 'src/app.ts'],
    ['tsx watch --env-file=.env src/app.ts', 'src/app.ts'], ['babel-node --presets env src/index.js', 'src/index.js'], ['bun --hot src/app.ts', 'src/app.ts'], ['bun run src/app.ts', 'src/app.ts'],
    ['pm2 start server.js -i max --name web', 'server.js'], ['pm2-runtime server.js', 'server.js'], ['forever start -l log.txt server.js', 'server.js'],
    ['cross-env NODE_ENV=production PORT=80 node server.js', 'server.js'], ['NODE_ENV=production node server.js', 'server.js'], ['set NODE_ENV=production && node server.js', 'server.js'],
    ['dotenv -e .env.local -- node server.js', 'server.js'], ['env-cmd -f .env node server.js', 'server.js'], ['npx nodemon server.js', 'server.js'],
    ['node_modules/.bin/nodemon server.js', 'server.js'], ['node ./node_modules/nodemon/bin/nodemon.js server.js', 'server.js'],
    ['concurrently -n api,web "node server.js" "cd web && vite"', 'server.js'], ['npm run lint && node server.js', 'server.js'], ['tsc; node server.js | bunyan', 'server.js'],
    ['cd src && node index.js', 'src/index.js'], ['wait-on tcp:6379 && dumb-init node server.js', 'server.js'], ['sh -c "node server.js"', 'server.js'], ['doppler run -- node server.js', 'server.js'],
    ['tsc-watch --onSuccess "node server.js"', 'server.js'], ['node .\\src\\index.js', 'src/index.js'], ['exec node server.js > log 2>&1', 'server.js'],
  ])('%s', (script, file) => {
    expect(started(script, ['server.js', 'index.js', 'bin/www', 'src/index.js', 'src/app.ts', 'node_modules/nodemon/bin/nodemon.js'])).toEqual([file]);
  });

  it.each(['echo "node server.js"', 'node -e "1"', 'node --test', 'docker run node server.js', 'jest --watch', 'pkill node', 'node', 'vite', '', 'node $FILE', 'npm run none'])('%s starts nothing', script => {
    expect(started(script, ['lib/tool.js'])).toEqual([]);
  });

  it('follows scripts that run scripts, with more words, and not in circles', () => {
    expect(started('npm run serve -- --port 3', ['server.js'], { scripts: { serve: 'node server.js' } })).toEqual(['server.js']);
    expect(started('yarn serve', ['server.js'], { scripts: { serve: 'node server.js' } })).toEqual(['server.js']);
    expect(started('pnpm run exec server.js', ['server.js'], { scripts: { exec: 'node' } })).toEqual(['server.js']);
    expect(started('concurrently npm:dev:* "npm:web"', ['a.js', 'b.js'], { scripts: { 'dev:a': 'node a', 'dev:b': 'node b', web: 'vite' } })).toEqual(['a.js', 'b.js']);
    expect(started('run-p dev:*', ['a.js'], { scripts: { 'dev:a': 'node a' } })).toEqual(['a.js']);
    expect(started('npm run again', ['lib/x.js'], { scripts: { again: 'npm start' } })).toEqual([]);
  });

  it('runs nodemon without a script as its settings or package.json say', () => {
    expect(started('nodemon -C --exec "npm run serve" -e js', ['app.js'], { scripts: { serve: 'node app.js' } })).toEqual(['app.js']);
    expect(started('nodemon', ['app.js'], { manifest: { main: 'app.js', scripts: { start: 'nodemon' } } })).toEqual(['app.js']);
    expect(started('nodemon', ['src/app.ts'], { files: { '/app/nodemon.json': '{"watch":["src"],"exec":"ts-node ./src/app.ts"}' } })).toEqual(['src/app.ts']);
    expect(started('nodemon', ['src/app.ts'], { manifest: { nodemonConfig: { exec: 'tsx src/app.ts' }, scripts: { start: 'nodemon' } } })).toEqual(['src/app.ts']);
  });

  it('starts what NestJS starts', () => {
    expect(started('nest start --watch', ['src/main.ts'])).toEqual(['src/main.ts']);
    expect(started('nest start', ['source/server.ts'], { files: { '/app/nest-cli.json': '{"sourceRoot":"source","entryFile":"server"}' } })).toEqual(['source/server.ts']);
    const monorepo = { '/app/nest-cli.json': '{"sourceRoot":"apps/web/src","projects":{"api":{"sourceRoot":"apps/api/src"}}}' };
    expect(started('nest start api', ['apps/api/src/main.ts', 'apps/web/src/main.ts'], { files: monorepo })).toEqual(['apps/api/src/main.ts']);
    expect(started('node dist/apps/api/main', ['apps/api/src/main.ts'])).toEqual(['apps/api/src/main.ts']);
  });

  it('reads shell scripts and task files', () => {
    expect(started('./run.sh', ['server.js'], { files: { '/app/run.sh': '#!/bin/sh\nset -e\nexport NODE_ENV=production\nexec node server.js "$@"\n' } })).toEqual(['server.js']);
    expect(started('gulp', ['server.js'], { files: { '/app/gulpfile.js': "nodemon({ script: 'server.js', ext: 'js' })" } })).toEqual(['server.js']);
  });
});

describe('what a command loads and sets', () => {
  it.each<[string, Partial<Entry>]>([
    ['node -r dotenv/config -r ./tracing.js server.js', { preloads: ['dotenv/config', '/app/tracing.js'] }],
    ['node --import tsx --env-file=.env --env-file .env.local server.js', { preloads: ['tsx'], envFiles: ['/app/.env', '/app/.env.local'] }],
    ["NODE_OPTIONS='--require dotenv/config' node server.js", { preloads: ['dotenv/config'] }],
    ['nodemon -r dotenv/config server.js', { preloads: ['dotenv/config'] }],
    ['pm2 start server.js --node-args="-r dotenv/config"', { preloads: ['dotenv/config'] }],
    ['cross-env NODE_ENV=production nodemon server.js', { nodeEnv: 'production' }],
    ['export NODE_ENV=staging; node server.js', { nodeEnv: 'staging' }],
    ['NODE_ENV=production npm run serve', { nodeEnv: 'production' }],
    ['env-cmd -f config/prod.env node server.js', { envFiles: ['/app/config/prod.env'] }],
    ['env-cmd .env.prod node server.js', { envFiles: ['/app/.env.prod'] }],
    ['dotenv -e .env.prod -- node server.js', { envFiles: ['/app/.env.prod'] }],
  ])('%s', (script, expected) => {
    const [entry] = entries({ scripts: { start: script, serve: 'node server.js' }, files: { '/app/server.js': '' } });
    expect(entry).toEqual({ file: '/app/server.js', how: 'npm start', preloads: [], envFiles: [], ...expected });
  });

  it('does not take a variable for a value', () => {
    expect(entries({ scripts: { start: 'cross-env NODE_ENV=$MODE node server.js' }, files: { '/app/server.js': '' } })[0]).not.toHaveProperty('nodeEnv');
  });

  it('lists a file once for each way it is started, the production script first', () => {
    const found = entries({
      scripts: { test: 'node server.js --test', 'start:dev': 'nodemon -r dotenv/config server.js', again: 'node server.js', start: 'node server.js' },
      files: { '/app/server.js': '' },
    });
    expect(found.map(entry => [entry.how, entry.preloads])).toEqual([['npm start', []], ['npm run start:dev', ['dotenv/config']]]);
  });
});

describe('built output', () => {
  it.each<[string, string, Record<string, string>]>([
    ['node dist/index.js', 'src/index.ts', {}],
    ['node dist/server', 'src/server.ts', {}],
    ['node build/src/app.js', 'src/app.ts', {}],
    ['node lib/app.js', 'src/app.js', {}],
    ['node out/main.js', 'server/main.ts', { '/app/tsconfig.server.json': '{"compilerOptions":{"outDir":"out","rootDir":"./server"}}' }],
    ['node public/js/main.js', 'code/main.ts', { '/app/tsconfig.json': '{"compilerOptions":{"outDir":"public/js"},"include":["code/**/*.ts"]}' }],
    ['babel code -d target && node target/app.js', 'code/app.js', {}],
    ['node server/dist/index.js', 'server/src/index.ts', {}],
    ['tsc --project server/tsconfig.server.json && node backend/app.js', 'server/app.ts', { '/app/server/tsconfig.server.json': '{"compilerOptions":{"outDir":"../backend"}}' }],
    ['esbuild src/api.ts --bundle --outfile=dist/bundle.js && node dist/bundle.js', 'src/api.ts', {}],
    ['webpack && node dist/bundle.js', 'code/boot.js', { '/app/webpack.config.js': "module.exports = { entry: { app: './code/boot.js' } }" }],
    ['node dist/bundle.js', 'src/index.ts', {}],
    ['node dist/main.mjs', 'src/main.mts', {}],
  ])('%s comes from %s', (script, source, files) => {
    expect(started(script, [source], { files })).toEqual([source]);
  });

  it('takes the source though the output is there, but not for a directory that is as often written by hand', () => {
    expect(started('node dist/app.js', ['dist/app.js', 'src/app.ts'])).toEqual(['src/app.ts']);
    expect(started('node lib/app.js', ['lib/app.js', 'src/app.js'])).toEqual(['lib/app.js']);
    expect(started('node dist/app.js', ['dist/app.js'])).toEqual(['dist/app.js']);
  });

  it('takes TypeScript that is compiled in place', () => {
    expect(started('node app.js', ['app.ts'])).toEqual(['app.ts']);
    expect(started('node app.js', ['app.ts', 'app.js', 'tsconfig.json'])).toEqual(['app.ts']);
  });
});

describe('deployment files', () => {
  const server = { '/app/server.js': '', '/app/api/index.js': '' };

  it.each<[string, Record<string, string>, Partial<Entry>]>([
    ['Procfile: web', { '/app/Procfile': 'release: node_modules/.bin/knex migrate\nweb: NODE_ENV=production node server.js\n' }, { nodeEnv: 'production' }],
    ['Dockerfile', { '/app/Dockerfile': 'FROM node:20 AS build\nCMD ["node", "api"]\nFROM node:20\nWORKDIR /usr/src/app\nENV NODE_ENV=production\nCOPY . .\nEXPOSE 3000\nCMD [ "node", "server.js" ]\n' }, { nodeEnv: 'production' }],
    ['Dockerfile', { '/app/Dockerfile': 'FROM node\nENV NODE_ENV production\nENTRYPOINT ["docker-entrypoint.sh"]\nCMD node \\\n  server.js' }, { nodeEnv: 'production' }],
    ['Dockerfile', { '/app/Dockerfile': 'FROM node\nWORKDIR /srv\nENTRYPOINT ["/usr/bin/tini", "--"]\nCMD ["node", "/srv/server.js"]' }, {}],
    ['docker-compose.yml: web', { '/app/docker-compose.yml': 'services:\n  redis:\n    image: redis\n    command: redis-server --save ""\n  web:\n    build: .\n    command: ["node", "server.js"]\n    env_file: .env\n    environment:\n      NODE_ENV: production\n' }, { nodeEnv: 'production', envFiles: ['/app/.env'] }],
    ['compose.prod.yaml: web', { '/app/compose.prod.yaml': 'services:\n  web:\n    build: { context: ., dockerfile: docker/Web }\n    environment:\n      - NODE_ENV=production\n', '/app/docker/Web': 'FROM node\nCMD node server.js' }, { nodeEnv: 'production' }],
    ['ecosystem.config.js', { '/app/ecosystem.config.js': "module.exports = { apps: [{ name: 'web', script: './server.js', instances: 'max', env: { NODE_ENV: 'production' } }] };" }, { nodeEnv: 'production', processes: [{ kind: 'several', text: 'PM2 starts an instance of it for each processor', at: { file: '/app/ecosystem.config.js', start: 64, end: 80 } }] }],
    ['process.json', { '/app/process.json': '{"apps":[{"script":"server.js","env":{"NODE_ENV":"development"},"env_production":{"NODE_ENV":"production"}}]}' }, { nodeEnv: 'production' }],
    ['vercel.json', { '/app/vercel.json': '{"builds":[{"src":"server.js","use":"@vercel/node"},{"src":"public/**","use":"@vercel/static"}]}' }, { processes: [{ kind: 'short-lived', text: 'Vercel runs it as a function, in processes that come and go', at: { file: '/app/vercel.json', start: 18, end: 29 } }] }],
    ['app.yaml', { '/app/app.yaml': 'runtime: nodejs20\nentrypoint: node server.js\n' }, {}],
    ['render.yaml', { '/app/render.yaml': 'services:\n  - type: web\n    startCommand: node server.js\n' }, {}],
    ['app.yaml', { '/app/app.yaml': 'runtime: nodejs20\nentrypoint: node server.js\nenv_variables:\n  NODE_ENV: production\n  SESSION_SECRET: x\n' }, { nodeEnv: 'production', variables: ['SESSION_SECRET'] }],
    ['render.yaml', { '/app/render.yaml': 'services:\n  - type: web\n    startCommand: node server.js\n    envVars:\n      - key: SESSION_SECRET\n        generateValue: true\n' }, { variables: ['SESSION_SECRET'] }],
    ['ecosystem.config.js', { '/app/ecosystem.config.js': "module.exports = { apps: [{ script: './server.js', env_production: { SESSION_SECRET: read('x') } }] };" }, { variables: ['SESSION_SECRET'] }],
  ])('%s', (how, files, expected) => {
    const found = entries({ scripts: { start: 'vite' }, files: { ...server, ...files } });
    expect(found).toEqual([{ file: '/app/server.js', how, preloads: [], envFiles: [], ...expected }]);
  });

  it('finds an image\'s directory in the repository', () => {
    const found = entries({ files: { '/app/server/index.js': '', '/app/Dockerfile': 'FROM node\nWORKDIR /usr/src/app\nCOPY . .\nWORKDIR server\nCMD ["node", "index.js"]' } });
    expect(found.map(entry => entry.file)).toEqual(['/app/server/index.js']);
  });

  it('reads each app of a PM2 file of code by itself', () => {
    const text = "module.exports = { apps: [\n // script: 'old.js'\n { script: 'server.js', env: { NODE_ENV: 'production' } }, { script: 'npm', args: 'run worker' }] }";
    const found = entries({ scripts: { worker: 'node api' }, files: { ...server, '/app/ecosystem.config.cjs': text } });
    expect(found.map(entry => [entry.file, entry.how, entry.nodeEnv])).toEqual([
      ['/app/api/index.js', 'npm run worker', undefined], ['/app/server.js', 'npm start', undefined], ['/app/server.js', 'ecosystem.config.cjs', 'production'],
    ]);
  });

  it('a Dockerfile that many services share is read once', () => {
    const lines = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('\n');
    const files = {
      '/app/server.js': '',
      '/app/Dockerfile': `FROM node\n${lines(2000, index => `ENV A${index}=$A${index}`)}\nCMD ["node", "server.js"]`,
      '/app/docker-compose.yml': `services:\n${lines(2000, index => `  s${index}:\n    build: .`)}`,
    };
    const before = process.cpuUsage();
    expect(entries({ files }).map(({ file }) => file)).toEqual(['/app/server.js']);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000);
  });

  it.each(['Procfile', 'Dockerfile', 'docker-compose.yml', 'ecosystem.config.js', 'process.json', 'vercel.json', 'app.yaml', 'nodemon.json', 'nest-cli.json'])('%s of garbage starts nothing', name => {
    for (const garbage of ['', '{', 'CMD [', ': : [', 'services: [1, {']) expect(entries({ scripts: { dev: 'nodemon', nest: 'nest start' }, files: { [`/app/${name}`]: garbage } })).toEqual([]);
  });
});

describe('package.json itself', () => {
  it('starts its bins, its server.js as npm does, and its main where nothing else starts', () => {
    expect(entries({ manifest: { bin: { tool: './bin/tool.js' }, main: 'lib.js' }, files: { '/app/bin/tool.js': '', '/app/lib.js': '' } }).map(entry => [entry.file, entry.how])).toEqual([['/app/bin/tool.js', 'bin of package.json']]);
    expect(entries({ files: { '/app/server.js': '' } }).map(entry => entry.how)).toEqual(['npm start']);
    expect(entries({ manifest: { main: 'dist/app.js' }, files: { '/app/src/app.ts': '' } }).map(entry => [entry.file, entry.how])).toEqual([['/app/src/app.ts', 'main of package.json']]);
  });

  it('takes a file of the usual name where nothing says what is started', () => {
    const found = entries({ scripts: { test: 'jest' }, manifest: { main: 'gone.js' }, files: { '/app/src/app.js': '', '/app/src/server.js': '', '/app/src/other.js': '' } });
    expect(found).toEqual([{ file: '/app/src/server.js', how: 'server.js, by its name', preloads: [], envFiles: [] }]);
  });

  it('says which command runs a file that is not there', () => {
    const files = memoryFiles({ '/app/package.json': '{"scripts":{"start":"node gone.js"}}' });
    const owner = packageAt(files, '/app');
    expect(owner && startsOf(files, owner)).toEqual({ entries: [], problems: [{ file: '/app/package.json', detail: 'npm start runs /app/gone.js, which is not there.' }] });
  });
});

describe('several packages', () => {
  const files = {
    '/repo/package.json': '{"name":"root","workspaces":["packages/*"],"scripts":{"start":"node packages/api/index.js","dev":"npm run dev --prefix web","api":"cross-env NODE_ENV=production yarn workspace @x/api serve","here":"cd packages/api && npm run serve"}}',
    '/repo/packages/api/package.json': '{"name":"@x/api","scripts":{"serve":"node serve.js"}}',
    '/repo/packages/api/index.js': '', '/repo/packages/api/serve.js': '',
    '/repo/web/package.json': '{"name":"web","scripts":{"dev":"node dev.js"}}', '/repo/web/dev.js': '',
    '/repo/docker-compose.yml': 'services:\n  api:\n    build: ./packages/api\n', '/repo/packages/api/Dockerfile': 'FROM node\nENV PORT=1\nCMD ["npm", "run", "serve"]',
  };

  it('finds what packages above start inside one', () => {
    expect(entries({ files }, '/repo/packages/api', '/repo').map(entry => [entry.file.replace('/repo/packages/api/', ''), entry.how, entry.nodeEnv])).toEqual([
      ['serve.js', 'npm run serve', undefined], ['index.js', 'npm start', undefined], ['serve.js', 'npm run api', 'production'],
    ]);
  });

  it('runs a script of another package there', () => {
    expect(entries({ files }, '/repo', '/repo').map(entry => [entry.file.replace('/repo/', ''), entry.how])).toContainEqual(['web/dev.js', 'npm run dev']);
  });
});
