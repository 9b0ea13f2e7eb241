import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  deployedCommitKey,
  deployRights,
  planRights,
  type Rights,
  statementsIn,
} from '../../stacks/constructs/delivery-rights';
import { Names } from '../../templates/names';
import { decide, type Decision, parsePolicy } from '../../tools/policy/evaluate';
import { environmentOf } from '../games';
import { runsHere } from '../support/runs-here';
import { workflow, workflowFolder } from '../support/workflows';

const script = path.join(workflowFolder, '..', 'scripts', 'deployed-commit.sh');

/** S3 as the script uses it: one object with an ETag, and writes with a condition. */
const aws = `#!/usr/bin/env bash
set -euo pipefail
echo "$*" >> calls
if [ -e denied ]; then echo 'An error occurred (AccessDenied)' >&2; exit 254; fi
etag() { if [ -e object ]; then echo "\\"$(cksum < object | cut -d' ' -f1)\\""; fi; }
case "$2" in
  get-object)
    if [ ! -e object ]; then echo 'An error occurred (NoSuchKey)' >&2; exit 254; fi
    cp object "\${@: -1}"
    jq -n --arg etag "$(etag)" '{ETag: $etag}'
    if [ -e meanwhile ]; then mv meanwhile object; fi ;;
  put-object)
    while [ $# -gt 0 ]; do
      case "$1" in
        --body) body=$2 ;;
        --if-match) [ "$2" = "$(etag)" ] || { echo '(PreconditionFailed)' >&2; exit 254; } ;;
        --if-none-match) [ ! -e object ] || { echo '(PreconditionFailed)' >&2; exit 254; } ;;
      esac
      shift
    done
    cp "$body" object
    echo '{}' ;;
esac
`;

const here = ['bash', 'git', 'jq'].every((program) => runsHere(program, '--version'));
(here ? describe : describe.skip)('the deployed commit (skipped without bash, git and jq)', () => {
  let repository: string;
  let folder: string;
  /** The branch main, and a commit beside it. */
  let older: string, newer: string, beside: string;

  const git = (...args: readonly string[]): string =>
    spawnSync('git', ['-C', repository, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      encoding: 'utf8',
    }).stdout.trim();
  const commit = (message: string): string => {
    git('commit', '--quiet', '--allow-empty', '-m', message);
    return git('rev-parse', 'HEAD');
  };

  beforeAll(() => {
    repository = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-commits-'));
    git('init', '--quiet');
    older = commit('older');
    newer = commit('newer');
    git('checkout', '--quiet', '--detach', older);
    beside = commit('beside');
  });
  afterAll(() => fs.rmSync(repository, { recursive: true, force: true }));

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-deployed-'));
    const stack = path.join(folder, 'cdktf.out', 'stacks', 'dev-data');
    fs.mkdirSync(stack, { recursive: true });
    fs.writeFileSync(
      path.join(stack, 'cdk.tf.json'),
      JSON.stringify({ terraform: { backend: { s3: { bucket: 'states', region: 'eu-west-1' } } } }),
    );
    fs.mkdirSync(path.join(folder, 'bin'));
    fs.writeFileSync(path.join(folder, 'bin', 'aws'), aws, { mode: 0o755 });
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const put = (name: string, text: string): void => fs.writeFileSync(path.join(folder, name), text);
  const deployed = (): string | undefined => {
    const file = path.join(folder, 'object');
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
  };
  function run(what: 'check' | 'record', sha: string, more: NodeJS.ProcessEnv = {}) {
    const { status, stdout } = spawnSync('bash', [script, what], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: `${path.join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
        GIT_DIR: path.join(repository, '.git'),
        ENVIRONMENT: 'dev',
        GITHUB_SHA: sha,
        ...more,
      },
    });
    return { status, stdout };
  }
  const fine = { status: 0, stdout: '' };

  it('is named by each deploy in turn, and by no plan', () => {
    expect(run('check', older)).toEqual(fine);
    expect(deployed()).toBeUndefined();
    // The same commit comes twice: in the second round, and when a run is run again.
    for (const sha of [older, older, newer]) {
      expect(run('check', sha)).toEqual(fine);
      expect(run('record', sha)).toEqual(fine);
      expect(deployed()).toBe(sha);
    }
    const call = fs.readFileSync(path.join(folder, 'calls'), 'utf8').split('\n')[0];
    expect(call).toContain(
      `s3api get-object --region eu-west-1 --bucket states --key ${deployedCommitKey} --output json`,
    );
  });

  it('refuses an older commit, and one beside it, in a plan and in a deploy, before any change', () => {
    put('object', newer);
    for (const sha of [older, beside])
      for (const what of ['check', 'record'] as const) {
        const { status, stdout } = run(what, sha);
        expect(status).toBe(1);
        expect(stdout).toContain(
          `::error::dev runs commit ${newer}, which is not in the history of this run's commit ${sha}`,
        );
        expect(stdout).toContain(`start it with replaces: ${newer}\n`);
        expect(deployed()).toBe(newer);
      }
  });

  it('refuses what is not a commit, and an unknown deployed commit, as after a rewritten history', () => {
    put('object', '0'.repeat(40));
    expect(run('check', newer)).toMatchObject({ status: 1, stdout: expect.stringContaining('replaces: 0') });
    put('object', '--is-ancestor');
    expect(run('check', newer, { REPLACES: '--is-ancestor' })).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('is not the name of a commit: delete it'),
    });
  });

  it('replaces a commit that the run names, and says so; a later one it does not replace', () => {
    put('object', newer);
    expect(run('record', older, { REPLACES: beside }).status).toBe(1);
    const REPLACES = `${'0'.repeat(40)} ${newer}`;
    const { status, stdout } = run('record', older, { REPLACES });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^::warning::dev runs commit .*; replaced, as this run was told to\n$/);
    expect(deployed()).toBe(older);
    put('object', beside);
    expect(run('check', older, { REPLACES }).status).toBe(1);
  });

  it('changes nothing where another run has named its commit in the meantime', () => {
    put('object', older);
    put('meanwhile', beside);
    expect(run('record', newer)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('nothing was changed: run the workflow again'),
    });
    expect(deployed()).toBe(beside);
  });

  it('fails where it cannot be read, and names the stack that gives the right', () => {
    put('denied', '');
    expect(run('check', newer)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('an operator deploys dev-delivery'),
    });
  });
});

