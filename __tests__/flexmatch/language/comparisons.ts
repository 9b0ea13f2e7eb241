import { M, R, S, t, two } from './sentence';

/** Comparisons. */
export function comparisons(): void {
  for (const [op, a, b] of [
    ['<', 4, 5],
    ['<=', 5, 6],
    ['=', 5, 6],
    ['!=', 6, 5],
    ['>', 6, 5],
    ['>=', 5, 4],
  ] as const) {
    t(
      `comparison ${op} true`,
      R({ type: 'comparison', measurements: [S], referenceValue: 5, operation: op }),
      [{ s: a }, { s: a }],
      0,
      true,
    );
    t(
      `comparison ${op} false`,
      R({ type: 'comparison', measurements: [S], referenceValue: 5, operation: op }),
      [{ s: a }, { s: b }],
      0,
      false,
    );
  }
  t(
    'comparison ref expression',
    R(
      {
        type: 'comparison',
        measurements: ['max(teams[red].players.attributes[s])'],
        referenceValue: 'min(teams[blue].players.attributes[s])',
        operation: '<',
      },
      two,
    ),
    [{ s: 1 }, { s: 2 }],
    0,
    ['0 p0 p1'],
  );
  t(
    'comparison string literal',
    R({ type: 'comparison', measurements: [M], referenceValue: 'x', operation: '!=' }),
    [{ s: 1 }, { s: 1, m: 'x' }],
    0,
    false,
  );
  t(
    'comparison without ref =, default fills',
    R({ type: 'comparison', measurements: [M], operation: '=' }),
    [{ s: 1 }, { s: 1, m: 'dm' }],
    0,
    true,
  );
  t(
    'comparison != all different',
    R({ type: 'comparison', measurements: [S], operation: '!=' }, [
      { name: 'a', minPlayers: 3, maxPlayers: 3 },
    ]),
    [{ s: 1 }, { s: 2 }, { s: 1 }],
    0,
    false,
  );
  t(
    'comparison several measurements',
    R(
      {
        type: 'comparison',
        measurements: ['avg(teams[red].players.attributes[s])', 'avg(teams[blue].players.attributes[s])'],
        referenceValue: 3,
        operation: '>=',
      },
      two,
    ),
    [{ s: 3 }, { s: 2 }],
    0,
    false,
  );
  for (const [agg, v] of [
    ['min', true],
    ['avg', false],
    ['max', false],
    [undefined, false],
  ] as const)
    t(
      `comparison party ${agg}`,
      R({
        type: 'comparison',
        measurements: [S],
        referenceValue: 3,
        operation: '<=',
        ...(agg === undefined ? {} : { partyAggregation: agg }),
      }),
      [[{ s: 1 }, { s: 6 }]],
      0,
      v,
    );
}
