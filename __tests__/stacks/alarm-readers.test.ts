import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { synthesize } from '../../stacks';
import { type EnvironmentConfig } from '../../config';
import { backend, environmentOf } from '../games';
import { projectFolder } from './support/synthesis';

describe('the address of the alarms', () => {
  const folder = projectFolder();
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  /** Synth's messages about alarms. */
  const said = (...environments: readonly EnvironmentConfig[]): readonly string[] =>
    synthesize(folder, path.join(folder, 'cdktf.out'), backend, environments).filter((line) =>
      line.includes('alarm'),
    );
  const [dev, prod] = [environmentOf('dev'), environmentOf('prod')];
  const staging = environmentOf('staging');

  it('is reported in one line where environments have none, and stops no synth', () => {
    expect(dev.operations.alarmEmail).toBeUndefined();
    expect(said(dev, prod)).toEqual([
      "game/environments/dev.ts: operations.alarmEmail is not set: alarms and the budget's warnings " +
        'are sent to no address, and are seen in CloudWatch and in the bill only',
    ]);
    const without = { ...staging, operations: { ...staging.operations, alarmEmail: undefined } };
    expect(said(dev, without)).toEqual([
      expect.stringMatching(
        /^game\/environments\/dev\.ts, game\/environments\/staging\.ts: operations\.alarm/,
      ),
    ]);
    expect(prod.operations.alarmEmail).toBeDefined();
    expect(said(prod)).toEqual([]);
  });
});
