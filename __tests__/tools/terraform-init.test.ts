import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { planDestruction } from '../../tools/deploy/destroy-stacks';
import { Terraform, TerraformFailed } from '../../tools/terraform/terraform';
import { runsHere } from '../support/runs-here';

const withBash = runsHere('bash', '--version') ? describe : describe.skip;

withBash('terraform init (skipped without bash)', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-init-'));
    fs.mkdirSync(path.join(folder, 'bin'));
    // In place of Terraform: writes when a command begins and ends. A stack `broken-…` cannot be initialized.
    fs.writeFileSync(
      path.join(folder, 'bin', 'terraform'),
      `#!/usr/bin/env bash
echo "$1 begins" >> ../log
if [ "$1" = init ]; then for _ in 1 2 3 4 5 6 7 8; do bash -c true; done; fi
echo "$1 ends" >> ../log
case "$PWD" in *broken-*) exit 1 ;; esac
`,
      { mode: 0o755 },
    );
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const cache = (): string => path.join(folder, 'plugins');
  const stackNamed = (name: string): Terraform => {
    fs.mkdirSync(path.join(folder, name));
    const found = `${path.join(folder, 'bin')}:${process.env['PATH'] ?? ''}`;
    return new Terraform(path.join(folder, name), undefined, { PATH: found, TF_PLUGIN_CACHE_DIR: cache() });
  };
  const inits = (): readonly string[] =>
    fs
      .readFileSync(path.join(folder, 'log'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('init '));
  const oneAfterAnother = (count: number): readonly string[] =>
    Array.from({ length: count }, () => ['init begins', 'init ends']).flat();

  it('runs once at a time on the cache of providers, also when stacks are planned at once', async () => {
    const stacks = Array.from({ length: 6 }, (_, at) => ({
      name: `dev-${at}`,
      folder: '',
      dependencies: [],
    }));
    // Each is asked for its resources after its init, and the stub knows of none.
    expect(
      await planDestruction(
        stacks,
        ({ name }) => stackNamed(name),
        () => undefined,
      ),
    ).toEqual([]);
    expect(inits()).toEqual(oneAfterAnother(6));
    expect(fs.existsSync(cache())).toBe(true);
  });

  it('continues with the next stack after one that failed', async () => {
    const [first, second] = await Promise.allSettled(
      ['broken-one', 'two'].map((name) => stackNamed(name).init()),
    );
    expect(first).toMatchObject({ status: 'rejected', reason: expect.any(TerraformFailed) });
    expect(second).toMatchObject({ status: 'fulfilled' });
    expect(inits()).toEqual(oneAfterAnother(2));
  });
});
