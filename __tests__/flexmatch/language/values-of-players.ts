import { describe } from '@jest/globals';
import { M, R, S, t } from './sentence';

/** Values that cannot be computed, are missing, or are those of a party. */
export function valuesOfPlayers(): void {
  describe('a value that cannot be computed fails its rule', () => {
    const half = [
      { name: 'a', minPlayers: 1, maxPlayers: 1 },
      { name: 'b', minPlayers: 0, maxPlayers: 1 },
    ];
    const of = (name: string, team: string): string => `${name}(teams[${team}].players.attributes[s])`;
    const alone = (rule: object, expected: boolean): void =>
      t(`${JSON.stringify(rule)}, team b empty`, R(rule, half), [{ s: 5 }], 0, expected);
    for (const name of ['avg', 'min', 'max', 'median', 'stddev']) {
      const five = name === 'stddev' ? 0 : 5;
      alone(
        { type: 'comparison', measurements: [of(name, '*')], referenceValue: five, operation: '=' },
        false,
      );
      alone(
        { type: 'comparison', measurements: [of(name, 'a')], referenceValue: five, operation: '=' },
        true,
      );
      alone({ type: 'comparison', measurements: [of(name, 'b')], referenceValue: 5, operation: '!=' }, false);
      alone(
        { type: 'comparison', measurements: [of(name, 'a')], referenceValue: of(name, 'b'), operation: '!=' },
        false,
      );
      alone({ type: 'comparison', measurements: [of(name, '*')], operation: '=' }, false);
      alone({ type: 'comparison', measurements: [of(name, '*')], operation: '!=' }, false);
      alone({ type: 'distance', measurements: [of(name, 'b')], referenceValue: 5, maxDistance: 1e6 }, false);
      alone(
        { type: 'distance', measurements: [of(name, 'a')], referenceValue: of(name, 'b'), maxDistance: 1e6 },
        false,
      );
      alone(
        { type: 'distance', measurements: [`max(${of(name, '*')})`], referenceValue: 5, maxDistance: 1e6 },
        false,
      );
    }
    for (const name of ['count', 'sum'])
      alone({ type: 'comparison', measurements: [of(name, 'b')], referenceValue: 0, operation: '=' }, true);
    t(
      'and holds again once the team has players',
      R({ type: 'comparison', measurements: [of('max', '*')], referenceValue: 6, operation: '<=' }, half),
      [{ s: 5 }, { s: 6 }],
      0,
      true,
    );
  });
  describe('a comparison across players takes every own number', () => {
    const three = [{ name: 'a', minPlayers: 3, maxPlayers: 3 }];
    const own = (operation: string, extra: object = {}): object =>
      R({ type: 'comparison', measurements: [S], operation, ...extra }, three);
    t('all different: 1 and 2 in a party, 3 alone', own('!='), [[{ s: 1 }, { s: 2 }], { s: 3 }], 0, true);
    t('all different: 1 and 3 in a party, 2 alone', own('!='), [[{ s: 1 }, { s: 3 }], { s: 2 }], 0, true);
    t('all different: 1 and 2 in a party, 2 alone', own('!='), [[{ s: 1 }, { s: 2 }], { s: 2 }], 9, false);
    t('all equal: 1 and 3 in a party are not 2', own('='), [[{ s: 1 }, { s: 3 }], { s: 2 }], 9, false);
    t('all equal: a party of one number', own('='), [[{ s: 0.1 }, { s: 0.1 }], { s: 0.1 }], 0, true);
    t(
      'partyAggregation changes nothing',
      own('!=', { partyAggregation: 'max' }),
      [[{ s: 1 }, { s: 2 }], { s: 3 }],
      0,
      true,
    );
    t(
      'against a number the party value counts',
      own('>=', { referenceValue: 2 }),
      [[{ s: 1 }, { s: 3 }], { s: 2 }],
      0,
      true,
    );
  });
  t(
    'missing attribute',
    R({ type: 'comparison', measurements: [M], operation: '=' }),
    [{ s: 1 }, {}],
    99,
    false,
  );
  t(
    'wrong type',
    R({ type: 'comparison', measurements: [M], operation: '=' }),
    [{ s: 1 }, { s: 'x' }],
    99,
    false,
  );
  t(
    'undeclared attribute ignored',
    R({ type: 'comparison', measurements: [M], operation: '=' }),
    [
      { s: 1, zzz: 1 },
      { s: 2, zzz: 'q' },
    ],
    0,
    true,
  );
}
