import { describe, expect, it } from '@jest/globals';
import { objectsAt } from '../caller';
import { queue, team, Matchmaking } from './caller-of-matchmaking';

export function configurations(): void {
  describe('configurations and rule sets', () => {
    it('may leave their queues behind for STANDALONE, and are found by names and ARNs', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 2));
      expect(
        await matchmaking.caller.ok('UpdateMatchmakingConfiguration', {
          Name: 'duel',
          FlexMatchMode: 'STANDALONE',
        }),
      ).toMatchObject({ Configuration: { FlexMatchMode: 'STANDALONE' } });
      expect(
        await matchmaking.caller.fault('UpdateMatchmakingConfiguration', {
          Name: 'duel',
          GameSessionQueueArns: [queue],
        }),
      ).toBe('InvalidRequestException');
      const by = (ConfigurationName: string): Promise<string> =>
        matchmaking.caller.fault('StartMatchmaking', { ConfigurationName, Players: [{ PlayerId: 'p' }] });
      expect(await by('arn:aws:gamelift:us-west-2:111122223333:matchmakingconfiguration/duel')).toBe('none');
      // as the API Reference prints them
      expect(await by('arn:aws:gamelift:us-west-2::matchmakingconfiguration/duel')).toBe('none');
      expect(await by('arn:aws:gamelift:eu-west-1:111122223333:matchmakingconfiguration/duel')).toBe(
        'NotFoundException',
      );
      expect(
        await matchmaking.caller.fault('CreateMatchmakingConfiguration', {
          Name: 'far',
          RuleSetName: 'arn:aws:gamelift:eu-west-1:111122223333:matchmakingruleset/rs',
          AcceptanceRequired: false,
          RequestTimeoutSeconds: 10,
          FlexMatchMode: 'STANDALONE',
        }),
      ).toBe('NotFoundException');
    });

    it('are not deleted while they are in use', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 2));
      await matchmaking.start('t1');
      expect(await matchmaking.caller.fault('DeleteMatchmakingRuleSet', { Name: 'rs' })).toBe(
        'InvalidRequestException',
      );
      expect(await matchmaking.caller.fault('DeleteMatchmakingConfiguration', { Name: 'duel' })).toBe(
        'InvalidRequestException',
      );
      await matchmaking.caller.ok('StopMatchmaking', { TicketId: 't1' });
      await matchmaking.caller.ok('DeleteMatchmakingConfiguration', { Name: 'duel' });
      await matchmaking.caller.ok('DeleteMatchmakingRuleSet', {
        Name: 'arn:aws:gamelift:us-west-2:111122223333:matchmakingruleset/rs',
      });
      expect(
        (await matchmaking.caller.ok('DescribeMatchmakingConfigurations', { Names: ['duel'] }))[
          'Configurations'
        ],
      ).toEqual([]);
    });

    it('use a new rule set for waiting tickets', async () => {
      const matchmaking = await Matchmaking.configure(team(3, 3));
      await matchmaking.start('t1');
      await matchmaking.start('t2');
      await matchmaking.caller.advance(5);
      expect(await matchmaking.statuses('t1', 't2')).toEqual(['SEARCHING', 'SEARCHING']);
      await matchmaking.caller.ok('CreateMatchmakingRuleSet', { Name: 'rs2', RuleSetBody: team(2, 2) });
      await matchmaking.caller.ok('UpdateMatchmakingConfiguration', { Name: 'duel', RuleSetName: 'rs2' });
      await matchmaking.caller.advance(6);
      expect(await matchmaking.statuses('t1', 't2')).toEqual(['PLACING', 'PLACING']);
    });

    it('are listed in pages that survive a deletion in between', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 2));
      for (let index = 0; index < 5; index += 1)
        await matchmaking.caller.ok('CreateMatchmakingRuleSet', {
          Name: `more-${index}`,
          RuleSetBody: team(2, 2),
        });
      const names: unknown[] = [];
      let token: unknown;
      do {
        const page = await matchmaking.caller.ok('DescribeMatchmakingRuleSets', {
          Limit: 2,
          ...(token === undefined ? {} : { NextToken: token }),
        });
        names.push(...objectsAt(page, 'RuleSets').map(({ RuleSetName }) => RuleSetName));
        token = page['NextToken'];
        if (names.length === 4) await matchmaking.caller.ok('DeleteMatchmakingRuleSet', { Name: 'more-0' });
      } while (token !== undefined);
      expect(names).toEqual(['rs', 'more-0', 'more-1', 'more-2', 'more-3', 'more-4']);
      const { NextToken } = await matchmaking.caller.ok('DescribeMatchmakingRuleSets', { Limit: 2 });
      for (const token of [
        'nonsense',
        `${String(NextToken)}x`,
        Buffer.from('{"o":3,"l":"x"}').toString('base64url'),
      ]) {
        expect(
          await matchmaking.caller.raw('DescribeMatchmakingRuleSets', { NextToken: token }),
        ).toMatchObject({
          status: 400,
          body: { __type: 'InvalidRequestException', Message: 'Invalid NextToken.' },
        });
      }
      expect(await matchmaking.caller.fault('DescribeGameSessionQueues', { NextToken })).toBe(
        'InvalidRequestException',
      ); // A token of another list.
      expect(await matchmaking.caller.fault('DescribeMatchmakingRuleSets', { NextToken, Limit: 1 })).toBe(
        'none',
      );
    });
  });
}
