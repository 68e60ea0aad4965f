import type { ESLint, Linter, Rule as RuleModule } from 'eslint';
import { rules } from '../../rules/index.ts';
import { PRODUCT } from '../engine/product.ts';
import { projectFor, settingsOf } from '../engine/projects.ts';
import { workspaceRoot } from '../engine/root.ts';
import type { Level } from '../rule.ts';
import { diskFiles } from '../source/disk.ts';
import { toPosix } from '../source/paths.ts';
import { ruleModule } from './rule.ts';

/** What ESLint and oxlint load. */
export interface SessionLintPlugin extends ESLint.Plugin {
  readonly rules: Record<string, RuleModule.RuleModule>;
  readonly configs: {
    /** What breaks, as errors; what breaks under a condition or is fragile, as warnings. */
    readonly recommended: Linter.Config;
    /** The same, and rules of hygiene as warnings. */
    readonly strict: Linter.Config;
  };
}

/** The name rules go by in a configuration. */
export const NAMESPACE = 'session-lint';

const modules = Object.fromEntries(rules.map(rule => [rule.name, ruleModule(rule)]));

export const plugin: SessionLintPlugin = {
  meta: {
    name: PRODUCT.name,
    namespace: NAMESPACE,
    /**
     * Under `--cache` ESLint asks for the version to see whether what it kept still holds. What is said of a file
     * depends on others, so the version carries a digest of all that was read. Nobody else asks.
     */
    get version() {
      return `${PRODUCT.version}+${digest()}`;
    },
  },
  // The one cast between ESLint's types and typescript-eslint's: they describe the same object.
  rules: modules as unknown as SessionLintPlugin['rules'],
  configs: {
    get recommended() {
      return preset('recommended', { error: 'error', warn: 'warn', strict: 'off' });
    },
    get strict() {
      return preset('strict', { error: 'error', warn: 'warn', strict: 'warn' });
    },
  },
};

/** How grave each rule is in a preset, by the rule's full name; rules that are off are left out. */
function preset(name: string, severities: Readonly<Record<Level, 'error' | 'warn' | 'off'>>): Linter.Config {
  const on = rules.filter(rule => severities[rule.level] !== 'off');
  return {
    name: `${NAMESPACE}/${name}`,
    plugins: { [NAMESPACE]: plugin },
    rules: Object.fromEntries(on.map(rule => [`${NAMESPACE}/${rule.name}`, severities[rule.level]])),
  };
}

/** A digest of the workspace that ESLint runs in; where that can't be had, one that never comes again. */
function digest(): string {
  try {
    const cwd = toPosix(process.cwd());
    const root = workspaceRoot(diskFiles(), cwd) ?? cwd;
    return projectFor({ ...settingsOf({}), root, rules, cache: true }).digest();
  } catch {
    return `${process.pid}-${Date.now()}`;
  }
}

export default plugin;
/** What `require('session-lint')` gives. */
export { plugin as 'module.exports' };
