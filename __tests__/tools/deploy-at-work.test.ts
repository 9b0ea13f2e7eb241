import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runsHere } from '../support/runs-here';
import { workflow as read, workflowFolder } from '../support/workflows';

const scripts = path.join(workflowFolder, '..', 'scripts');
const withBash = ['bash', 'jq'].every((program) => runsHere(program, '--version')) ? describe : describe.skip;

withBash('the script that looks for a deploy at work (skipped without bash and jq)', () => {
  const night = '2026-11-29T03:17:00Z';
  const recently = '2026-11-29T03:16:00Z';
  interface Scene {
    /** Keys of objects, and when they were written; without a time, a minute ago. */
    readonly locks?: readonly string[] | Readonly<Record<string, string>>;
    /** Names of the jobs of a run of deploy.yml, by their status, and when they started. */
    readonly jobs?: Readonly<Record<string, string>>;
    readonly started?: string | null;
    /** GitHub's status of the run, and the time at which it created its jobs. */
    readonly runIs?: string;
    readonly created?: string;
    /** When CI began its last deploy, and what an earlier call said of it. */
    readonly deployed?: string;
    readonly before?: string;
    readonly refuses?: 'aws' | 'gh';
  }

  /** S3 and GitHub as the script asks them; jq of the machine answers its queries. */
  function looked({
    locks = [],
    jobs,
    started = recently,
    runIs = 'in_progress',
    created = recently,
    deployed,
    before,
    refuses,
  }: Scene): {
    readonly run: ReturnType<typeof spawnSync>;
    readonly output: Readonly<Record<string, string>>;
  } {
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-deploying-'));
    const stack = path.join(scratch, 'cdktf.out', 'stacks', 'dev-data');
    fs.mkdirSync(stack, { recursive: true });
    fs.mkdirSync(path.join(scratch, 'bin'));
    const write = (name: string, value: object): void =>
      fs.writeFileSync(path.join(scratch, name), JSON.stringify(value));
    write('cdktf.out/stacks/dev-data/cdk.tf.json', {
      terraform: { backend: { s3: { bucket: 'the-state', region: 'eu-west-1' } } },
    });
    const objects = [
      ...['data.tfstate', 'api.tfstate'].map((Key) => ({ Key, LastModified: 'then' })),
      ...(Array.isArray(locks)
        ? locks.map((Key) => ({ Key, LastModified: recently }))
        : Object.entries(locks).map(([Key, LastModified]) => ({ Key, LastModified }))),
      ...(deployed === undefined ? [] : [{ Key: 'deployed-commit', LastModified: deployed }]),
    ];
    write('objects', { Contents: objects });
    write('none', { workflow_runs: [] });
    write('runs', { workflow_runs: jobs === undefined ? [] : [{ id: 7 }] });
    write('jobs', {
      jobs: Object.entries(jobs ?? {}).map(([name, status]) => ({
        name,
        status,
        created_at: created,
        started_at: status === 'waiting' ? null : started,
      })),
    });
    const program = (name: string, text: string): void =>
      fs.writeFileSync(
        path.join(scratch, 'bin', name),
        `#!/usr/bin/env bash\n${name === refuses ? 'echo denied >&2; exit 1' : text}\n`,
        { mode: 0o755 },
      );
    program('date', `echo ${Date.parse(night) / 1000}`);
    program('aws', '[[ "$*" == *"--bucket the-state"* ]] && cat objects');
    program(
      'gh',
      `case "$2" in */deploy.yml/runs\\?status=${runIs}) file=runs ;; */runs/7/jobs*) file=jobs ;; *) ` +
        'file=none ;; esac; jq -r "$4" "$file"',
    );
    const run = spawnSync('bash', [path.join(scripts, 'deploy-at-work.sh')], {
      cwd: scratch,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: `${path.join(scratch, 'bin')}:${process.env['PATH'] ?? ''}`,
        ENVIRONMENT: 'dev',
        GITHUB_REPOSITORY: 'me/game',
        GITHUB_OUTPUT: path.join(scratch, 'output'),
        ...(before === undefined ? {} : { BEFORE: before }),
      },
    });
    const file = path.join(scratch, 'output');
    const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n') : [];
    fs.rmSync(scratch, { recursive: true });
    const parts = lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
    return { run, output: Object.fromEntries(parts) };
  }

  it('is quiet where none is, also while another environment is deployed or reviewers are asked', () => {
    for (const jobs of [undefined, { 'prod / apply': 'in_progress', 'dev / apply': 'waiting' }]) {
      const { run, output } = looked({ deployed: 'noon', ...(jobs === undefined ? {} : { jobs }) });
      expect({ status: run.status, stdout: run.stdout, stderr: run.stderr }).toEqual({
        status: 0,
        stdout: '',
        stderr: '',
      });
      expect(output).toEqual({ deploying: '', deployed: 'noon', left: '' });
    }
    expect(looked({ before: 'never' }).output).toEqual({ deploying: '', deployed: 'never', left: '' });
    expect(looked({ deployed: 'noon', before: 'noon' }).output['deploying']).toBe('');
  });

  it('finds it by locks, by a job that applies, and by one that began since', () => {
    const found = (scene: Scene): string => {
      const { run, output } = looked(scene);
      expect(run.status).toBe(0);
      expect(run.stdout).toContain(`::warning::dev is not compared: ${output['deploying'] ?? ''}.`);
      return output['deploying'] ?? '';
    };
    expect(found({ locks: ['realtime.tfstate.tflock', 'site.tfstate.tflock'] })).toBe(
      'the state of realtime, site is locked',
    );
    expect(found({ jobs: { 'dev / apply': 'in_progress' } })).toBe('a run of deploy.yml applies its plan');
    expect(found({ jobs: { 'dev / apply': 'in_progress' }, started: null })).toBe(
      'a run of deploy.yml applies its plan',
    );
    expect(found({ deployed: 'noon', before: 'dawn' })).toBe('a deploy began at noon');
    expect(found({ deployed: 'noon', before: 'never' })).toBe('a deploy began at noon');
  });

  it('finds a run between its two rounds, also while the second one waits, and for a day only', () => {
    const between = 'a run of deploy.yml is between its two rounds';
    for (const [runIs, name, status] of [
      ['in_progress', 'dev-rest / plan', 'in_progress'],
      ['in_progress', 'dev-rest / apply', 'in_progress'],
      ['waiting', 'dev-rest / apply', 'waiting'],
      ['requested', 'dev-rest / plan', 'queued'],
      ['queued', 'dev-rest / plan', 'queued'],
      ['pending', 'dev-rest / plan', 'pending'],
    ] as const) {
      const found = (created: string): string | undefined =>
        looked({ runIs, created, jobs: { [name]: status } }).output['deploying'];
      expect(found('2026-11-28T03:17:01Z')).toBe(between);
      if (status !== 'in_progress') expect(found('2026-11-28T03:16:59Z')).toBe('');
    }
    // Before its first round the environment is still as the deploy before left it.
    for (const name of ['dev / apply', 'prod-rest / apply'])
      expect(looked({ runIs: 'waiting', jobs: { [name]: 'waiting' } }).output['deploying']).toBe('');
    expect(looked({ jobs: { 'dev-rest / apply': 'completed' } }).output['deploying']).toBe('');
  });

  it('does not take a lock for a deploy that is older than any deploy, and says what to do', () => {
    const old = { 'api.tfstate.tflock': '2026-11-29T01:16:59+00:00' };
    const { run, output } = looked({ locks: old });
    expect(run.status).toBe(0);
    expect(run.stdout).toContain(
      '::error::dev: the state of api has been locked since 2026-11-29T01:16:59+00:00, longer than ' +
        'any deploy',
    );
    expect(run.stdout).toContain('(docs/operating.md, A state that stays locked)');
    expect(run.stdout).not.toContain('::warning::');
    expect(output).toEqual({ deploying: '', deployed: 'never', left: 'api' });
    // One that may be of a deploy by hand still is.
    const young = { 'api.tfstate.tflock': '2026-11-29T01:17:01.000Z' };
    expect(looked({ locks: young }).output).toMatchObject({
      deploying: 'the state of api is locked',
      left: '',
    });
    expect(looked({ locks: { ...old, 'site.tfstate.tflock': recently } }).output).toMatchObject({
      deploying: 'the state of site is locked',
      left: 'api',
    });
    // The error was written by the call before the plan.
    expect(looked({ locks: old, before: 'never' }).run.stdout).toBe('');
  });

  it('does not take a job for a deploy that works for longer than the job may', () => {
    const jobs = { 'dev / apply': 'in_progress' };
    const minutes = read('deploy-environment.yml').jobs['apply']?.['timeout-minutes'] ?? NaN;
    const ago = (seconds: number): string =>
      new Date(Date.parse(night) - minutes * 60_000 - seconds * 1000).toISOString().replace('.000', '');
    expect(looked({ jobs, started: ago(1) }).output['deploying']).toBe('');
    expect(looked({ jobs, started: ago(-1) }).output['deploying']).toContain('a run of deploy.yml');
  });

  it('fails where it cannot look, instead of finding none', () => {
    for (const refuses of ['aws', 'gh'] as const) {
      const { run, output } = looked({ refuses });
      expect(run.status).not.toBe(0);
      expect(output).toEqual({});
    }
  });
});

