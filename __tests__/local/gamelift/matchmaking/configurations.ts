import { describe, expect, it } from '@jest/globals';
import { type Json } from '../caller';
import { queue, team, Table } from './caller-of-matchmaking';

export function configurations(): void {
  describe('configurations and rule sets', () => {
    it('may leave their queues behind for STANDALONE, and are found by names and by ARNs of this Region', async () => {
      const table = await Table.set(team(2, 2));
      expect(
        await table.caller.ok('UpdateMatchmakingConfiguration', {
          Name: 'duel',
          FlexMatchMode: 'STANDALONE',
        }),
      ).toMatchObject({ Configuration: { FlexMatchMode: 'STANDALONE' } });
      expect(
        await table.caller.fault('UpdateMatchmakingConfiguration', {
          Name: 'duel',
          GameSessionQueueArns: [queue],
        }),
      ).toBe('InvalidRequestException');
      const by = (ConfigurationName: string): Promise<string> =>
        table.caller.fault('StartMatchmaking', { ConfigurationName, Players: [{ PlayerId: 'p' }] });
      expect(await by('arn:aws:gamelift:us-west-2:111122223333:matchmakingconfiguration/duel')).toBe('none');
      // as the API Reference prints them
      expect(await by('arn:aws:gamelift:us-west-2::matchmakingconfiguration/duel')).toBe('none');
      expect(await by('arn:aws:gamelift:eu-west-1:111122223333:matchmakingconfiguration/duel')).toBe(
        'NotFoundException',
      );
      expect(
        await table.caller.fault('CreateMatchmakingConfiguration', {
          Name: 'far',
          RuleSetName: 'arn:aws:gamelift:eu-west-1:111122223333:matchmakingruleset/rs',
          AcceptanceRequired: false,
          RequestTimeoutSeconds: 10,
          FlexMatchMode: 'STANDALONE',
        }),
      ).toBe('NotFoundException');
    });

    it('are not deleted while they are in use', async () => {
      const table = await Table.set(team(2, 2));
      await table.start('t1');
      expect(await table.caller.fault('DeleteMatchmakingRuleSet', { Name: 'rs' })).toBe(
        'InvalidRequestException',
      );
      expect(await table.caller.fault('DeleteMatchmakingConfiguration', { Name: 'duel' })).toBe(
        'InvalidRequestException',
      );
      await table.caller.ok('StopMatchmaking', { TicketId: 't1' });
      await table.caller.ok('DeleteMatchmakingConfiguration', { Name: 'duel' });
      await table.caller.ok('DeleteMatchmakingRuleSet', {
        Name: 'arn:aws:gamelift:us-west-2:111122223333:matchmakingruleset/rs',
      });
      expect(
        (await table.caller.ok('DescribeMatchmakingConfigurations', { Names: ['duel'] }))['Configurations'],
      ).toEqual([]);
    });

    it('use a new rule set for waiting tickets', async () => {
      const table = await Table.set(team(3, 3));
      await table.start('t1');
      await table.start('t2');
      await table.caller.advance(5);
      expect(await table.statuses('t1', 't2')).toEqual(['SEARCHING', 'SEARCHING']);
      await table.caller.ok('CreateMatchmakingRuleSet', { Name: 'rs2', RuleSetBody: team(2, 2) });
      await table.caller.ok('UpdateMatchmakingConfiguration', { Name: 'duel', RuleSetName: 'rs2' });
      await table.caller.advance(6);
      expect(await table.statuses('t1', 't2')).toEqual(['PLACING', 'PLACING']);
    });

    it('are listed in pages that survive a deletion in between', async () => {
      const table = await Table.set(team(2, 2));
      for (let index = 0; index < 5; index += 1)
        await table.caller.ok('CreateMatchmakingRuleSet', { Name: `more-${index}`, RuleSetBody: team(2, 2) });
      const names: unknown[] = [];
      let token: unknown;
      do {
        const { RuleSets, NextToken } = await table.caller.ok('DescribeMatchmakingRuleSets', {
          Limit: 2,
          ...(token !== undefined && { NextToken: token }),
        });
        names.push(...(RuleSets as readonly Json[]).map(({ RuleSetName }) => RuleSetName));
        token = NextToken;
        if (names.length === 4) await table.caller.ok('DeleteMatchmakingRuleSet', { Name: 'more-0' });
      } while (token !== undefined);
      expect(names).toEqual(['rs', 'more-0', 'more-1', 'more-2', 'more-3', 'more-4']);
      const { NextToken } = await table.caller.ok('DescribeMatchmakingRuleSets', { Limit: 2 });
      for (const token of [
        'nonsense',
        `${String(NextToken)}x`,
        Buffer.from('{"o":3,"l":"x"}').toString('base64url'),
      ]) {
        expect(await table.caller.raw('DescribeMatchmakingRuleSets', { NextToken: token })).toMatchObject({
          status: 400,
          body: { __type: 'InvalidRequestException', Message: 'Invalid NextToken.' },
        });
      }
      expect(await table.caller.fault('DescribeGameSessionQueues', { NextToken })).toBe(
        'InvalidRequestException',
      ); // A token of another list.
      expect(await table.caller.fault('DescribeMatchmakingRuleSets', { NextToken, Limit: 1 })).toBe('none');
    });
  });
}
