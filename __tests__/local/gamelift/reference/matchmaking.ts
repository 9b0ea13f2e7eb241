import { describe, expect, it } from '@jest/globals';
import { at } from '../caller';
import { duelRuleSet, player } from '../hosted';
import { untilRead } from '../../../support/until';
import { caller, refusal } from './reference-caller';

export function matchmaking(): void {
  describe('matchmaking', () => {
    it('has names with at least one character, and the service’s own words', async () => {
      expect(await refusal('CreateMatchmakingRuleSet', { Name: '', RuleSetBody: duelRuleSet })).toMatch(
        /^InvalidRequestException: .*'name'.* length greater than or equal to 1$/,
      );
      await caller.ok('CreateMatchmakingRuleSet', { Name: 'twice', RuleSetBody: duelRuleSet });
      expect(await refusal('CreateMatchmakingRuleSet', { Name: 'twice', RuleSetBody: duelRuleSet })).toBe(
        'InvalidRequestException: Rule set twice already exists',
      );
      await caller.ok('CreateMatchmakingConfiguration', {
        Name: 'twice',
        RuleSetName: 'twice',
        AcceptanceRequired: false,
        RequestTimeoutSeconds: 60,
        GameSessionQueueArns: ['arn:aws:gamelift:us-west-2:111122223333:gamesessionqueue/any'],
      });
      for (const id of ['w1', 'w2'])
        await caller.ok('StartMatchmaking', {
          TicketId: id,
          ConfigurationName: 'twice',
          Players: [player(id)],
        });
      await untilRead(
        async () => at(await caller.ok('DescribeMatchmaking', { TicketIds: ['w1'] }), 'TicketList.0.Status'),
        (status) => status === 'PLACING',
      );
      expect(await refusal('StopMatchmaking', { TicketId: 'w1' })).toBe(
        'InvalidRequestException: Matchmaking ticket is in PLACING status and cannot be canceled.',
      );
    });
  });
}
