import { describe, expect, it } from 'vitest';
import { Analysis, type Offers } from '../../src/engine/analysis.ts';
import { FactsStore } from '../../src/engine/cache/facts.ts';
import { applyEdits } from '../../src/engine/edits/text-edit.ts';
import type { Change, Rule } from '../../src/rule.ts';
import { memoryFiles } from '../../src/source/overlay.ts';
import type { Place } from '../../src/source/place.ts';
import { fakeBuild, NO_SETTINGS, refuses, ROOT } from './fakes.ts';

const FILE = `${ROOT}/app.js`;
const facts = new FactsStore(undefined);

function say(code: string, mayReveal?: readonly string[]): (at: Place) => Change {
  return at => ({ title: `say ${code}`, edits: [{ edit: 'replace', at, code }], ...(mayReveal ? { mayReveal } : {}) });
}

/** Every text speaks of sessions: what does not is no server's. */
function analysisOf(text: string, rules: readonly Rule[], build = fakeBuild()): Analysis {
  return new Analysis({
    root: ROOT, files: memoryFiles({ [FILE]: `${text}\n// express-session\n` }), facts, settings: NO_SETTINGS, parts: { build, rules },
    relevant: { server: [FILE], client: [], looksInto: () => true, problems: [] },
  });
}

/** What is offered for the first diagnostic. */
function offers(text: string, ...rules: Rule[]): Offers {
  const analysis = analysisOf(text, rules);
  const [first] = analysis.diagnostics;
  if (first === undefined) throw new Error('Nothing was found.');
  return analysis.offers(first);
}

describe('a change', () => {
  it('is offered where it helps', () => {
    const { fix } = offers('bad(1);', refuses('bad', { fix: say('good') }));
    expect(fix?.title).toBe('say good');
    expect(applyEdits('bad(1);', fix?.edits ?? [])).toBe('good(1);');
  });

  it('becomes advice where the finding stays', () => {
    expect(offers('bad(1);', refuses('bad', { fix: say('bad') }))).toEqual({ suggestions: [], advice: ['say bad'] });
  });

  it('becomes advice where the finding comes back elsewhere', () => {
    const moves: (at: Place) => Change = at => ({ title: 'move it', edits: [{ edit: 'move-statement-after', statement: { ...at, end: at.end + 4 }, after: { ...at, start: 8, end: 16 } }] });
    expect(offers('bad(1);\nother();\n', refuses('bad', { fix: moves })).advice).toEqual(['move it']);
  });

  it('becomes advice where the text no longer parses', () => {
    expect(offers('bad(1);', refuses('bad', { fix: say('else') })).advice).toEqual(['say else']);
  });

  it('is offered in a text that did not parse before', () => {
    expect(offers('bad(1); const =', refuses('bad', { fix: say('good') })).fix?.title).toBe('say good');
  });

  it('becomes advice where it wakes another rule', () => {
    expect(offers('bad(1);', refuses('bad', { fix: say('worse') }), refuses('worse')).advice).toEqual(['say worse']);
  });

  it('may wake a lesser rule', () => {
    expect(offers('bad(1);', refuses('bad', { fix: say('worse') }), refuses('worse', { level: 'warn' })).fix).toBeDefined();
  });

  it('may wake the rules it names', () => {
    expect(offers('bad(1);', refuses('bad', { fix: say('worse', ['no-worse']) }), refuses('worse')).fix).toBeDefined();
  });

  it('becomes advice where a rule can no longer finish', () => {
    const fragile: Rule = { ...refuses('x'), level: 'strict', run: ({ worlds }) => {
      if (worlds.every(({ sessions }) => sessions.every(({ version }) => version.range !== 'bad'))) throw new Error('nothing to do');
      return [];
    } };
    expect(offers('bad(1);', refuses('bad', { fix: say('good') }), fragile).advice).toEqual(['say good']);
  });

  it('is proved one by one: what stands elsewhere may stay', () => {
    const analysis = analysisOf('bad(1); worse(1); bad(2);', [refuses('bad', { fix: say('goodness') }), refuses('worse')]);
    expect(analysis.diagnostics.map(found => analysis.offers(found).fix?.title)).toEqual(['say goodness', undefined, 'say goodness']);
  });

  it('becomes advice where it edits another file', () => {
    const elsewhere: (at: Place) => Change = at => ({ title: 'go', edits: [{ edit: 'replace', at: { ...at, file: '/app/b.js' }, code: 'good' }] });
    expect(offers('bad(1);', refuses('bad', { fix: elsewhere })).advice).toEqual(['go']);
  });

  it('is proved as a suggestion too', () => {
    const { suggestions, advice } = offers('bad(1);', refuses('bad', { suggest: at => [say('good')(at), say('bad')(at)] }));
    expect([suggestions.map(({ title }) => title), advice]).toEqual([['say good'], ['say bad']]);
  });

  it('is proved when it is asked for, and once', () => {
    const build = fakeBuild();
    const analysis = analysisOf('bad(1);', [refuses('bad', { fix: say('good') })], build);
    expect(build.runs).toBe(1);
    analysis.diagnostics.forEach(found => { analysis.offers(found); analysis.offers(found); });
    expect(build.runs).toBe(2);
  });
});

describe('a workspace that can\'t be modelled', () => {
  it('is told as such', () => {
    const analysis = analysisOf('bad(1);', [refuses('bad')], Object.assign(() => { throw new RangeError('too deep'); }, { runs: 0 }));
    expect(analysis.diagnostics).toEqual([]);
    expect(analysis.failure).toContain('RangeError: too deep');
  });
});

describe('problems', () => {
  it('name the files that could not be read whole', () => {
    expect(analysisOf('const =', []).problems).toEqual([{ file: FILE, detail: expect.stringContaining('syntax error') as string }]);
  });
});
