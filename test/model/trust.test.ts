import { describe, expect, it } from 'vitest';
import { trustReadings } from '../../src/model/trust.ts';
import { appNamed, worldOf } from './worlds.ts';

/** What requests of `app` find on each path, sorted. */
function trustIn(code: string, environment = 'production', name = 'app'): readonly string[] {
  const world = worldOf(`const app = express();\n${code}\napp.listen(3000);`, environment);
  return trustReadings(world, appNamed(world, name)).map(({ trust }) => trust).toSorted();
}

describe('what requests find as `trust proxy`', () => {
  it.each([
    ['', 'absent'],
    ['app.set(\'trust proxy\', 1);', 'trusting'],
    ['app.set(\'trust proxy\', true);', 'trusting'],
    ['app.enable(\'trust proxy\');', 'trusting'],
    ['app.set(\'trust proxy\', \'loopback\');', 'trusting'],
    ['app.set(\'trust proxy\', [\'10.0.0.0/8\']);', 'trusting'],
    ['app.set(\'trust proxy\', () => true);', 'trusting'],
    ['app.set(\'trust proxy\', 0);', 'off'],
    ['app.set(\'trust proxy\', undefined);', 'off'],
    ['app.disable(\'trust proxy\');', 'off'],
    ['app.set(\'trust proxy\', \'1\');', 'faulty'],
    ['app.set(\'trust proxy\', process.env.HOPS);', 'faulty'],
    ['app.set(\'trust proxy\');', 'faulty'],
    ['app.set(\'trustProxy\', 1);', 'faulty'],
    ['app.set(\'trust proxy\', Number(process.env.HOPS));', 'unknown'],
    ['app.set(process.env.NAME, 1);', 'unknown'],
    ['app.set(\'view engine\', \'ejs\');', 'absent'],
    ['app.set(\'proxy\', \'http://proxy.example.com\');', 'absent'],
  ])('with %s: %s', (code, trust) => {
    expect(trustIn(code)).toEqual([trust]);
  });

  it('is what the last setting says, under its conditions', () => {
    expect(trustIn('app.set(\'trust proxy\', 1);\napp.set(\'trust proxy\', false);')).toEqual(['off']);
    expect(trustIn('app.set(\'trust proxy\', 1);\nif (process.env.X) app.set(\'trust proxy\', false);')).toEqual(['off', 'trusting']);
  });

  it('follows the environment', () => {
    const code = 'if (app.get(\'env\') === \'production\') app.set(\'trust proxy\', 1);';
    expect(trustIn(code)).toEqual(['trusting']);
    expect(trustIn(code, 'development')).toEqual(['absent']);
  });

  it('comes from the app it is mounted in, set before or after, unless it says so itself', () => {
    expect(trustIn('const shop = express();\napp.use(\'/shop\', shop);\napp.set(\'trust proxy\', 1);', 'production', 'shop')).toEqual(['trusting']);
    expect(trustIn('const shop = express();\nshop.set(\'trust proxy\', false);\napp.use(shop);\napp.set(\'trust proxy\', 1);', 'production', 'shop')).toEqual(['off']);
  });

  it('does not come through a router, which runs an app as a function', () => {
    const code = 'const router = express.Router();\nconst shop = express();\nrouter.use(shop);\napp.use(router);\napp.set(\'trust proxy\', 1);';
    expect(trustIn(code, 'production', 'shop')).toEqual(['absent']);
  });

  it('is another fault where the setting is made on an app that no request reaches', () => {
    expect(trustIn('const other = express();\nother.set(\'trust proxy\', 1);')).toEqual(['faulty']);
  });
});
