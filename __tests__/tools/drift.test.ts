import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runsHere } from '../support/runs-here';
import { workflowFolder } from '../support/workflows';

const scripts = path.join(workflowFolder, '..', 'scripts');
const withBash = ['bash', 'jq'].every((program) => runsHere(program, '--version')) ? describe : describe.skip;

withBash('the script that compares stacks with their resources (skipped where bash is not installed)', () => {
  /** The AWS CLI answers what CloudFormation does; the rest is the script. */
  function compared(
    status: string,
    drifts: readonly object[],
    /** The state of a stack that CloudFormation refuses to compare, and when its change began. */
    refused?: string,
    began = '2026-11-29T03:00:00.123000+00:00',
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
  describe-stacks)
    created='"CreationTime":"2026-01-01T00:00:00+00:00"'
    echo '{"Stacks":[{"StackStatus":"${refused}",'"$created"',"LastUpdatedTime":"${began}"}]}' ;;
  describe-stack-drift-detection-status)
    echo '{"DetectionStatus":"${status}","DetectionStatusReason":"why"}' ;;
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
    // 03:17:00 of that night.
    fs.writeFileSync(path.join(scratch, 'bin', 'date'), '#!/usr/bin/env bash\necho 1795922220\n', {
      mode: 0o755,
    });
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

  it('does not compare a stack that is being changed, and is red for one that cannot be compared', () => {
    const changing = compared('DETECTION_COMPLETE', [], 'UPDATE_IN_PROGRESS');
    expect(changing.stdout).toContain(
      '::warning::turnlift-dev-fleets is UPDATE_IN_PROGRESS: a deploy changes it, or is taken back. ' +
        'It is not',
    );
    // The other stack is looked at as well.
    expect(changing.stdout).toContain('::warning::turnlift-dev-fleets-west is UPDATE_IN_PROGRESS');
    expect(changing.status).toBe(0);
    const stuck = compared('DETECTION_COMPLETE', [], 'UPDATE_ROLLBACK_FAILED');
    expect(stuck.stdout).toContain('::error::turnlift-dev-fleets is UPDATE_ROLLBACK_FAILED, by a change');
    expect(stuck.status).toBe(1);
  });

  it('is red for a stack that is changed for longer than any deploy, or waits for its first change', () => {
    const hanging = compared('DETECTION_COMPLETE', [], 'UPDATE_IN_PROGRESS', '2026-11-29T00:16:59+00:00');
    expect(hanging.stdout).toContain(
      '::error::turnlift-dev-fleets is UPDATE_IN_PROGRESS, by a change that began at ' +
        '2026-11-29T00:16:59+00:00,',
    );
    expect(hanging.status).toBe(1);
    const slow = compared('DETECTION_COMPLETE', [], 'UPDATE_IN_PROGRESS', '2026-11-29T00:17:01+00:00');
    expect(slow.status).toBe(0);
    expect(compared('DETECTION_COMPLETE', [], 'REVIEW_IN_PROGRESS').status).toBe(1);
  });
});
