import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import vm from 'node:vm';
import { environmentNames } from '../games';
import { runsHere } from '../support/runs-here';
import { type Job, workflow, workflows } from '../support/workflows';

/** GitHub's results of a job. One that exceeds its time limit is `cancelled`. */
const results = ['success', 'failure', 'cancelled', 'skipped'] as const;
interface Ended {
  readonly result: (typeof results)[number];
  readonly outputs: Readonly<Record<string, string>>;
}
type Run = ReadonlyMap<string, Ended>;

const needsOf = ({ needs }: Job): readonly string[] =>
  needs === undefined ? [] : typeof needs === 'string' ? [needs] : needs;

/** Every job before this one, at any distance: what success() and failure() look at. */
function ancestors(jobs: Readonly<Record<string, Job>>, job: Job): readonly string[] {
  return needsOf(job).flatMap((name) => [name, ...(jobs[name] ? ancestors(jobs, jobs[name]) : [])]);
}

/** Whether GitHub starts the job: a condition that calls no status function is preceded by success(). */
function starts(jobs: Readonly<Record<string, Job>>, job: Job, run: Run, ended: boolean): boolean {
  const given = (job.if ?? 'success()').replace(/^\s*\$\{\{([\s\S]*)\}\}\s*$/, '$1');
  const before = ancestors(jobs, job).map((name) => run.get(name)?.result);
  const condition = /\b(success|failure|cancelled|always)\(\)/.test(given)
    ? given
    : `success() && (${given})`;
  return Boolean(
    vm.runInNewContext(
      condition.replace(/\.([a-z]\w*(?:-\w+)+)/g, '["$1"]'),
      {
        needs: Object.fromEntries(run),
        success: () => !ended && before.every((result) => result === 'success'),
        failure: () => !ended && before.includes('failure'),
        cancelled: () => ended,
        always: () => true,
        github: { repository: 'o/n', event: { pull_request: { head: { repo: { full_name: 'o/n' } } } } },
      },
      { timeout: 1_000 },
    ),
  );
}

/** Outputs of the needed jobs that ask for the next one. */
const asking: Ended['outputs'] = { left: 'true', work: 'true', stacks: 'some' };

/** Every way in which the needed jobs can end, with outputs that ask for the next job and without. */
function endings(names: readonly string[]): readonly Run[] {
  return names.reduce<readonly Run[]>(
    (runs, name) =>
      runs.flatMap((run) =>
        results.flatMap((result) =>
          [asking, {}].map((outputs): Run => new Map<string, Ended>([...run, [name, { result, outputs }]])),
        ),
      ),
    [new Map()],
  );
}

const conditional = workflows.flatMap((file) => {
  const { jobs } = workflow(file);
  return Object.entries(jobs).flatMap(([name, job]) =>
    needsOf(job).length === 0 ? [] : [{ file, name, job, jobs }],
  );
});

describe.each(conditional)('job $name of $file', ({ job, jobs }) => {
  /** A second round is skipped where nothing was left. */
  const optional = (name: string): boolean => name.endsWith('-rest');
  const needs = needsOf(job);

  it('never starts after a job that failed, ran into its time limit, or was displaced', () => {
    for (const run of endings(needs)) {
      if (!starts(jobs, job, run, false)) continue;
      for (const [name, { result }] of run)
        expect({ name, result }).toEqual({
          name,
          result: optional(name) ? expect.stringMatching(/^(success|skipped)$/) : 'success',
        });
    }
  });

  it('starts after success, and not in a run that was cancelled', () => {
    const good = endings(needs).filter((run) =>
      [...run.values()].every(({ result }) => result === 'success'),
    );
    expect(good.some((run) => starts(jobs, job, run, false))).toBe(true);
    expect(good.some((run) => starts(jobs, job, run, true))).toBe(false);
  });
});

