import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import type { Analysis } from '../../src/engine/analysis.ts';
import { applyAll, fixOf, fixOrSuggestionOf, type Changed } from './apply.ts';
import { analyseFixture, findings, fixedFiles, marks, ruleFixtures, type RuleFixture } from './fixture.ts';

describe.each(ruleFixtures())('$rule/$name', fixture => {
  const analysis = analyseFixture(fixture);
  const { fix } = fixture;

  it('carries the findings that are marked and no others, of any rule', () => {
    expect(analysis.failure).toBeUndefined();
    expect(findings(analysis)).toEqual(marks(fixture));
    expect(analysis.problems).toEqual([]);
  });

  it(fixture.name.startsWith('flags-') ? 'has a finding of its rule' : 'has no finding', () => {
    const own = findings(analysis).filter(finding => finding.endsWith(` ${fixture.rule}`));
    expect(own.length > 0).toBe(fixture.name.startsWith('flags-'));
    expect(fix !== undefined).toBe(fixture.name.startsWith('flags-'));
  });

  if (fix === 'fix') {
    it('becomes what `fixed/` holds with `--fix`, and nothing more the second time', () => {
      const once = applyAll(analysis, fixOf);
      expect(changedFiles(fixture, once)).toEqual(fixedFiles(fixture));
      expect(applyAll(once.analysis, fixOf).texts.size).toBe(0);
    });
  }

  if (fix === 'suggest') {
    it('is left alone by `--fix`, and becomes what `fixed/` holds with its suggestion', () => {
      expect(ownOffers(analysis, fixture).some(({ fix: own }) => own)).toBe(false);
      expect(changedFiles(fixture, applyAll(analysis, fixOrSuggestionOf))).toEqual(fixedFiles(fixture));
    });
  }

  if (fix === 'by-hand' || fix === 'none') {
    it('is left alone by `--fix`', () => {
      expect(ownOffers(analysis, fixture).some(({ fix: own }) => own)).toBe(false);
    });
  }

  if (fix !== undefined) {
    it(fix === 'none' ? 'has nothing in `fixed/`' : 'has nothing more to say of `fixed/`', () => {
      const fixed = fixedFiles(fixture);
      expect(fixed.size > 0).toBe(fix !== 'none');
      if (fixed.size === 0) return;
      const after = [...fixed].reduce((one, [file, text]) => one.withText(`${fixture.directory}/${file}`, text), analysis);
      expect(findings(after)).toEqual([]);
      expect(after.problems).toEqual([]);
    });
  }
});

it('are there for every rule and for no other', () => {
  expect([...new Set(ruleFixtures().map(({ rule }) => rule))]).toEqual(rules.map(({ name }) => name).toSorted());
});

function ownOffers(analysis: Analysis, { rule }: RuleFixture): readonly ReturnType<Analysis['offers']>[] {
  return analysis.diagnostics.filter(diagnostic => diagnostic.rule === rule).map(diagnostic => analysis.offers(diagnostic));
}

function changedFiles({ directory }: RuleFixture, { texts }: Changed): ReadonlyMap<string, string> {
  return new Map([...texts].map(([file, text]) => [relative(directory, file).replaceAll('\\', '/'), text] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
