import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/source/overlay.ts';
import { plainHttpIn } from '../../src/source/published.ts';

const COMPOSE = 'services:\n  api:\n    build: ./api\n    environment:\n      NODE_ENV: production\n    ports:\n      - "8080:3000"\n  db:\n    image: postgres:17\n    ports:\n      - "5432:5432"\n';

/** The published port as it is written; `undefined` where nothing is shown. */
function portIn(compose: string, more: Record<string, string> = {}): string | undefined {
  const files = { '/shop/docker-compose.yml': compose, '/shop/api/package.json': '{}', ...more };
  const place = plainHttpIn(memoryFiles(files), '/shop/api', '/shop');
  return place && files['/shop/docker-compose.yml'].slice(place.start, place.end);
}

describe('a program that users reach over plain HTTP', () => {
  it('is one whose port a compose file publishes in production', () => {
    expect(portIn(COMPOSE)).toBe('8080:3000');
    expect(portIn(COMPOSE.replace('NODE_ENV: production', '- NODE_ENV=production').replace('"8080:3000"', '80:3000'))).toBe('80:3000');
    expect(portIn(COMPOSE.replace('    environment:\n      NODE_ENV: production\n', ''), { '/shop/api/Dockerfile': 'FROM node:22\nENV NODE_ENV=production\n' })).toBe('8080:3000');
  });

  it.each([
    ['is run in another environment', COMPOSE.replace('production', 'development'), {}],
    ['says nothing of its environment', COMPOSE.replace('    environment:\n      NODE_ENV: production\n', ''), {}],
    ['is published on the machine alone', COMPOSE.replace('"8080', '"127.0.0.1:8080'), {}],
    ['is not published', COMPOSE.replace('    ports:\n      - "8080:3000"\n', ''), {}],
    ['is built elsewhere', COMPOSE.replace('./api', './worker'), {}],
    ['stands behind a proxy of the compose file', `${COMPOSE}  front:\n    image: nginx:1.29\n`, {}],
    ['stands behind a proxy of the repository', COMPOSE, { '/shop/nginx.conf': '' }],
    ['is hosted', COMPOSE, { '/shop/api/fly.toml': '' }],
  ])('is not one that %s', (_, compose, more) => {
    expect(portIn(compose, more)).toBeUndefined();
  });

  it('is not shown by garbage', () => {
    expect(portIn('services: [')).toBeUndefined();
    expect(portIn('services:\n  api: 1\n')).toBeUndefined();
  });
});
