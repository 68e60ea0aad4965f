import type { ObjectLiteral, Workspace, World } from './model/index.ts';
import type { Place } from './source/place.ts';

/** How sure a rule is, one level a rule: `strict` rules are off in `recommended`. */
export type Level = 'error' | 'warn' | 'strict';

/**
 * What a rule may offer. `fix`: applied by `--fix`; the present code is certainly wrong and the edit proved.
 * `suggest`: shown, applied on request. `either`: decided at each report.
 */
export type Offer = 'none' | 'fix' | 'suggest' | 'either';

/** Names inside `{{…}}` of a message. */
type Names<M extends string> = M extends `${string}{{${infer N}}}${infer Rest}` ? N | Names<Rest> : never;

/** `{{environment}}` is filled in by the engine: "in production", "in development", "in every environment". */
type Data<M extends string> = { readonly [N in Exclude<Names<M>, 'environment'>]: string | number };

/** A place that explains a finding: `role` reads on its own ("session is registered here"). */
export interface Evidence {
  readonly role: string;
  readonly at: Place;
}

/**
 * An edit as an intention; the engine turns it into text that keeps the file's quotes, indentation,
 * trailing commas, comments and line ends. Code is written with single quotes and semicolons.
 */
export type Edit =
  | { readonly edit: 'replace'; readonly at: Place; readonly code: string }
  | { readonly edit: 'add-property'; readonly to: ObjectLiteral; readonly name: string; readonly code: string }
  | { readonly edit: 'remove-property'; readonly from: ObjectLiteral; readonly property: Place }
  /**
   * `into` absent: `nest` names a new property of `from` that becomes `{ name: value }`. The value is `code`, else the
   * text of `part` (a stretch of the property's value), else the property's value as it is.
   */
  | { readonly edit: 'move-property'; readonly from: ObjectLiteral; readonly property: Place; readonly into?: ObjectLiteral; readonly nest?: string; readonly name: string; readonly code?: string; readonly part?: Place }
  /** The properties of the object that is its value (`inner`) come in place of a property. */
  | { readonly edit: 'unwrap-property'; readonly from: ObjectLiteral; readonly property: Place; readonly inner: ObjectLiteral }
  | { readonly edit: 'insert-statement'; readonly where: 'before' | 'after'; readonly statement: Place; readonly code: string }
  | { readonly edit: 'move-statement'; readonly statement: Place; readonly before: Place }
  | { readonly edit: 'move-statement-after'; readonly statement: Place; readonly after: Place }
  /** The last argument of a call. */
  | { readonly edit: 'add-argument'; readonly call: Place; readonly code: string }
  | { readonly edit: 'remove-statement'; readonly statement: Place }
  /** The expression gets a constant of its own before `before`, named `name` or, where that is taken, `name2`, `name3`, … */
  | { readonly edit: 'hoist'; readonly expression: Place; readonly name: string; readonly before: Place }
  /** What follows `statement`, which is `call` alone, to the end of `block` goes into a callback of the call: `head` opens it (`(error) => {`), `first` is its first statement. */
  | { readonly edit: 'continue-in-callback'; readonly call: Place; readonly statement: Place; readonly block: Place; readonly head: string; readonly first: string }
  /** `before` and `after` around what stands there; either may be empty. */
  | { readonly edit: 'wrap'; readonly at: Place; readonly before: string; readonly after: string };

/** Edits of one file that belong together, and an imperative title in lower case ("set `trust proxy` to 1"). */
export interface Change {
  readonly title: string;
  readonly edits: readonly [Edit, ...Edit[]];
  /** Rules that may rightly speak once it is made: with `secure: true` in place, `require-trust-proxy` has its say. */
  readonly mayReveal?: readonly string[];
}

/** What one report says besides its message. */
interface ReportBase<M extends string> {
  /** Where a developer would change the code. */
  readonly at: Place;
  /** The world it holds in. The same finding in several worlds is reported once. */
  readonly world?: World;
  readonly data: Data<M>;
  readonly evidence?: readonly Evidence[];
}

type OfferFields<O extends Offer> =
  O extends 'fix' ? { readonly fix?: Change }
  : O extends 'suggest' ? { readonly suggest?: readonly Change[] }
  : O extends 'either' ? { readonly fix?: Change; readonly suggest?: readonly Change[] }
  : object;

/** Reports one finding: an id of the rule's messages and what fills it. The compiler checks the data against the message. */
export type Report<Messages extends Record<string, string>, O extends Offer> =
  <Id extends keyof Messages & string>(id: Id, finding: ReportBase<Messages[Id]> & OfferFields<O>) => void;

/** A rule as its file writes it. */
export interface RuleDefinition<Messages extends Record<string, string>, O extends Offer> {
  readonly name: string;
  readonly level: Level;
  readonly since: string;
  /** One sentence of documentation: what the rule reports. */
  readonly description: string;
  /** What the developer sees, in a user's words: "Login succeeds, but the next request is a new session." */
  readonly symptom: string;
  readonly offers: O;
  /** What will happen and why, one or two sentences, names and values in backticks. */
  readonly messages: Messages;
  check(this: void, workspace: Workspace, report: Report<Messages, O>): void;
}

/** A finding before the engine has merged worlds and made edits concrete. */
export interface Finding {
  readonly rule: string;
  readonly messageId: string;
  /** The message with its data filled in, `{{environment}}` still open. */
  readonly message: string;
  readonly at: Place;
  /** The environment and the entry file of the world it holds in. */
  readonly environment?: string;
  readonly entry?: string;
  readonly evidence: readonly Evidence[];
  readonly fix?: Change;
  readonly suggest: readonly Change[];
}

/** A rule as everything above `rules/` sees it. */
export interface Rule {
  readonly name: string;
  readonly level: Level;
  readonly since: string;
  readonly description: string;
  readonly symptom: string;
  readonly offers: Offer;
  readonly messages: Readonly<Record<string, string>>;
  /** Runs the rule. May throw only on a defect of the rule; the engine catches that. */
  run(workspace: Workspace): Finding[];
}

interface AnyReport extends ReportBase<string> {
  readonly fix?: Change;
  readonly suggest?: readonly Change[];
}

/**
 * Makes a rule of its definition.
 *
 * Types check at each `report` call that the message exists, that its data is complete and that the rule
 * declared the kind of change it offers.
 */
export function defineRule<const Messages extends Record<string, string>, const O extends Offer>(definition: RuleDefinition<Messages, O>): Rule {
  const { check, ...facts } = definition;
  return {
    ...facts,
    run(workspace) {
      const findings: Finding[] = [];
      const report = (id: string, finding: AnyReport): void => {
        findings.push({
          rule: definition.name,
          messageId: id,
          message: fill(definition.messages[id] ?? id, finding.data),
          at: finding.at,
          ...(finding.world ? { environment: finding.world.environment, entry: finding.world.entry.file } : {}),
          evidence: finding.evidence ?? [],
          ...(finding.fix ? { fix: finding.fix } : {}),
          suggest: finding.suggest ?? [],
        });
      };
      check(workspace, report);
      return findings;
    },
  };
}

function fill(message: string, data: Readonly<Record<string, string | number>>): string {
  return message.replace(/\{\{(\w+)\}\}/g, (open, name: string) => (name in data ? String(data[name]) : open));
}
