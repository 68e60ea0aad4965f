import { describe, expect, it } from 'vitest';
import { ran } from './programs.ts';

const HEAD = "import express from 'express'; import session from 'express-session'; const app = express();\n";

describe('the namespace of a module', () => {
  it('gives what is exported by the time it is read', () => {
    const found = ran({ 'app.mjs': `${HEAD}import * as shared from './shared.mjs'; shared.init(); app.use(session({ name: shared.name }))`, 'shared.mjs': "export let name = 'early'; export function init() { name = 'late' }" });
    expect(found.option('name')).toBe("'late'");
  });

  it('is one object, whoever imports it', () => {
    const found = ran({
      'app.mjs': `${HEAD}import * as a from './a.mjs'; import { all } from './b.mjs'; if (a === all) app.use(function same() {}); else app.use(function other() {})`,
      'a.mjs': 'export const x = 1',
      'b.mjs': "import * as all from './a.mjs'; export { all }",
    });
    expect(found.stack).toEqual(['same']);
  });

  it('can be spread and gone over, with what is exported of other modules, but for their default', () => {
    const found = ran({
      'app.mjs': `${HEAD}import * as options from './options.mjs'; app.use(session({ ...options })); app.use(Object.keys(options).includes('default') ? function wrong() {} : function right() {})`,
      'options.mjs': "export const name = 'sid'; export * from './more.mjs'",
      'more.mjs': 'export const rolling = true; export default { name: 1 }',
    });
    expect(found.option('name')).toBe("'sid'");
    expect(found.option('rolling')).toBe('true');
    expect(found.option('default')).toBe('absent');
    expect(found.stack.at(-1)).toBe('right');
  });

  it('stays as it is where unknown code is given it, or a function of it is called', () => {
    const found = ran({ 'app.mjs': `${HEAD}import * as options from './options.mjs'; unknown(options); options.load(options); app.use(session(options))`, 'options.mjs': "export const name = 'sid'; export const load = (x) => { unknown(x) }" });
    expect(found.option('name')).toBe("'sid'");
    expect(found.option('rolling')).toBe('absent');
  });

  it('is what `import()` gives', () => {
    const found = ran({ 'app.mjs': `${HEAD}const { name, default: whole } = await import('./options.mjs'); app.use(session({ name })); if (whole) app.use(function wrong() {})`, 'options.mjs': "export const name = 'sid'" });
    expect(found.option('name')).toBe("'sid'");
    expect(found.stack).toEqual(['session (later)']);
  });
});
