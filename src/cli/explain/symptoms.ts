import MiniSearch from 'minisearch';
import { rules } from '../../../rules/index.ts';
import type { Rule } from '../../rule.ts';
import { entryOf } from '../../source/table.ts';
import { ASKED } from './asked.ts';
import { pageText, section } from './pages.ts';

/** How many rules an answer holds at most. */
const MOST = 6;
/** What scores less than this part of the best is not worth reading; what is found in the code is, from the second on. */
const SHARE_OF_BEST = 0.35;
const SHARE_WHERE_FOUND = 0.1;

/** Words that stand in nearly every question and tell nothing. */
const IDLE: ReadonlySet<string> = new Set('a an and the is are was be been am i my me we our you your it its this that of to in on at by for from with as or so but not no do does did have has had will can t s when what why how which there then after every each always session sessions express'.split(' '));

/** What other words people have for what the pages speak of. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  logout: ['log', 'out'], logged: ['login'], signed: ['login'], signin: ['login'], kicked: ['logged', 'out'],
  disappears: ['gone', 'lost'], disappear: ['gone', 'lost'], vanishes: ['gone', 'lost'], lost: ['gone'], persist: ['kept', 'gone', 'lost'], persisting: ['kept', 'gone', 'lost'],
  heroku: ['proxy'], nginx: ['proxy'], cloudflare: ['proxy'], railway: ['proxy'], render: ['proxy'], vercel: ['proxy', 'site'], https: ['secure', 'proxy'],
  undefined: ['gone', 'undefined'], null: ['undefined', 'gone'], axios: ['credentials', 'client'], fetch: ['credentials', 'client'], react: ['client', 'front', 'end'],
  restart: ['deploy', 'restart'], redeploy: ['deploy'], iframe: ['cross', 'site', 'third', 'party'], localhost: ['development'], safari: ['third', 'party'],
};

/**
 * The rules that would explain what somebody sees, the likeliest first; none where nothing fits.
 *
 * @param found names of rules that have something to say of the code at hand: they are the likelier cause
 */
export function rulesFor(symptom: string, found: ReadonlySet<string> = new Set()): readonly Rule[] {
  const fitting = (index ??= indexed()).search(symptom).flatMap(({ id, score }) => {
    const rule = rules[id as number];
    return rule === undefined ? [] : [{ rule, score }];
  });
  const best = fitting[0]?.score ?? 0;
  const here = fitting.filter(({ rule, score }) => found.has(rule.name) && score >= best * SHARE_WHERE_FOUND);
  const others = fitting.filter(({ rule, score }) => !found.has(rule.name) && score >= best * SHARE_OF_BEST);
  return [...here, ...others].slice(0, Math.max(MOST, here.length)).map(({ rule }) => rule);
}

/** Made when it is first asked: that reads every page. */
let index: MiniSearch<Document> | undefined;

function indexed(): MiniSearch<Document> {
  const made = new MiniSearch<Document>({
    fields: ['asked', 'symptom', 'name', 'description', 'why'],
    processTerm: term => (IDLE.has(term.toLowerCase()) ? null : term.toLowerCase()),
    searchOptions: {
      boost: { asked: 6, symptom: 4, name: 2, description: 2 },
      prefix: term => term.length > 3,
      fuzzy: term => (term.length > 5 ? 0.2 : false),
      processTerm: term => (IDLE.has(term.toLowerCase()) ? null : [term.toLowerCase(), ...(entryOf(ALSO, term.toLowerCase()) ?? [])]),
    },
  });
  made.addAll(rules.map(documentOf));
  return made;
}

interface Document {
  readonly id: number;
  readonly asked: string;
  readonly symptom: string;
  readonly name: string;
  readonly description: string;
  readonly why: string;
}

function documentOf(rule: Rule, id: number): Document {
  const page = pageText(rule);
  return { id, asked: (ASKED[rule.name] ?? []).join('; '), symptom: `${rule.symptom} ${section(page, 'Symptom')}`, name: rule.name.replaceAll('-', ' '), description: rule.description, why: section(page, 'Why') };
}