describe('the nightly workflow', () => {
  const { jobs, ...workflow } = read('drift.yml');
  const steps = jobs['drift']?.steps ?? [];
  const at = (text: string): number =>
    steps.findIndex(({ id, name, run }) => id === text || name === text || run?.includes(text));
  const deploying = '.github/scripts/deploy-at-work.sh';

  const compares = '.github/scripts/stack-drift.sh';

  it('compares stacks with their resources, also where the plan differs', () => {
    expect(steps[at(compares)]?.if).toContain('!cancelled()');
  });

  it('compares in spite of a lock that was left, and is red in any case', () => {
    const step = steps[at('no killed Terraform left a lock')];
    expect(step?.if).toBe(
      "!cancelled() && steps.before.outcome == 'success' && steps.before.outputs.left != ''",
    );
    expect(step?.run).toContain('exit 1');
    for (const one of ['plan', 'nothing differs', compares])
      expect(steps[at(one)]?.if).not.toContain('outputs.left');
  });

  it('leaves out an environment that is being deployed, before its plan and after it', () => {
    const [before, plan, after, nothing] = ['before', 'plan', 'after', 'nothing differs'].map(at);
    expect([before, plan, after, nothing]).toEqual(
      [...[before, plan, after, nothing]].sort((a, b) => Number(a) - Number(b)),
    );
    for (const id of [before, after]) expect(steps[id ?? -1]?.run).toBe(deploying);
    expect(steps[plan ?? -1]?.if).toContain("steps.before.outputs.deploying == ''");
    for (const step of [steps[nothing ?? -1], steps[at(compares)]])
      expect(step?.if).toContain("steps.after.outputs.deploying == ''");
    expect(steps[after ?? -1]?.env?.['BEFORE']).toBe('${{ steps.before.outputs.deployed }}');
    // It reads the runs of deploy.yml, and displaces none of them.
    expect(jobs['drift']?.permissions).toMatchObject({ actions: 'read' });
    expect(JSON.stringify({ workflow, jobs })).not.toContain('concurrency');
  });

  it('finds the jobs of deploy.yml by the names that GitHub gives them', () => {
    for (const [name, job] of Object.entries(read('deploy.yml').jobs))
      if (job.uses?.endsWith('/deploy-environment.yml'))
        expect(name).toMatch(new RegExp(`^${String(job.with?.['environment'])}(-[a-z-]+)?$`));
    expect(Object.keys(read('deploy-environment.yml').jobs)).toContain('apply');
  });
});
