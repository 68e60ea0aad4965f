import { describe, expect, it } from 'vitest';
import { diagnose, type Diagnostic } from '../../src/engine/diagnostic.ts';
import { judge } from '../../src/engine/judged.ts';
import { PRODUCT } from '../../src/engine/product.ts';
import { defineRule, type Rule } from '../../src/rule.ts';
import { memoryFiles } from '../../src/source/overlay.ts';
import type { World } from '../../src/model/index.ts';
import { workspaceOf } from '../../src/model/workspace.ts';
import { refuses, ROOT, worldOf } from './fakes.ts';

const files = memoryFiles({ [`${ROOT}/app.js`]: 'bad(1); worse(1); bad(2);', [`${ROOT}/a.js`]: 'bad(1)' });
const input = { files, serverFiles: [`${ROOT}/app.js`, `${ROOT}/a.js`] };
const production = worldOf(input, 'production');
const development = worldOf(input, 'development');

function diagnosed(worlds: readonly World[], rules: readonly Rule[]): readonly Diagnostic[] {
  return diagnose(judge(workspaceOf({ root: ROOT, worlds }), rules), rules);
}

/** A rule that speaks of the first session of each world it is told. */
function speaksIn(environments: readonly string[], message = 'It breaks {{environment}}.'): Rule {
  return defineRule({
    name: 'speaks', level: 'warn', since: '0.1.0', description: '', symptom: '', offers: 'none', messages: { it: message },
    check(workspace, report) {
      for (const world of workspace.judged) {
        const [session] = world.sessions;
        if (session && environments.includes(world.environment)) report('it', { at: session.at, world, data: {} });
      }
    },
  });
}

describe('diagnostics', () => {
  it('are one for each place, however many worlds they hold in, in the order of the places', () => {
    const found = diagnosed([production, development], [refuses('worse'), refuses('bad')]);
    expect(found.map(({ rule, at }) => [rule, at.file, at.start])).toEqual([
      ['no-bad', '/app/a.js', 0], ['no-bad', '/app/app.js', 0], ['no-worse', '/app/app.js', 8], ['no-bad', '/app/app.js', 18],
    ]);
    expect(found[0]?.environments).toEqual(['production', 'development']);
    expect(found[0]?.evidence).toHaveLength(1);
  });

  it.each([
    [['production'], 'It breaks in production.'],
    [['development'], 'It breaks in development.'],
    [['production', 'development'], 'It breaks in production and development.'],
    [['production', 'development', 'staging'], 'It breaks in every environment.'],
  ])('name the environments they hold in: %j', (environments, message) => {
    const worlds = [production, development, worldOf(input, 'staging')];
    expect(diagnosed(worlds, [speaksIn(environments)])[0]?.message).toBe(message);
  });

  it('say "any" where they say what does not happen', () => {
    const said = (message: string): string | undefined => diagnosed([production, development], [speaksIn(['production', 'development'], message)])[0]?.message;
    expect(said('The cookie is never set {{environment}}.')).toBe('The cookie is never set in any environment.');
    expect(said('There is no proxy. The cookie breaks {{environment}}.')).toBe('There is no proxy. The cookie breaks in every environment.');
  });

  it('measure "every environment" by the entry they are about', () => {
    const other = worldOf({ files, serverFiles: [] }, 'staging', '/app/worker.js');
    expect(diagnosed([production, development, other], [speaksIn(['production', 'development'])])[0]?.message).toBe('It breaks in every environment.');
  });

  it('keep a choice where the worlds want different fixes', () => {
    let number = 0;
    const rule = refuses('worse', { fix: at => ({ title: `say ${number += 1}`, edits: [{ edit: 'replace', at, code: 'good' }] }) });
    const [found] = diagnosed([production, development], [rule]);
    expect(found?.fix).toBeUndefined();
    expect(found?.suggest.map(change => change.title)).toEqual(['say 1', 'say 2']);
  });

  it('tell that a rule did not finish, and what the others found', () => {
    const broken: Rule = { ...refuses('bad'), name: 'broken', run: () => { throw new TypeError('no such thing\n    at somewhere'); } };
    const [crash, ...others] = diagnosed([production], [broken, refuses('worse')]);
    expect(others.map(({ rule }) => rule)).toEqual(['no-worse']);
    expect(crash).toMatchObject({ rule: 'broken', crashed: true, at: { file: '/app/app.js', start: 0 } });
    expect(crash?.message).toContain('`broken` stopped with "TypeError: no such thing"');
    expect(crash?.message).toContain('/app/app.js');
    expect(crash?.message).toContain(PRODUCT.bugs);
  });

  it('tell what a rule found in the programs that it finished', () => {
    const other = worldOf({ files, serverFiles: [`${ROOT}/a.js`] }, 'production', '/app/a.js');
    const broken: Rule = { ...refuses('bad'), run: workspace => {
      if (workspace.judged.includes(production)) throw new Error('no');
      return refuses('bad').run(workspace);
    } };
    expect(diagnosed([production, other], [broken]).map(({ at, crashed }) => [at.file, crashed])).toEqual([['/app/a.js', undefined], ['/app/app.js', true]]);
  });
});
