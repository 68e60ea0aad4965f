import type { ArtifactLocation, Fix, Log, PhysicalLocation, Region as SarifRegion, ReportingDescriptor, Result } from 'sarif';
import { rules } from '../../../rules/index.ts';
import { pageOf, PRODUCT } from '../../engine/product.ts';
import type { Rule } from '../../rule.ts';
import { below, urlOfPath } from '../../source/paths.ts';
import type { Location, Region, Reported, ReportedChange } from '../reported.ts';

/**
 * SARIF 2.1.0 (OASIS, sarif-schema-2.1.0.json), as GitHub's code scanning reads it: the evidence comes as related
 * locations, what can be done as fixes. Nothing of the code is copied into it.
 */
export function sarif(findings: readonly Reported[], directory: string): string {
  const used = rules.filter(rule => findings.some(finding => finding.rule === rule.name));
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: PRODUCT.name, semanticVersion: PRODUCT.version, informationUri: PRODUCT.homepage, rules: used.map(described) } },
      columnKind: 'utf16CodeUnits',
      originalUriBaseIds: { [ROOT]: { uri: `${uriOf(directory)}/` } },
      results: findings.map(finding => resultOf(finding, used, directory)),
    }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** What relative paths in the report are relative to. */
const ROOT = 'ROOT';
const LEVELS = { error: 'error', warn: 'warning', strict: 'note' } as const;

function described({ name, level, description, symptom }: Rule): ReportingDescriptor {
  return {
    id: name,
    shortDescription: { text: plain(description) },
    fullDescription: { text: plain(symptom) },
    help: { text: `${plain(symptom)} See ${pageOf(name)}`, markdown: `${symptom} [More](${pageOf(name)})` },
    helpUri: pageOf(name),
    defaultConfiguration: { level: LEVELS[level] },
  };
}

function resultOf({ at, severity, rule, message, evidence, changes, fingerprint }: Reported, used: readonly Rule[], directory: string): Result {
  const index = used.findIndex(({ name }) => name === rule);
  return {
    ruleId: rule,
    ...(index < 0 ? {} : { ruleIndex: index }),
    level: severity,
    message: { text: plain(message), markdown: message },
    locations: [{ physicalLocation: physical(at, directory) }],
    ...(evidence.length === 0 ? {} : {
      relatedLocations: evidence.map(({ role, at: where }, id) => ({ id, message: { text: plain(role) }, physicalLocation: physical(where, directory) })),
    }),
    ...(changes.length === 0 ? {} : { fixes: changes.map(change => fixOf(change, at, directory)) }),
    partialFingerprints: { 'sessionLint/v1': fingerprint },
  };
}

function fixOf({ title, edits }: ReportedChange, { file }: Location, directory: string): Fix {
  return {
    description: { text: plain(title) },
    artifactChanges: [{
      artifactLocation: artifact(file, directory),
      replacements: edits.map(({ region, text }) => ({ deletedRegion: regionOf(region), insertedContent: { text } })),
    }],
  };
}

function physical({ file, region }: Location, directory: string): PhysicalLocation {
  return { artifactLocation: artifact(file, directory), region: regionOf(region) };
}

function regionOf({ line, column, endLine, endColumn }: Region): SarifRegion {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function artifact(file: string, directory: string): ArtifactLocation {
  const name = below(file, directory);
  return name === undefined ? { uri: uriOf(file) } : { uri: encoded(name), uriBaseId: ROOT };
}

/** `file:///srv/app`, `file:///C:/app`, `file://host/share` */
function uriOf(path: string): string {
  return urlOfPath(encoded(path));
}

function encoded(path: string): string {
  return path.split('/').map((part, index) => (index === 0 && /^[A-Z]:$/.test(part) ? part : encodeURIComponent(part))).join('/');
}

/** SARIF's plain text has no backticks. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}