describe('a run of deploy', () => {
  const { jobs } = workflow('deploy.yml');

  /** Plays the jobs in order. @param ends how a job that starts ends; absent: it succeeds */
  function play(ends: Readonly<Record<string, Partial<Ended>>>): readonly string[] {
    const run = new Map<string, Ended>();
    const started: string[] = [];
    for (const [name, job] of Object.entries(jobs)) {
      if (!starts(jobs, job, run, false)) {
        run.set(name, { result: 'skipped', outputs: {} });
        continue;
      }
      started.push(name);
      run.set(name, { result: 'success', outputs: { stacks: 'some' }, ...ends[name] });
    }
    return started;
  }
  const left = { outputs: { left: 'true' } };

  it('deploys one environment after the other, and second rounds where something was left', () => {
    expect(play({})).toEqual(['synth', ...environmentNames]);
    expect(play({ dev: left, staging: left, prod: left })).toEqual(Object.keys(jobs));
    expect(play({ staging: left })).toEqual(['synth', 'dev', 'staging', 'staging-rest', 'prod']);
  });

  it('stops at the first job that does not succeed, however it ends', () => {
    const order = Object.keys(jobs);
    for (const result of ['failure', 'cancelled'] as const)
      for (const [index, name] of order.entries())
        expect(play({ dev: left, staging: left, prod: left, [name]: { result } })).toEqual(
          order.slice(0, index + 1),
        );
  });

  it('deploys nothing, without an error, where all settings are still examples', () => {
    expect(play({ synth: { outputs: { stacks: 'none' } } })).toEqual(['synth']);
  });
});

const withBash = runsHere('bash', '--version') ? describe : describe.skip;
withBash('the step that synthesizes what is deployed (skipped where bash is not installed)', () => {
  it('says whether anything was synthesized, and is green where nothing was', () => {
    const { synth } = workflow('deploy.yml').jobs;
    const step = synth?.steps?.find(({ id }) => id === 'synth')?.run ?? '';
    const upload = synth?.steps?.find(({ uses }) => uses?.includes('upload-artifact'));
    expect(upload?.if).toBe("steps.synth.outputs.stacks == 'some'");
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-synth-step-'));
    const run = (): { status: number | null; notice: boolean; output: string } => {
      const output = path.join(scratch, 'output');
      fs.rmSync(output, { force: true });
      const { status, stdout } = spawnSync('bash', ['-e', '-c', `npm() { :; }\n${step}`], {
        cwd: scratch,
        encoding: 'utf8',
        env: { ...process.env, GITHUB_OUTPUT: output },
      });
      return { status, notice: stdout.includes('::notice::'), output: fs.readFileSync(output, 'utf8') };
    };
    expect(run()).toEqual({ status: 0, notice: true, output: 'stacks=none\n' });
    fs.mkdirSync(path.join(scratch, 'cdktf.out', 'stacks', 'dev-data'), { recursive: true });
    fs.writeFileSync(path.join(scratch, 'cdktf.out', 'stacks', 'dev-data', 'cdk.tf.json'), '{}');
    expect(run()).toEqual({ status: 0, notice: false, output: 'stacks=some\n' });
    fs.rmSync(scratch, { recursive: true });
  });
});

const withJq = runsHere('jq', '--version') ? describe : describe.skip;
withJq("the plan's comment (skipped where jq is not installed)", () => {
  it('is that of the workflow itself, never one that another user began with the same marker', () => {
    const step = workflow('plan.yml').jobs['plan']?.steps?.find(({ run }) => run?.includes('--paginate'));
    const [, filter = ''] = /--jq "((?:[^"\\]|\\.)*)"/.exec(step?.run ?? '') ?? [];
    const marker = '<!-- turnlift-plan:prod -->';
    const comments = [
      { id: 1, user: { login: 'visitor' }, body: `${marker}\nNothing changes` },
      { id: 2, user: { login: 'github-actions[bot]' }, body: `other ${marker}` },
      { id: 3, user: { login: 'github-actions[bot]' }, body: `${marker}\nthe plan` },
    ];
    const { stdout } = spawnSync('jq', [filter.replaceAll('\\"', '"').replace('$marker', marker)], {
      encoding: 'utf8',
      input: JSON.stringify(comments),
    });
    expect(stdout).toBe('3\n');
  });
});
