import { describe, expect, it } from '@jest/globals';
import { backend, environmentNames, environmentOf } from '../games';
import {
  boundaryStatements,
  deployRights,
  planRights,
  statementsIn,
} from '../../stacks/constructs/delivery-rights';
import { policy } from '../../stacks/constructs/policy';
import { ruleSetName } from '../../templates/flexmatch';
import { Names } from '../../templates/names';
import { decide, parsePolicy } from '../../tools/policy/evaluate';

const matchmakings = [...backend.matchmakings.values()];

describe.each(environmentNames)('what CI may do with the GameLift resources of %s', (environment) => {
  const config = environmentOf(environment);
  const names = new Names(config);
  const deploy = parsePolicy(policy(...statementsIn(deployRights(config, names))));
  const may = (action: string, resource: string): string =>
    decide(deploy, { action: `gamelift:${action}`, resource: names.arn('gamelift', resource) });
  const changes: ReadonlyArray<
    readonly [actions: readonly string[], kind: string, named: readonly string[]]
  > = [
    [['UpdateGameSessionQueue', 'DeleteGameSessionQueue'], 'gamesessionqueue', [names.queue]],
    [
      ['UpdateMatchmakingConfiguration', 'DeleteMatchmakingConfiguration'],
      'matchmakingconfiguration',
      matchmakings.map(({ key }) => names.configuration(key)),
    ],
    [
      ['DeleteMatchmakingRuleSet'],
      'matchmakingruleset',
      matchmakings.map((matchmaking) => ruleSetName(config, names, matchmaking)),
    ],
  ];

  it.each(changes)('%j: those of its names, and of no other environment or game', (actions, kind, named) => {
    expect(named.length).toBeGreaterThan(0);
    for (const action of actions) {
      for (const name of named) expect(may(action, `${kind}/${name}`)).toBe('allowed');
      for (const other of ['other-game', `${config.project}-other-matches`, names.prefix])
        expect(may(action, `${kind}/${other}`)).toBe('not allowed');
      expect(may(action, 'fleet/fleet-1')).toBe('not allowed');
    }
  });

  it('by the plan role: nothing', () => {
    const plan = parsePolicy(policy(...statementsIn(planRights(config, names))));
    for (const [actions] of changes)
      for (const action of actions)
        expect(decide(plan, { action: `gamelift:${action}` })).toBe('not allowed');
  });

  it('lets functions ask for places by its own queue only', () => {
    const boundary = parsePolicy(policy(...boundaryStatements(config, names)));
    const placement = (queue: string): string =>
      decide(boundary, {
        action: 'gamelift:StartGameSessionPlacement',
        resource: names.arn('gamelift', `gamesessionqueue/${queue}`),
      });
    expect(placement(names.queue)).toBe('allowed');
    expect(placement('other-game')).toBe('not allowed');
  });
});
