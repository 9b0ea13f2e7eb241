import { R, S, t, two } from './sentence';

/** Distances. */
export function distances(): void {
  for (const [agg, v] of [
    ['min', false],
    ['avg', true],
    ['max', false],
    [undefined, true],
  ] as const)
    t(
      `distance party ${agg}`,
      R({
        type: 'distance',
        measurements: [S],
        referenceValue: 5,
        maxDistance: 1,
        ...(agg === undefined ? {} : { partyAggregation: agg }),
      }),
      [[{ s: 1 }, { s: 9 }]],
      0,
      v,
    );
  t(
    'distance min',
    R({ type: 'distance', measurements: [S], referenceValue: 5, minDistance: 3 }),
    [{ s: 2 }, { s: 8 }],
    0,
    true,
  );
  t(
    'distance min fails',
    R({ type: 'distance', measurements: [S], referenceValue: 5, minDistance: 3 }),
    [{ s: 2 }, { s: 7 }],
    0,
    false,
  );
  t(
    'distance two teams avg',
    R(
      {
        type: 'distance',
        measurements: ['avg(teams[*].players.attributes[s])'],
        referenceValue: `avg(${S})`,
        maxDistance: 10,
      },
      two,
    ),
    [{ s: 0 }, { s: 20 }],
    0,
    true,
  );
  t(
    'distance two teams avg 21',
    R(
      {
        type: 'distance',
        measurements: ['avg(teams[*].players.attributes[s])'],
        referenceValue: `avg(${S})`,
        maxDistance: 10,
      },
      two,
    ),
    [{ s: 0 }, { s: 20.5 }],
    0,
    false,
  );
}
