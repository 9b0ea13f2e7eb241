import { describe, expect, it } from '@jest/globals';
import { environmentNames } from '../../games';
import { functionDeclarations } from '../../../functions/declarations';
import { only, type Synthesis, synthesize, writeScript } from '../support/synthesis';
import { folder, synthesis, resourcesOf } from './synthesis';

export function realtimeAndOperations(): void {
  describe('realtime', () => {
    it('names the script by its content alone', () => {
      const keyOf = (from: Synthesis): unknown =>
        only(from.stacks.get('dev-realtime'), 'aws_s3_object')['key'];
      const before = keyOf(synthesis);
      expect(before).toMatch(/^realtime-server\/[0-9a-f]{16}\.zip$/);
      writeScript(folder, { 'server.js': 'exports.ssExports = { init() {} }; // changed' });
      const after = keyOf(synthesize(folder, ['dev']));
      writeScript(folder, { 'server.js': 'exports.ssExports = { init() {} };' });
      expect(after).not.toBe(before);
    });

    it('puts the script after its bucket keeps versions, or the bucket could not be emptied', () => {
      for (const name of environmentNames) {
        const object = only(synthesis.stacks.get(`${name}-realtime`), 'aws_s3_object');
        expect(object['depends_on']).toEqual([
          expect.stringMatching(/^aws_s3_bucket_versioning\.artifacts_versioning_/),
        ]);
      }
    });

    it('waits until new roles are known before scripts and fleets use them', () => {
      for (const name of environmentNames) {
        const stack = synthesis.stacks.get(`${name}-realtime`);
        const pause = only(stack, 'terraform_data');
        expect(pause).toMatchObject({
          triggers_replace: {
            reader: expect.stringMatching(/^\$\{aws_iam_role\.script-reader\.unique_id\}$/),
            instance: expect.stringMatching(/^\$\{aws_iam_role\.instance\.unique_id\}$/),
          },
          depends_on: ['aws_iam_role_policy.script-reader-rights', 'aws_iam_role_policy.instance-rights'],
          provisioner: [
            { 'local-exec': { command: expect.stringMatching(/setTimeout\(\(\) => \{\}, 20000\)/) } },
          ],
        });
        expect(only(stack, 'aws_cloudformation_stack')['depends_on']).toContainEqual(
          expect.stringMatching(/^terraform_data\.role-settled_pause/),
        );
      }
    });

    it('places matches through aliases, in the order of preference', () => {
      const queue = only(synthesis.stacks.get('prod-realtime'), 'aws_gamelift_game_session_queue');
      expect(queue['destinations']).toEqual([
        expect.stringMatching(/\.outputs\.AliasArnSpot\}$/),
        expect.stringMatching(/\.outputs\.AliasArnOnDemand\}$/),
      ]);
      expect(queue['player_latency_policy']).toEqual([
        { maximum_individual_player_latency_milliseconds: 120, policy_duration_seconds: 20 },
        { maximum_individual_player_latency_milliseconds: 300 },
      ]);
    });
  });

  describe('operations', () => {
    it('watches every function and every fleet, and notifies the topic', () => {
      const alarms = resourcesOf('prod-operations', 'aws_cloudwatch_metric_alarm');
      const watched = alarms.flatMap((alarm) => Object.values(Object(alarm['dimensions'])));
      for (const { name } of functionDeclarations) expect(watched).toContain(`turnlift-prod-${name}`);
      expect(
        watched.filter((value) => String(value).includes('terraform_remote_state')).length,
      ).toBeGreaterThanOrEqual(2);
      for (const alarm of alarms) expect(alarm['alarm_actions']).toHaveLength(1);
    });

    it('shows the pass rate of every rule of the rule set', () => {
      const body = String(
        only(synthesis.stacks.get('prod-operations'), 'aws_cloudwatch_dashboard')['dashboard_body'],
      );
      for (const rule of ['SameGame', 'FairSkill', 'FastEnough']) expect(body).toContain(`"${rule} passed"`);
    });
  });
}
