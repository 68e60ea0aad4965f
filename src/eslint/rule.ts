import type { TSESLint } from '@typescript-eslint/utils';
import type { Analysis } from '../engine/analysis.ts';
import type { Diagnostic } from '../engine/diagnostic.ts';
import { headline } from '../engine/diagnostic.ts';
import { pageOf, PRODUCT } from '../engine/product.ts';
import type { ProvedChange } from '../engine/proof.ts';
import type { Rule } from '../rule.ts';
import { toPosix } from '../source/paths.ts';
import { findingsIn } from './findings.ts';
import { messageOf } from './message.ts';

type MessageIds = 'finding' | 'change';
/** What a rule's documentation says besides its description. */
interface Docs {
  readonly recommended: boolean;
}
type Module = TSESLint.RuleModule<MessageIds, [], Docs>;
type Context = Readonly<TSESLint.RuleContext<MessageIds, []>>;

/** The texts of which something was said that concerns no single rule. */
const complainedOf = new WeakSet();

/**
 * A rule as ESLint runs it. It looks at no syntax, so that it works with any parser: all it needs is the text.
 * It never throws: a failure of its own is a finding, and the other rules go on.
 */
export function ruleModule(rule: Rule): Module {
  const fixable = rule.offers === 'fix' || rule.offers === 'either';
  return {
    meta: {
      type: rule.level === 'error' ? 'problem' : 'suggestion',
      docs: { description: rule.description, url: pageOf(rule.name), recommended: rule.level !== 'strict' },
      ...(fixable ? { fixable: 'code' } : {}),
      ...(rule.offers === 'none' ? {} : { hasSuggestions: true }),
      messages: { finding: '{{message}}', change: '{{title}}' },
      schema: [],
      defaultOptions: [],
    },
    // A rule that has nothing to say listens to nothing: most have nothing to say of most files.
    create: context => (hasWords(context, rule) ? { Program: () => report(context, rule) } : {}),
  };
}

/** Whether there is anything to report, a failure included: that is told when the file is gone through. */
function hasWords(context: Context, rule: Rule): boolean {
  try {
    const { diagnostics, complaints } = findingsIn(context);
    return complaints.length > 0 || diagnostics.some(diagnostic => diagnostic.rule === rule.name);
  } catch {
    return true;
  }
}

function report(context: Context, rule: Rule): void {
  try {
    const { analysis, diagnostics, complaints } = findingsIn(context);
    if (complaints.length > 0 && !complainedOf.has(context.sourceCode)) {
      complainedOf.add(context.sourceCode);
      for (const message of complaints) say(context, message);
    }
    if (analysis === undefined) return;
    for (const diagnostic of diagnostics) if (diagnostic.rule === rule.name) reportOne(context, analysis, diagnostic);
  } catch (error) {
    say(context, `The rule \`${rule.name}\` stopped with "${headline(error)}" on ${context.filename}. This is a defect of ${PRODUCT.name} ${PRODUCT.version}: please report it at ${PRODUCT.bugs}.`);
  }
}

function reportOne(context: Context, analysis: Analysis, diagnostic: Diagnostic): void {
  const { sourceCode } = context;
  const { fix, suggestions, advice } = analysis.offers(diagnostic);
  const { start, end } = diagnostic.at;
  context.report({
    loc: { start: sourceCode.getLocFromIndex(start), end: sourceCode.getLocFromIndex(end) },
    messageId: 'finding',
    data: { message: messageOf(diagnostic, analysis.files, toPosix(context.cwd), advice) },
    ...(fix === undefined ? {} : { fix: fixOf(fix) }),
    suggest: suggestions.map(change => ({ messageId: 'change', data: { title: capitalised(change.title) }, fix: fixOf(change) })),
  });
}

function fixOf({ edits }: ProvedChange): TSESLint.ReportFixFunction {
  return fixer => edits.map(({ start, end, text }) => fixer.replaceTextRange([start, end], text));
}

function say(context: Context, message: string): void {
  context.report({ loc: { line: 1, column: 0 }, messageId: 'finding', data: { message } });
}

function capitalised(title: string): string {
  return title.charAt(0).toUpperCase() + title.slice(1);
}
