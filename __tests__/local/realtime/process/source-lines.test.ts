import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sourceLines } from '../../../../local/realtime/process/source-lines';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-lines-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('the stack of an error in a bundle', () => {
  const bundle = path.join(folder, 'server.js');

  it('names the lines of the sources', () => {
    // One mapping: line 1, column 11 of the bundle is line 4, column 3 of the source.
    const map = { version: 3, sources: ['game/games/chess/rules.ts'], names: [], mappings: 'UAGE' };
    fs.writeFileSync(`${bundle}.map`, JSON.stringify(map));
    const mapped = sourceLines(bundle);
    expect(mapped(`Error: no table\n    at apply (${bundle}:1:11)\n    at ${bundle}:1:30`)).toBe(
      'Error: no table\n    at apply (game/games/chess/rules.ts:4:3)\n    at game/games/chess/rules.ts:4:3',
    );
    expect(mapped('    at x (/other/file.js:1:11)')).toBe('    at x (/other/file.js:1:11)');
  });

  it('is unchanged where no map is beside the bundle', () => {
    const text = 'at apply (/somewhere/script.js:1:30)';
    expect(sourceLines('/somewhere/script.js')(text)).toBe(text);
  });
});
