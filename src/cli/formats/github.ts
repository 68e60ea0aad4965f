import { nameFrom } from '../../eslint/message.ts';
import type { Reported } from '../reported.ts';

/**
 * Workflow commands of GitHub Actions: each becomes an annotation on its line in a pull request.
 * Source: docs.github.com, "Workflow commands for GitHub Actions", "Setting an error message".
 */
export function github(findings: readonly Reported[], directory: string): string {
  return findings.map(finding => `${command(finding, directory)}\n`).join('');
}

function command({ at: { file, region }, severity, rule, message, evidence }: Reported, directory: string): string {
  const properties = Object.entries({
    file: nameFrom(file, directory), line: region.line, endLine: region.endLine, col: region.column, endColumn: region.endColumn, title: `session-lint/${rule}`,
  }).map(([name, value]) => `${name}=${property(String(value))}`);
  const places = evidence.map(({ role, at }) => `\n${role}: ${nameFrom(at.file, directory)}:${at.region.line}`).join('');
  return `::${severity} ${properties.join(',')}::${data(message + places)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
