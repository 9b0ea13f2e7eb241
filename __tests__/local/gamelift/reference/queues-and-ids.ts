import { describe, expect, it } from '@jest/globals';
import { at, type Json } from '../caller';
import { duelRuleSet, scriptZip } from '../hosted';
import { caller, refusal, scriptFleet } from './reference-caller';

export function queuesAndIds(): void {
  describe('a queue', () => {
    const queue = (more: Json): Json => ({ Name: `q-${Math.random().toString(36).slice(2)}`, ...more });
    it.each<[string, Json, RegExp]>([
      [
        'a policy without its maximum',
        { PlayerLatencyPolicies: [{ PolicyDurationSeconds: 5 }] },
        /needs MaximumIndividual/,
      ],
      [
        'an unknown allowed location',
        { FilterConfiguration: { AllowedLocations: ['mars-1'] } },
        /AllowedLocations names mars-1/,
      ],
      [
        'an unknown preferred location',
        { PriorityConfiguration: { LocationOrder: ['mars-1'] } },
        /LocationOrder names mars-1/,
      ],
      [
        'a repeated location',
        { PriorityConfiguration: { LocationOrder: ['us-west-2', 'us-west-2'] } },
        /names a location twice/,
      ],
    ])('is refused with %s', async (_what, more, reason) => {
      expect(await refusal('CreateGameSessionQueue', queue(more))).toMatch(reason);
    });

    it('accepts latency policies in any order, and custom locations', async () => {
      const PlayerLatencyPolicies = [
        { MaximumIndividualPlayerLatencyMilliseconds: 200 },
        { MaximumIndividualPlayerLatencyMilliseconds: 100, PolicyDurationSeconds: 5 },
      ];
      const { GameSessionQueue } = await caller.ok(
        'CreateGameSessionQueue',
        queue({ PlayerLatencyPolicies, FilterConfiguration: { AllowedLocations: ['custom-home'] } }),
      );
      expect(GameSessionQueue).toMatchObject({ PlayerLatencyPolicies });
    });
  });

  describe('ids inside ARNs', () => {
    const elsewhere = (arn: string): readonly string[] => [
      arn.replace(/:gamelift:[^:]*:/, ':gamelift:eu-west-1:'),
      arn.replace(/(:gamelift:[^:]*:)[^:]*:/, '$1999988887777:'),
    ];

    it('of another Region or account match no resource here', async () => {
      const { FleetAttributes } = await caller.ok('CreateFleet', await scriptFleet({}));
      const fleetArn = String(at(FleetAttributes, 'FleetArn'));
      const { Alias } = await caller.ok('CreateAlias', {
        Name: 'live',
        RoutingStrategy: { Type: 'SIMPLE', FleetId: at(FleetAttributes, 'FleetId') },
      });
      const aliasArn = String(at(Alias, 'AliasArn'));
      expect(aliasArn).toMatch(/^arn:aws:gamelift:us-west-2::alias\/alias-/);
      const { RuleSet } = await caller.ok('CreateMatchmakingRuleSet', {
        Name: 'far',
        RuleSetBody: duelRuleSet,
      });
      const { Script } = await caller.ok('CreateScript', { NodeJsVersion: '24.x', ZipFile: scriptZip });
      await caller.ok('CreateGameSessionQueue', { Name: 'far' });
      const queueArn = 'arn:aws:gamelift:us-west-2:111122223333:gamesessionqueue/far';
      const asked: readonly [string, string, string][] = [
        ['DescribeFleetPortSettings', 'FleetId', fleetArn],
        ['DescribeAlias', 'AliasId', aliasArn],
        ['DeleteMatchmakingRuleSet', 'Name', String(at(RuleSet, 'RuleSetArn'))],
        ['DescribeScript', 'ScriptId', String(at(Script, 'ScriptArn'))],
        ['DeleteGameSessionQueue', 'Name', queueArn],
      ];
      for (const [operation, member, arn] of asked) {
        for (const other of elsewhere(arn))
          expect([operation, other, await caller.fault(operation, { [member]: other })]).toEqual([
            operation,
            other,
            'NotFoundException',
          ]);
        expect([operation, await caller.fault(operation, { [member]: arn })]).toEqual([operation, 'none']);
      }
      // Earlier versions wrote aliases with their account.
      expect(
        await caller.fault('ResolveAlias', { AliasId: aliasArn.replace('::alias', ':111122223333:alias') }),
      ).toBe('none');
    });
  });
}
