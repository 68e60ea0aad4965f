import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/cli/formats/index.ts';
import type { Reported } from '../../src/cli/reported.ts';
import { serverIn } from '../eslint/app.ts';
import { command } from './command.ts';

const ONLY = ['--rule', 'require-trust-proxy'];

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly helpUri: string }[] } };
    readonly originalUriBaseIds: unknown;
    readonly results: readonly {
      readonly ruleId: string;
      readonly level: string;
      readonly locations: readonly Physical[];
      readonly relatedLocations: readonly Physical[];
      readonly fixes: readonly { readonly artifactChanges: readonly { readonly replacements: readonly { readonly deletedRegion: Region; readonly insertedContent: { readonly text: string } }[] }[] }[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
    }[];
  }[];
}
interface Physical {
  readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: Region };
}
interface Region {
  readonly startLine: number;
}

describe('-f', () => {
  it('sarif tells the place, the evidence, the fix and a fingerprint', async () => {
    const { code, stdout } = await command(serverIn(), ...ONLY, '-f', 'sarif');
    const { version, runs: [run] } = JSON.parse(stdout) as Sarif;
    expect([code, version]).toEqual([1, '2.1.0']);
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(['require-trust-proxy']);
    const [result, ...others] = run?.results ?? [];
    expect(others).toEqual([]);
    expect([result?.ruleId, result?.level, result?.locations.map(placed)]).toEqual(['require-trust-proxy', 'error', ['app.js:7']]);
    expect(result?.relatedLocations.map(placed)).toEqual(['config.js:1', 'app.js:5', 'app.js:9']);
    expect(result?.fixes[0]?.artifactChanges[0]?.replacements[0]?.insertedContent.text).toContain(`app.set('trust proxy', 1);`);
    expect(result?.partialFingerprints['sessionLint/v1']).toMatch(/^[\da-f]{16}$/);
  });

  it('github annotates lines', async () => {
    const { stdout } = await command(serverIn(), ...ONLY, '-f', 'github');
    expect(stdout).toMatch(/^::error file=app\.js,line=7,endLine=7,col=9,endColumn=97,title=session-lint\/require-trust-proxy::[^\n]*%0Athe cookie is made secure here: config\.js:1[^\n]*\n$/);
  });

  it('gitlab has one fingerprint a finding', async () => {
    const { stdout } = await command(serverIn({ 'second/app.js': 'require("../app")' }), ...ONLY, '-f', 'gitlab');
    expect(JSON.parse(stdout)).toEqual([{
      description: expect.stringContaining('trust proxy') as string, check_name: 'session-lint/require-trust-proxy', severity: 'major',
      fingerprint: expect.stringMatching(/^[\da-f]{40}$/) as string,
      location: { path: 'app.js', positions: { begin: { line: 7, column: 9 }, end: { line: 7, column: 97 } } },
    }]);
  });

  it('all write paths with slashes, and addresses of files, on a drive too', () => {
    const region = { line: 1, column: 1, endLine: 1, endColumn: 2 };
    const findings: readonly Reported[] = ['C:/work/my app/a.js', 'D:/other/b.js', '//host/share/c.js'].map(file =>
      ({ at: { file, region }, severity: 'error', rule: 'require-trust-proxy', message: 'm', evidence: [], changes: [], fingerprint: 'f' }));
    const { runs: [run] } = JSON.parse(FORMATS['sarif']?.(findings, 'C:/work') ?? '') as Sarif;
    expect(run?.originalUriBaseIds).toEqual({ ROOT: { uri: 'file:///C:/work/' } });
    expect(run?.results.flatMap(({ locations }) => locations.map(placed))).toEqual(['my%20app/a.js:1', 'file:///D:/other/b.js:1', 'file://host/share/c.js:1']);
    expect(FORMATS['gitlab']?.(findings, 'C:/work')).toContain('"path": "my app/a.js"');
    expect(FORMATS['github']?.(findings, 'C:/work')).toContain('file=my app/a.js,');
  });

  it.each(['sarif', 'github', 'gitlab'])('%s is well-formed where nothing was found', async format => {
    const { code, stdout } = await command(serverIn(), '--rule', 'valid-cors-origin', '-f', format);
    expect(code).toBe(0);
    if (format === 'github') expect(stdout).toBe('');
    else expect(JSON.parse(stdout)).toBeDefined();
  });
});

function placed({ physicalLocation: { artifactLocation: { uri }, region } }: Physical): string {
  return `${uri}:${region.startLine}`;
}
