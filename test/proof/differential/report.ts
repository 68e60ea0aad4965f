import { environments } from '../generate/addresses.ts';
import { faultNamed, faults } from '../generate/faults.ts';
import type { Plan } from '../generate/plan.ts';
import { programOf } from '../generate/program.ts';
import { claimedRules } from './claims.ts';
import { isHealthy, outcomes, type Fixing, type Outcome } from './judge.ts';
import type { Trial } from './trial.ts';

/** Outcomes that count as disagreement between reality and linter. */
const disagreeing: ReadonlySet<Outcome> = new Set(['missed', 'false-alarm', 'wrong-reason', 'wrong-environment', 'linter-failed']);
/** Outcomes that are defects of the generator. */
const generatorDefects: ReadonlySet<Outcome> = new Set(['unplanned', 'no-effect']);

/** From so many apps on, how they are distributed says something. */
const enough = 500;

/** What became of the apps with one cause. */
interface CauseRow {
  apps: number;
  agreeing: number;
  /** What users saw, by environment. */
  readonly troubles: Map<string, number>;
}

/** Counts what many trials came to. */
export class Tally {
  readonly #outcomes = new Map<Outcome, number>();
  readonly #fixings = new Map<Fixing, number>();
  readonly #causes = new Map<string, CauseRow>();
  readonly #styles = new Map<string, number>();
  #healthy = 0;
  #apps = 0;

