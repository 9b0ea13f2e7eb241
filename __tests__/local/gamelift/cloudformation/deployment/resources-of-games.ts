import { describe, expect, it } from '@jest/globals';
import {
  DescribeMatchmakingConfigurationsCommand,
  DescribeMatchmakingRuleSetsCommand,
  ListScriptsCommand,
} from '@aws-sdk/client-gamelift';
import { duelRuleSet } from '../../duel-rule-set';
import { scriptZip } from '../../fleets/control-plane-server';
import { calls, deploy, fleetTemplate, queue, remove, send, server, store, template } from './control-plane';

export function resourcesOfGames(): void {
  describe('a Realtime fleet in a stack', () => {
    it('that throws while loading fails the stack with its own words, and leaves no resource', async () => {
      store.objects.set('b/broken.zip', scriptZip({ 'server.js': 'throw new Error("no moon tonight");' }));
      expect((await deploy('CreateStack', 'broken', fleetTemplate('broken.zip'))).text('StackStatus')).toBe(
        'ROLLBACK_COMPLETE',
      );
      const reasons = (await send('DescribeStackEvents', 'broken')).all('ResourceStatusReason').join('\n');
      expect(reasons).toMatch(/did not stabilize: .*no moon tonight/);
      expect(server.controlPlane.fleets.fleets()).toEqual([]);
      expect((await server.client.send(new ListScriptsCommand({}))).Scripts).toEqual([]);
      await remove('broken');
    });
  });

  describe('FlexMatch in a stack', () => {
    const ruleSet = (name: string, distance: number) =>
      template({
        RuleSet: {
          Type: 'AWS::GameLift::MatchmakingRuleSet',
          Properties: {
            Name: name,
            RuleSetBody: duelRuleSet(distance),
          },
        },
        Configuration: {
          Type: 'AWS::GameLift::MatchmakingConfiguration',
          Properties: {
            Name: 'duel',
            FlexMatchMode: 'WITH_QUEUE',
            RuleSetName: { 'Fn::GetAtt': ['RuleSet', 'Name'] },
            GameSessionQueueArns: [{ 'Fn::GetAtt': ['Queue', 'Arn'] }],
            RequestTimeoutSeconds: 60,
            AcceptanceRequired: 'false',
            BackfillMode: 'MANUAL',
          },
        },
        Queue: queue('duel'),
      });

    it('a new rule set is made, the configuration switched, the old one deleted', async () => {
      expect((await deploy('CreateStack', 'duel', ruleSet('duel-1', 100))).text('StackStatus')).toBe(
        'CREATE_COMPLETE',
      );
      calls.made.length = 0;
      expect((await deploy('UpdateStack', 'duel', ruleSet('duel-2', 150))).text('StackStatus')).toBe(
        'UPDATE_COMPLETE',
      );
      expect(calls.made.filter((operation) => !operation.startsWith('Describe'))).toEqual([
        'CreateMatchmakingRuleSet',
        'UpdateMatchmakingConfiguration',
        'DeleteMatchmakingRuleSet',
      ]);
      expect(
        (await server.client.send(new DescribeMatchmakingRuleSetsCommand({}))).RuleSets?.map(
          ({ RuleSetName }) => RuleSetName,
        ),
      ).toEqual(['duel-2']);
      expect(
        (await server.client.send(new DescribeMatchmakingConfigurationsCommand({}))).Configurations?.[0],
      ).toMatchObject({ Name: 'duel', RuleSetName: 'duel-2', AcceptanceRequired: false });
    });

    it('a changed body under the old name fails and is rolled back', async () => {
      const done = await deploy('UpdateStack', 'duel', ruleSet('duel-2', 200));
      expect(done.text('StackStatus')).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(
        (await server.client.send(new DescribeMatchmakingConfigurationsCommand({}))).Configurations?.[0]
          ?.RuleSetName,
      ).toBe('duel-2');
      expect(
        (await server.client.send(new DescribeMatchmakingRuleSetsCommand({}))).RuleSets?.[0]?.RuleSetBody,
      ).toContain('"maxDistance":150');
      await remove('duel');
    });
  });
}
