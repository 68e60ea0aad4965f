import { pageOf, PRODUCT } from '../../engine/product.ts';
import type { EnvironmentFacts, FindingFacts, Inspection, ProgramFacts, SessionFacts } from './inspection.ts';
import type { LaneFacts, StepFacts } from './lanes.ts';
import { STYLE } from './style.ts';

/** Inspections as one page that needs nothing else: no script, no font, no image from anywhere. */
export function inspectionPage(inspections: readonly Inspection[]): string {
  const title = `What Express will do: ${inspections.map(({ root }) => root.split('/').at(-1) ?? root).join(', ')}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="${PRODUCT.name} ${PRODUCT.version}">
<meta name="color-scheme" content="light dark">
<title>${text(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the programs</a>
<header><h1>${text(title)}</h1><p>${legend()}</p></header>
<main id="main">
${inspections.map(inspectionSection).join('\n')}
</main>
</body>
</html>
`;
}

function legend(): string {
  return ['session', 'cors', 'middleware', 'route', 'unknown'].map(kind => `<span class="key ${kind}">${kind === 'cors' ? 'CORS' : kind === 'unknown' ? 'not followed' : kind}</span>`).join(' ')
    + ' <span class="key has">has a session</span>';
}

function inspectionSection({ root, findings, programs, clients, envFiles, problems, coverage }: Inspection, index: number): string {
  const pins = pinsOf(findings, index);
  return `<section aria-labelledby="root-${index}">
<h2 id="root-${index}">${text(root)}</h2>
<p>${coverage.followed} of ${coverage.registrations} registrations followed, ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}.</p>
${findings.length === 0 ? '' : `<h3>Findings</h3>\n<ol class="findings">${findings.map((finding, at) => findingItem(finding, `finding-${index}-${at + 1}`)).join('\n')}</ol>`}
${programs.length === 0 ? '<p>No program with a session, an Express app or CORS was found.</p>' : programs.map(program => programSection(program, pins)).join('\n')}
${list('Calls from browser code', clients.map(({ at, library, method, url, credentials }) => `${code(`${method} ${url}`)} by ${text(library)}, credentials ${code(credentials)} ${place(at)}`))}
${list('Env files', envFiles.map(({ file, kind, variables }) => `${text(file)} (${text(kind)}): ${variables.map(code).join(', ')}`))}
${list('Could not be read', problems.map(({ file, detail }) => `${text(file)}: ${text(detail)}`))}
</section>`;
}

function findingItem({ rule, level, message, at, environments, evidence }: FindingFacts, id: string): string {
  const where = environments.length === 0 ? '' : ` <span class="dim">in ${environments.map(text).join(', ')}</span>`;
  return `<li id="${id}" class="${level}" tabindex="-1"><strong>${text(level)}</strong> <a href="${pageOf(rule)}">${text(rule)}</a>${where} ${place(at)}<br>${prose(message)}${
    evidence.length === 0 ? '' : `<ul>${evidence.map(one => `<li>${prose(one.role)} ${place(one.at)}</li>`).join('')}</ul>`}</li>`;
}

/** The findings that are pinned to a place: those that stand there or rest on it. */
type Pins = ReadonlyMap<string, readonly { readonly id: string; readonly number: number; readonly finding: FindingFacts }[]>;

function pinsOf(findings: readonly FindingFacts[], index: number): Pins {
  const pins = new Map<string, { id: string; number: number; finding: FindingFacts }[]>();
  for (const [at, finding] of findings.entries()) {
    for (const where of new Set([finding.at, ...finding.evidence.map(one => one.at)])) {
      pins.set(where, [...(pins.get(where) ?? []), { id: `finding-${index}-${at + 1}`, number: at + 1, finding }]);
    }
  }
  return pins;
}

function programSection({ entry, how, environments }: ProgramFacts, pins: Pins): string {
  return `<article><h3>${text(entry)} <span class="dim">${text(how)}</span></h3>
<div class="environments">${environments.map(facts => environmentSection(facts, pins)).join('\n')}</div></article>`;
}

