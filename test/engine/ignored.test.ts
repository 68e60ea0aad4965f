import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { analyse } from '../../src/engine/projects.ts';
import { memoryFiles } from '../../src/source/overlay.ts';
import { CONFIG, PACKAGE, SERVER } from '../eslint/app.ts';

/** Where something is said of the server of `test/eslint/app.ts` in `/srv`. */
function filesWithFindings(ignore: readonly string[]): readonly string[] {
  const files = memoryFiles({ '/srv/package.json': PACKAGE, '/srv/app.js': SERVER, '/srv/config.js': `require('express-session');\n${CONFIG}` });
  return [...new Set(analyse({ root: '/srv', rules, files, ignore }).diagnostics.map(({ at }) => at.file))];
}

describe('an ignored file', () => {
  it('has nothing said of it, though a program starts with it', () => {
    expect(filesWithFindings([])).toEqual(['/srv/app.js']);
    expect(filesWithFindings(['app.js'])).toEqual([]);
  });

  it('still counts for what other files rest on', () => {
    expect(filesWithFindings(['config.js'])).toEqual(['/srv/app.js']);
  });
});
