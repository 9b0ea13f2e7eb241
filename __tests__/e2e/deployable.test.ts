import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { exampleLines } from '../../config';
import * as environments from '../../definition/environments';
import game from '../../game';
import { projectRoot } from '../../tools/project';
import { compiled } from '../support/compiled';

describe('npm run synth -- --deployable', () => {
  it('leaves out environments that cannot be deployed, and fails when none is left', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        compiled('tools/synth.js'),
        '--deployable',
        '--out',
        path.join(projectRoot(), '.turnlift', 'synth-test'),
      ],
      { cwd: projectRoot(), encoding: 'utf8' },
    );
    const names = environments.environmentNames(game);
    const examples = names.filter(
      (name) => exampleLines(projectRoot(), environments.environmentOf(game, name)).length > 0,
    );
    expect([...stderr.matchAll(/^(\S+) is left out:$/gm)].map(([, name]) => name)).toEqual(examples);
    const nothing = examples.length === names.length;
    expect(stderr.includes('no environment can be deployed: edit the lines above')).toBe(nothing);
    expect(nothing && status === 0).toBe(false);
  });
});