  add({ plan, outcome, fixing, seen }: Trial): void {
    this.#apps += 1;
    if (isHealthy(seen)) this.#healthy += 1;
    count(this.#outcomes, outcome);
    count(this.#fixings, fixing);
    count(this.#styles, plan.structure);
    for (const cause of new Set(plan.faults.map((name) => faultNamed(name).cause))) {
      const row: CauseRow = this.#causes.get(cause) ?? { apps: 0, agreeing: 0, troubles: new Map() };
      this.#causes.set(cause, row);
      row.apps += 1;
      if (outcome === 'agree') row.agreeing += 1;
      for (const environment of environments) count(row.troubles, seen[environment].trouble ?? 'healthy');
    }
  }

  get(outcome: Outcome): number {
    return this.#outcomes.get(outcome) ?? 0;
  }

  fixing(fixing: Fixing): number {
    return this.#fixings.get(fixing) ?? 0;
  }

  /** Apps that count in the agreement, and those of them that agree. */
  get judged(): number {
    return [...this.#outcomes].filter(([outcome]) => outcome === 'agree' || disagreeing.has(outcome)).reduce((sum, [, apps]) => sum + apps, 0);
  }

  /** What the proof must show, and whether it does. Shares are in percent. A share is asked for where there are enough apps for one. */
  goals({ agreement, repaired }: { readonly agreement: number; readonly repaired: number }): { readonly goal: string; readonly met: boolean }[] {
    const broken = this.#apps - this.#healthy;
    const withFix = this.fixing('repaired') + this.fixing('still-broken');
    const claimed = [...this.#causes.keys()].filter(isClaimed).length;
    return [
      { goal: 'every app without a fault works, every fault is noticed', met: this.get('unplanned') + this.get('no-effect') === 0 },
      { goal: `at least ${agreement} % agreement`, met: this.get('agree') >= agreement / 100 * this.judged },
      { goal: 'no working app broken by --fix', met: this.fixing('spoilt') === 0 },
      { goal: `at least ${repaired} % of those with a fix repaired`, met: this.fixing('repaired') >= repaired / 100 * withFix },
      ...(this.#apps < enough ? [] : [
        { goal: 'at least 40 % healthy, at least 40 % broken', met: Math.min(this.#healthy, broken) >= 0.4 * this.#apps },
        { goal: 'at least 25 causes that rules speak of', met: claimed >= 25 },
      ]),
    ];
  }

  /** The tables, as lines. */
  lines(): string[] {
    const causes = [...this.#causes].toSorted(([a], [b]) => a.localeCompare(b));
    const broken = this.#apps - this.#healthy;
    const withFix = this.fixing('repaired') + this.fixing('still-broken');
    return [
      'cause'.padEnd(58) + 'apps  agree  what users see (production and development)',
      ...causes.map(([cause, row]) => causeLine(cause, row)),
      '',
      `structures: ${[...this.#styles].toSorted().map(([style, apps]) => `${style} ${apps}`).join(', ')}`,
      `${this.#apps} apps: ${percent(this.#healthy, this.#apps)} healthy, ${percent(broken, this.#apps)} broken by ${causes.length} causes (${String(causes.filter(([cause]) => isClaimed(cause)).length)} claimed; the others stand in brackets)`,
      outcomes.map((outcome) => `${outcome} ${this.get(outcome)}`).join(', '),
      `agreement ${percent(this.get('agree'), this.judged)} of ${this.judged} apps that count`,
      `--fix: ${percent(this.fixing('repaired'), withFix)} of ${withFix} broken apps with a fix for every error repaired; ${this.fixing('partly')} partly; ${this.fixing('still-healthy')} healthy ones stayed so, ${this.fixing('spoilt')} spoilt`,
    ];
  }
}

/** One line of the table; a cause that no rule speaks of yet stands in brackets. */
function causeLine(cause: string, { apps, agreeing, troubles }: CauseRow): string {
  const claimed = isClaimed(cause);
  const seen = [...troubles].toSorted((a, b) => b[1] - a[1]).map(([trouble, times]) => `${trouble} ${times}`).join(', ');
  return `${(claimed ? cause : `(${cause})`).padEnd(58)}${String(apps).padStart(4)}${(claimed ? String(agreeing) : '-').padStart(7)}  ${seen}`;
}

/** Whether a trial is to be looked into. */
export function isOdd({ outcome, fixing }: Trial): boolean {
  return disagreeing.has(outcome) || generatorDefects.has(outcome) || fixing === 'still-broken' || fixing === 'spoilt';
}

/** An app for a reader: its faults and its files. */
export function describeApp(plan: Plan): string {
  return [`  faults: ${plan.faults.length === 0 ? 'none' : plan.faults.join(' and ')}`, ...texts(programOf(plan).files, undefined)].join('\n');
}

/** One trial for a reader: what was seen, what was said, and the app. */
export function describe({ plan, outcome, fixing, seen, linted, after }: Trial): string {
  const program = programOf(plan);
  return [
    `${outcome}${fixing === 'still-broken' || fixing === 'spoilt' ? `, ${fixing} after --fix` : ''}: ${plan.faults.length === 0 ? 'no fault' : plan.faults.map((name) => `${name} (${faultNamed(name).rules.join(', ') || 'no rule'})`).join(' and ')}`,
    ...environments.map((environment) => `  ${environment}: ${seen[environment].trouble ?? 'healthy'}${seen[environment].detail ? ` - ${seen[environment].detail.slice(0, 300)}` : ''}`),
    `  said: ${linted.failure ?? (linted.findings.length === 0 ? 'nothing' : '')}`,
    ...linted.findings.map(({ rule, level, environments: named, at, message, fixed }) => `    ${at} ${level} ${rule} [${named.join(', ')}]${fixed ? ' (fix)' : ''}: ${message}`),
    ...(after ? environments.map((environment) => `  ${environment} after --fix: ${after[environment].trouble ?? 'healthy'}${after[environment].detail ? ` - ${after[environment].detail.slice(0, 300)}` : ''}`) : []),
    ...texts(program.files, undefined),
    ...(linted.fixedFiles && (fixing === 'still-broken' || fixing === 'spoilt') ? ['  after --fix:', ...texts(linted.fixedFiles, program.files)] : []),
  ].join('\n');
}

function texts(files: Readonly<Record<string, string>>, unlike: Readonly<Record<string, string>> | undefined): string[] {
  return Object.entries(files)
    .filter(([path, text]) => !path.endsWith('.json') && unlike?.[path] !== text)
    .flatMap(([path, text]) => [`  --- ${path}`, ...text.trimEnd().split('\n').map((line) => `  | ${line}`)]);
}

/** Whether a rule that is there speaks of a cause. */
function isClaimed(cause: string): boolean {
  return faults.some((each) => each.cause === cause && each.rules.some((rule) => claimedRules.has(rule)));
}

function count<T>(counts: Map<T, number>, key: T): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((part / whole) * 100).toFixed(2)} %`;
}
