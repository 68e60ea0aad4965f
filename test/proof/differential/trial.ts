import type { Certificate } from '../front/certificate.ts';
import type { Plan } from '../generate/plan.ts';
import { programOf, type Program } from '../generate/program.ts';
import { errorsOf, judge, judgeFix, type Fixing, type Outcome } from './judge.ts';
import { lint, type Linted } from './lint.ts';
import { run, type Seen } from './run.ts';

/** Everything that was found out about one app. */
export interface Trial {
  readonly plan: Plan;
  readonly outcome: Outcome;
  readonly fixing: Fixing;
  readonly seen: Seen;
  readonly linted: Linted;
  readonly after?: Seen;
  /** Trials with one signature differ in surroundings alone. */
  readonly signature: string;
}

/** Where apps may be written and what serves them over TLS. */
export interface Ground {
  readonly root: string;
  readonly certificate: Pick<Certificate, 'keyFile' | 'certFile'>;
}

/** Runs an app, lints it, fixes it and runs it again. */
export async function tryOut(plan: Plan, { root, certificate }: Ground): Promise<Trial> {
  const program = programOf(plan);
  const seen = await run(program, root, certificate);
  const linted = lint(program);
  const after = linted.fixedFiles ? await run(withFiles(program, linted.fixedFiles), root, certificate) : undefined;
  const outcome = judge(plan, seen, linted);
  const fixing = judgeFix(plan, seen, linted, after);
  return { plan, outcome, fixing, seen, linted, ...(after ? { after } : {}), signature: signatureOf(plan, outcome, fixing, linted) };
}

/** The program with other texts. What an author wanted less of (`httpOnly: false`) a fix need not bring about. */
function withFiles(program: Program, files: Readonly<Record<string, string>>): Program {
  const intent = { production: { ...program.intent.production, lacks: new Set<string>() }, development: { ...program.intent.development, lacks: new Set<string>() } };
  return { ...program, files, intent };
}

function signatureOf(plan: Plan, outcome: Outcome, fixing: Fixing, linted: Linted): string {
  const said = [...new Set(errorsOf(linted).map(({ rule }) => rule))].toSorted();
  return JSON.stringify([outcome, fixing === 'still-broken' || fixing === 'spoilt' ? fixing : '', plan.faults.toSorted(), said]);
}
