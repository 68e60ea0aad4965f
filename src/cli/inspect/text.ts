import type { Colors } from '../colors.ts';
import type { LaneFacts, StepFacts } from './lanes.ts';
import type { AppFacts, EnvironmentFacts, Inspection, ProgramFacts, SessionFacts } from './inspection.ts';

/** An inspection for people. Environments that look alike are shown once. */
export function inspectionText(inspection: Inspection, colors: Colors): string {
  const { root, programs, clients, envFiles, problems, coverage } = inspection;
  const blocks = [
    colors.bold(root),
    ...(programs.length === 0 ? ['No program with a session, an Express app or CORS was found.'] : []),
    ...programs.map(program => programText(program, colors)),
    ...section('Calls from browser code', distinct(clients.map(({ at, library, method, url, credentials }) => `${method} ${url} by ${library}, credentials ${credentials}  ${colors.dim(at)}`))),
    ...section('Env files', envFiles.map(({ file, kind, variables }) => `${file} (${kind}): ${variables.join(', ')}`)),
    ...section('Could not be read', problems.map(({ file, detail }) => `${file}: ${detail}`)),
    `${coverage.followed} of ${coverage.registrations} registrations followed`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function programText({ entry, how, environments }: ProgramFacts, colors: Colors): string {
  const groups = new Map<string, string[]>();
  for (const facts of environments) {
    const text = environmentText(facts, colors);
    groups.set(text, [...(groups.get(text) ?? []), facts.environment]);
  }
  const parts = [...groups].map(([text, names]) => `  ${colors.cyan(`in ${names.join(' and ')}`)}\n${text}`);
  return [`${colors.bold(entry)}  ${how}`, ...parts].join('\n');
}

function environmentText({ apps, lanes, sessions, cors, stores, servers, unknown }: EnvironmentFacts, colors: Colors): string {
  const at = (place: string): string => colors.dim(place);
  const lines = [
    ...apps.flatMap(app => appLines(app, at)),
    ...sessions.flatMap(session => sessionLines(session, at)),
    ...cors.flatMap(({ by, options, answer, when, at: place }) => [`CORS by ${by}${condition(when)}  ${at(place)}`, `  ${answer}`, ...optionLines(options)]),
    ...handlerLines(lanes, at),
    ...stores.map(({ store, at: place }) => `store ${store}  ${at(place)}`),
    ...servers.map(({ protocol, listens, when, at: place }) => `${listens ? 'listens' : 'is made'}: ${protocol}${condition(when)}  ${at(place)}`),
    ...unknown.map(({ reason, at: place }) => `${colors.yellow('not followed')}: ${reason}  ${at(place)}`),
  ];
  return (lines.length === 0 ? ['nothing'] : lines).map(line => `    ${line}`).join('\n');
}

function appLines({ name, kind, at: place, settings, registrations }: AppFacts, at: (place: string) => string): string[] {
  const width = Math.max(0, ...registrations.map(one => heading(one).length));
  return [
    `${name} (${kind})  ${at(place)}`,
    ...settings.map(setting => `  ${setting.name} = ${setting.value}${condition(setting.when)}  ${at(setting.at)}`),
    ...registrations.map((one, index) =>
      `  ${String(index + 1).padStart(String(registrations.length).length)}. ${heading(one).padEnd(width)}  ${one.middlewares.join(', ')}${condition(one.when)}  ${at(one.at)}`),
  ];
}

/** Handlers that have to do with the session, and whether they have one. */
function handlerLines(lanes: readonly LaneFacts[], at: (place: string) => string): string[] {
  const steps = lanes.flatMap(lane => lane.steps).filter(({ touches }) => touches.length > 0);
  return steps.length === 0 ? [] : ['handlers that touch the session', ...distinct(steps.map(step =>
    `  ${heading(step)}: ${step.touches.join(', ')}${step.session === 'yes' ? '' : step.session === 'no' ? ' (without a session)' : ' (not always with a session)'}  ${at(step.at)}`))];
}

function heading({ method, paths }: Pick<StepFacts, 'method' | 'paths'>): string {
  return `${method === 'use' ? 'use' : method.toUpperCase()} ${paths.join(' ')}`.trimEnd();
}

function sessionLines({ library, at: place, options, setCookie, neverSent, when }: SessionFacts, at: (place: string) => string): string[] {
  return [
    `session (${library})${condition(when)}  ${at(place)}`,
    `  Set-Cookie: ${setCookie}${neverSent === undefined ? '' : `  (${neverSent})`}`,
    ...optionLines(options),
  ];
}

function optionLines(options: Readonly<Record<string, string>>): string[] {
  return Object.entries(options).map(([name, text]) => `  ${name}: ${text}`);
}

function condition(when: string): string {
  return when === '' ? '' : `, ${when}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [[title, ...lines.map(line => `  ${line}`)].join('\n')];
}

function distinct(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)];
}
