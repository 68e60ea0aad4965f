import { hashOf } from '../../source/text.ts';
import { nameFrom } from '../../eslint/message.ts';
import type { Reported } from '../reported.ts';

/**
 * GitLab's code quality report. A fingerprint may stand in a report only once.
 * Source: docs.gitlab.com, "Code Quality", "Code Quality report format".
 */
export function gitlab(findings: readonly Reported[], directory: string): string {
  const issues = findings.map(({ at, severity, rule, message, fingerprint }) => {
    const path = nameFrom(at.file, directory);
    const { line, column, endLine, endColumn } = at.region;
    return {
      description: message,
      check_name: `session-lint/${rule}`,
      fingerprint: hashOf(`${path}\0${fingerprint}`),
      severity: severity === 'error' ? 'major' : 'minor',
      location: { path, positions: { begin: { line, column }, end: { line: endLine, column: endColumn } } },
    };
  });
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}
