import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runsHere } from '../support/runs-here';
import { workflow as read, workflowFolder } from '../support/workflows';

const scripts = path.join(workflowFolder, '..', 'scripts');
const withBash = ['bash', 'jq'].every((program) => runsHere(program, '--version')) ? describe : describe.skip;

withBash('the script that compares stacks with their resources (skipped where bash is not installed)', () => {
  /** The AWS CLI answers what CloudFormation does; the rest is the script. */
  function compared(
    status: string,
    drifts: readonly object[],
    /** The state of a stack that CloudFormation refuses to compare. */
    refused?: string,
  ): ReturnType<typeof spawnSync> {
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-drift-'));
    const stack = path.join(scratch, 'cdktf.out', 'stacks', 'dev-realtime');
    fs.mkdirSync(stack, { recursive: true });
    fs.mkdirSync(path.join(scratch, 'bin'));
    fs.writeFileSync(
      path.join(stack, 'cdk.tf.json'),
      JSON.stringify({
        provider: { aws: [{ region: 'eu-west-1' }, { alias: 'west', region: 'us-west-2' }] },
        resource: {
          aws_cloudformation_stack: {
            a: { name: 'turnlift-dev-fleets' },
            b: { name: 'turnlift-dev-fleets-west', provider: 'aws.west' },
          },
        },
      }),
    );
    fs.writeFileSync(
      path.join(scratch, 'bin', 'aws'),
      `#!/usr/bin/env bash
echo "$*" >> ${scratch}/calls
case "$2" in
  detect-stack-drift)
    if [ -n '${refused ?? ''}' ]; then echo 'An error occurred (ValidationError)' >&2; exit 254; fi
    echo '{"StackDriftDetectionId":"1"}' ;;
  describe-stacks) echo '{"Stacks":[{"StackStatus":"${refused}"}]}' ;;
  describe-stack-drift-detection-status) echo '{"DetectionStatus":"${status}","DetectionStatusReason":"why"}' ;;
  describe-stack-resources) echo '{"StackResources":[{"LogicalResourceId":"R","ResourceType":"T"}]}' ;;
  *)
    if [[ "$*" == *--next-token* ]]; then
      echo '${JSON.stringify({ StackResourceDrifts: drifts })}'
    else
      echo '{"StackResourceDrifts":[],"NextToken":"further"}'
    fi ;;
esac
`,
      { mode: 0o755 },
    );
    const run = spawnSync('bash', [path.join(scripts, 'stack-drift.sh')], {
      cwd: scratch,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: `${path.join(scratch, 'bin')}:${process.env['PATH'] ?? ''}`,
        ENVIRONMENT: 'dev',
      },
    });
    const calls = fs.readFileSync(path.join(scratch, 'calls'), 'utf8');
    expect(calls).toContain(
      'detect-stack-drift --region eu-west-1 --output json --stack-name turnlift-dev-fleets\n',
    );
    expect(calls).toContain('--region us-west-2 --output json --stack-name turnlift-dev-fleets-west\n');
    fs.rmSync(scratch, { recursive: true });
    return run;
  }
  const drift = (LogicalResourceId: string, PropertyPath: string): object => ({
    LogicalResourceId,
    ResourceType: 'AWS::GameLift::Alias',
    StackResourceDriftStatus: 'MODIFIED',
    PropertyDifferences: [{ PropertyPath, ExpectedValue: 'SIMPLE', ActualValue: 'TERMINAL' }],
  });

  it('fails with an alias that was switched off by hand, and names what differs', () => {
    const run = compared('DETECTION_COMPLETE', [drift('AliasOnDemand', '/RoutingStrategy/Type')]);
    expect(run.stdout).toContain(
      '::error::turnlift-dev-fleets AliasOnDemand: /RoutingStrategy/Type is TERMINAL instead of SIMPLE',
    );
    expect(run.status).toBe(1);
  });

  it('fails with a resource that was deleted, and where not all could be compared', () => {
    const deleted = { LogicalResourceId: 'Group', StackResourceDriftStatus: 'DELETED' };
    expect(compared('DETECTION_COMPLETE', [deleted])).toMatchObject({ status: 1 });
    const failed = compared('DETECTION_FAILED', []);
    expect(failed.stdout).toContain('were not all compared: DETECTION_FAILED why');
    expect(failed.status).toBe(1);
  });

  it('is quiet where autoscaling moved, and warns of what CloudFormation cannot compare', () => {
    const capacity = '/Locations/0/LocationCapacity';
    const run = compared('DETECTION_COMPLETE', [drift('FleetBlue', `${capacity}/DesiredEC2Instances`)]);
    expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' });
    expect(run.stdout).toContain('::warning::turnlift-dev-fleets R: CloudFormation cannot compare T');
    expect(compared('DETECTION_COMPLETE', [drift('F', `${capacity}/MaxSize`)]).status).toBe(1);
  });

  it('says of a stack that is being changed that it is not compared, and is red for one that cannot be', () => {
    const changing = compared('DETECTION_COMPLETE', [], 'UPDATE_IN_PROGRESS');
    expect(changing.stdout).toContain(
      '::warning::turnlift-dev-fleets is UPDATE_IN_PROGRESS: a deploy changes it, or is taken back. It is not',
    );
    // The other stack is looked at as well.
    expect(changing.stdout).toContain('::warning::turnlift-dev-fleets-west is UPDATE_IN_PROGRESS');
    expect(changing.status).toBe(0);
    const stuck = compared('DETECTION_COMPLETE', [], 'UPDATE_ROLLBACK_FAILED');
    expect(stuck.stdout).toContain('::error::turnlift-dev-fleets is UPDATE_ROLLBACK_FAILED, and cannot be');
    expect(stuck.status).toBe(1);
  });
});