function environmentSection({ environment, lanes, apps, sessions, cors, stores, servers, unknown }: EnvironmentFacts, pins: Pins): string {
  const settings = apps.flatMap(app => app.settings.map(setting => `${text(app.name)}: ${code(`${setting.name} = ${setting.value}`)}${condition(setting.when)} ${place(setting.at)}${pinsAt(setting.at, environment, pins)}`));
  return `<section class="environment" aria-label="${text(environment)}"><h4>${text(environment)}</h4>
${lanes.map(lane => laneList(lane, environment, pins)).join('\n')}
${sessions.map(session => sessionBlock(session, environment, pins)).join('\n')}
${list('Settings', settings)}
${list('CORS', cors.map(({ by, answer, when, at }) => `${code(answer)} by ${text(by)}${condition(when)} ${place(at)}${pinsAt(at, environment, pins)}`))}
${list('Stores', stores.map(({ store, at }) => `${text(store)} ${place(at)}${pinsAt(at, environment, pins)}`))}
${list('Servers', servers.map(({ protocol, listens, when, at }) => `${listens ? 'listens' : 'is made'}: ${text(protocol)}${condition(when)} ${place(at)}`))}
${list('Not followed', unknown.map(({ reason, at }) => `${text(reason)} ${place(at)}`))}
</section>`;
}

/** The middleware order from top to bottom; a line says where a request first has a session. */
function laneList({ app, at, steps, open }: LaneFacts, environment: string, pins: Pins): string {
  const first = steps.findIndex(({ session }) => session === 'yes');
  const items = steps.map((step, index) => `${index === first ? '<li class="border" aria-label="From here on a request has a session"><span>from here on a request has a session</span></li>\n' : ''}${stepItem(step, environment, pins)}`);
  return `<h5>${text(app)} ${place(at)}${pinsAt(at, environment, pins)}</h5>
<ol class="lane">${items.join('\n')}${open ? '\n<li class="open">more may be registered by code that was not followed</li>' : ''}</ol>`;
}

function stepItem(step: StepFacts, environment: string, pins: Pins): string {
  const { kind, method, paths, name, when, session, touches, cors, at } = step;
  const route = `${method === 'use' ? '' : `${method.toUpperCase()} `}${paths.filter(path => method !== 'use' || (path !== '/' && path !== '/*')).join(' ')}`.trim();
  const details = [...(touches.length === 0 ? [] : [touches.join(', ')]), ...(cors === undefined ? [] : [cors])];
  return `<li class="${kind} ${session === 'yes' ? 'has' : session === 'no' ? 'lacks' : 'some'}"><span class="what">${route === '' ? '' : `${code(route)} `}${text(name === '' ? 'a handler' : name)}${condition(when)}</span> ${place(at)}${
    session === 'some requests' ? ' <span class="dim">not every request has a session</span>' : ''}${pinsAt(at, environment, pins)}${details.map(line => `<br><small>${text(line)}</small>`).join('')}</li>`;
}

function sessionBlock({ library, at, options, setCookie, neverSent, when }: SessionFacts, environment: string, pins: Pins): string {
  return `<h5>${text(library)}${condition(when)} ${place(at)}${pinsAt(at, environment, pins)}</h5>
<p class="cookie"><code>Set-Cookie: ${text(setCookie)}</code>${neverSent === undefined ? '' : ` <strong>${text(neverSent)}</strong>`}</p>
<details><summary>Options</summary><ul>${Object.entries(options).map(([name, value]) => `<li>${code(`${name}: ${value}`)}</li>`).join('')}</ul></details>`;
}

function pinsAt(at: string, environment: string, pins: Pins): string {
  const here = (pins.get(at) ?? []).filter(({ finding }) => finding.environments.length === 0 || finding.environments.includes(environment));
  return here.map(({ id, number, finding }) => ` <a class="pin ${finding.level}" href="#${id}" title="${text(finding.rule)}" aria-label="finding ${number}: ${text(finding.rule)}">${number}</a>`).join('');
}

function list(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `<h5>${title}</h5><ul>${items.map(item => `<li>${item}</li>`).join('')}</ul>`;
}

function condition(when: string): string {
  return when === '' ? '' : ` <span class="dim">${text(when)}</span>`;
}

function place(at: string): string {
  return `<span class="place">${text(at)}</span>`;
}

function code(content: string): string {
  return `<code>${text(content)}</code>`;
}

/** Words with code between backticks. */
function prose(message: string): string {
  return text(message).replace(/`([^`]*)`/g, '<code>$1</code>');
}

function text(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\'', '&#39;');
}
