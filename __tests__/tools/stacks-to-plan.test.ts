import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { environmentOf } from '../../definition/environments';
import { synthesize } from '../../stacks';
import { deterministicZip } from '../../tools/build/zip';
import { synthesizedDigest } from '../../tools/deploy/plan-stacks';
import { stacksToPlan, synthesizedFolder } from '../../tools/deploy/stacks-to-plan';
import { backend } from '../games';
import { projectFolder } from '../stacks/support/synthesis';

describe('what deploy-stacks plans', () => {
  let root: string;
  beforeAll(() => {
    root = projectFolder();
  });
  afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
  /** The digest of the stack that holds the functions. */
  const api = (given?: string): string => {
    const stack = stacksToPlan(root, backend, 'dev', given).find(({ name }) => name === 'dev-api');
    if (stack === undefined) throw new Error('dev has no api');
    return synthesizedDigest(stack);
  };

  it('is the code as it is built now, unless a folder is given', () => {
    const before = api();
    expect(api()).toBe(before);
    fs.writeFileSync(
      path.join(root, 'build', 'functions', 'players.zip'),
      deterministicZip({ 'index.mjs': Buffer.from('export const handler = async () => "edited";') }),
    );
    expect(api(synthesizedFolder(root))).toBe(before);
    expect(api()).not.toBe(before);
  });

  it('is an environment that there is, and that is in the folder', () => {
    expect(() => stacksToPlan(root, backend, 'qa')).toThrow(/"qa" is not an environment; known are/);
    stacksToPlan(root, backend, 'dev');
    expect(() => stacksToPlan(root, backend, 'prod', synthesizedFolder(root))).toThrow(
      /has no stack of prod: run npm run synth -- --env prod/,
    );
  });

  it('warns of a stack that was synthesized there before and is not any more', () => {
    const out = synthesizedFolder(root);
    const dev = environmentOf(backend, 'dev');
    // With a reader of its alarms, so that synth says nothing else.
    const whole = { ...dev, operations: { ...dev.operations, alarmEmail: 'oncall@our-game.gg' } };
    // As Terraform leaves it after a plan or a deploy from here.
    fs.mkdirSync(path.join(out, 'stacks', 'dev-site', '.terraform'), { recursive: true });
    expect(synthesize(root, out, backend, [{ ...whole, site: undefined }])).toContainEqual(
      expect.stringMatching(/^dev-site is not in the configuration any more\. If it was deployed/),
    );
    expect(synthesize(root, out, backend, [whole])).toEqual([]);
  });
});