describe('the right to the deployed commit', () => {
  it('lets plans read it and deploys name another; neither deletes it', () => {
    const config = environmentOf('dev');
    const names = new Names(config);
    const may = (rights: Rights): readonly Decision[] =>
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'].map((action) =>
        decide(parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statementsIn(rights) })), {
          action,
          resource: `arn:aws:s3:::${names.stateBucket}/${deployedCommitKey}`,
        }),
      );
    expect(may(planRights(config, names))).toEqual(['allowed', 'not allowed', 'not allowed']);
    expect(may(deployRights(config, names))).toEqual(['allowed', 'allowed', 'not allowed']);
  });
});

describe('both rounds of every environment', () => {
  const { plan, apply } = workflow('deploy-environment.yml').jobs;
  const steps = (job: typeof plan): readonly string[] =>
    (job?.steps ?? []).flatMap(({ run, uses }) => run ?? uses ?? []);

  it('compare before they plan, and name their commit before they apply', () => {
    for (const [job, call, then] of [
      [plan, 'check', 'deploy-stacks -- plan'],
      [apply, 'record', 'deploy-stacks -- apply'],
    ] as const) {
      const compared = steps(job).indexOf(`.github/scripts/deployed-commit.sh ${call}`);
      const signedIn = steps(job).findIndex((step) => step.includes('configure-aws-credentials'));
      const done = steps(job).findIndex((step) => step.includes(then));
      expect(signedIn).toBeGreaterThan(0);
      expect(compared).toBeGreaterThan(signedIn);
      expect(done).toBeGreaterThan(compared);
      const { env, steps: all = [] } = { steps: [], ...job };
      expect(env).toMatchObject({ REPLACES: '${{ inputs.replaces }}' });
      expect(all.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.['with']).toEqual({
        'fetch-depth': 0,
      });
    }
    for (const [name, { with: given }] of Object.entries(workflow('deploy.yml').jobs))
      if (name !== 'synth') expect(given).toMatchObject({ replaces: "${{ inputs.replaces || '' }}" });
  });
});