withBash('the script that looks for a deploy at work (skipped without bash and jq)', () => {
  interface Scene {
    readonly locks?: readonly string[];
    /** Names of the jobs of a run of deploy.yml, by their status. */
    readonly jobs?: Readonly<Record<string, string>>;
    /** When CI began its last deploy, and what an earlier call said of it. */
    readonly deployed?: string;
    readonly before?: string;
    readonly refuses?: 'aws' | 'gh';
  }
  /** S3 and GitHub as the script asks them; jq of the machine answers its queries. */
  function looked({ locks = [], jobs, deployed, before, refuses }: Scene): {
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
      ...['data.tfstate', 'api.tfstate', ...locks].map((Key) => ({ Key, LastModified: 'then' })),
      ...(deployed === undefined ? [] : [{ Key: 'deployed-commit', LastModified: deployed }]),
    ];
    write('objects', { Contents: objects });
    write('runs', { workflow_runs: jobs === undefined ? [] : [{ id: 7 }] });
    write('jobs', { jobs: Object.entries(jobs ?? {}).map(([name, status]) => ({ name, status })) });
    const program = (name: string, text: string): void =>
      fs.writeFileSync(
        path.join(scratch, 'bin', name),
        `#!/usr/bin/env bash\n${name === refuses ? 'echo denied >&2; exit 1' : text}\n`,
        { mode: 0o755 },
      );
    program('aws', '[[ "$*" == *"--bucket the-state"* ]] && cat objects');
    program(
      'gh',
      'case "$2" in */deploy.yml/runs\\?status=in_progress) file=runs ;; */runs/7/jobs*) file=jobs ;; esac; jq -r "$4" "$file"',
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
      expect(output).toEqual({ deploying: '', deployed: 'noon' });
    }
    expect(looked({ before: 'never' }).output).toEqual({ deploying: '', deployed: 'never' });
    expect(looked({ deployed: 'noon', before: 'noon' }).output['deploying']).toBe('');
  });

  it('finds it by locks, by a job that applies, and by one that began since', () => {
    const found = (scene: Scene): string => {
      const { run, output } = looked(scene);
      expect(run.status).toBe(0);
      expect(run.stdout).toContain(`::warning::dev is not compared with main: ${output['deploying'] ?? ''}.`);
      return output['deploying'] ?? '';
    };
    expect(found({ locks: ['realtime.tfstate.tflock', 'site.tfstate.tflock'] })).toBe(
      'the state of realtime, site is locked',
    );
    for (const name of ['dev / apply', 'dev-rest / apply'])
      expect(found({ jobs: { [name]: 'in_progress' } })).toBe('a run of deploy.yml applies its plan');
    expect(found({ deployed: 'noon', before: 'dawn' })).toBe('a deploy began at noon');
    expect(found({ deployed: 'noon', before: 'never' })).toBe('a deploy began at noon');
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

  it('compares stacks with their resources last, also where the plan differs', () => {
    const step = steps.at(-1);
    expect(step?.run).toBe('.github/scripts/stack-drift.sh');
    expect(step?.if).toContain('!cancelled()');
  });

  it('leaves out an environment that is being deployed, before its plan and after it', () => {
    const [before, plan, after, nothing] = ['before', 'plan', 'after', 'nothing differs'].map(at);
    expect([before, plan, after, nothing]).toEqual(
      [...[before, plan, after, nothing]].sort((a, b) => Number(a) - Number(b)),
    );
    for (const id of [before, after]) expect(steps[id ?? -1]?.run).toBe(deploying);
    expect(steps[plan ?? -1]?.if).toContain("steps.before.outputs.deploying == ''");
    for (const step of [steps[nothing ?? -1], steps.at(-1)])
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
