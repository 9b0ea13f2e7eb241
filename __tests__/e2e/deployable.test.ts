import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { exampleLines } from '../../config';
import * as environments from '../../definition/environments';
import game from '../../game';
import { findProjectRoot } from '../../tools/project';
import { compileProgram } from '../support/compiled';

describe('npm run synth -- --deployable', () => {
  it('leaves out environments that cannot be deployed, and says so when none is left', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        compileProgram('tools/synth.js'),
        '--deployable',
        '--out',
        path.join(findProjectRoot(), '.turnlift', 'synth-test'),
      ],
      { cwd: findProjectRoot(), encoding: 'utf8' },
    );
    const names = environments.environmentNames(game);
    const examples = names.filter(
      (name) => exampleLines(findProjectRoot(), environments.environmentOf(game, name)).length > 0,
    );
    expect([...stderr.matchAll(/^(\S+) is left out:$/gm)].map(([, name]) => name)).toEqual(examples);
    const nothing = examples.length === names.length;
    // A fork that is not set up yet is not an error: its first push would be red.
    expect(status).toBe(0);
    expect(stdout.includes('no environment can be deployed before the lines above are edited')).toBe(nothing);
  });
});
