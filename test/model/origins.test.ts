import { describe, expect, it } from 'vitest';
import { allowedOrigins } from '../../src/model/origins.ts';
import type { Value } from '../../src/model/index.ts';
import { worldOf } from './worlds.ts';

/** The origins that `origin` lets in, one list a path; `undefined` where they can't all be seen. */
function allowedBy(origin: string, before = ''): readonly (readonly string[])[] | undefined {
  const world = worldOf(`import cors from 'cors';\nconst app = express();\n${before}\napp.use(cors({ credentials: true, origin: ${origin} }));\napp.listen(3000);`);
  const value: Value | undefined = world.cors[0]?.options?.properties.find(({ name }) => name === 'origin')?.value;
  if (!value) throw new Error('an origin is expected');
  return allowedOrigins(value)?.map(list => list.map(({ text }) => text));
}

const LIST = 'const allowed = [\'https://a.example.com\', \'https://b.example.com\'];';
const BOTH = ['https://a.example.com', 'https://b.example.com'];

describe('the origins that are let in', () => {
  it.each([
    ['\'https://a.example.com\'', [['https://a.example.com']]],
    ['allowed', [BOTH]],
    ['[...allowed, process.env.CLIENT]', [BOTH]],
    ['/\\.vercel\\.app$/', [['https://*.vercel.app']]],
    ['/^https:\\/\\/a\\.example\\.com$/', [['https://a.example.com']]],
    ['/^https:\\/\\/(a|b)\\.example\\.com$/', undefined],
    ['process.env.X ? allowed : \'https://a.example.com\'', [BOTH, ['https://a.example.com']]],
  ])('by %s', (origin, expected) => {
    expect(allowedBy(origin, LIST)).toEqual(expected);
  });

  it.each([
    '(origin, done) => { if (!origin || allowed.includes(origin)) done(null, true); else done(new Error(\'no\')); }',
    '(origin, done) => { if (allowed.indexOf(origin) === -1) return done(new Error(\'no\'), false); return done(null, true); }',
    '(origin, done) => done(null, allowed.indexOf(origin) >= 0)',
    '(origin, done) => done(null, allowed.includes(origin))',
    '(origin, done) => done(null, allowed.some((one) => one === origin))',
    '(origin, done) => (allowed.includes(origin) ? done(null, origin) : done(null, false))',
    '(origin, done) => { if (origin === allowed[0] || origin === \'https://b.example.com\') done(null, true); else done(null, false); }',
  ])('by the function %s', origin => {
    expect(allowedBy(origin, LIST)).toEqual([BOTH]);
  });

  it.each([
    'process.env.CLIENT', '/./', 'true', '(origin, done) => done(null, true)', '(origin, done) => done(null, isKnown(origin))',
    '(origin, done) => { if (allowed.includes(origin)) done(new Error(\'blocked\')); else done(null, true); }',
  ])('are not told by %s', origin => {
    expect(allowedBy(origin, LIST) ?? []).toEqual(origin === 'true' ? [[]] : []);
  });
});
