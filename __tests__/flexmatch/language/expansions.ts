import { L, one2, R, S, t } from './sentence';

/** Expansions. */
export function expansions(): void {
  const dist = { type: 'distance', measurements: [`max(${S})`], referenceValue: `min(${S})`, maxDistance: 1 };
  const steps = [
    { waitTimeSeconds: 10, value: 10 },
    { waitTimeSeconds: 20, value: 100 },
  ];
  t(
    'expansion newest',
    R(dist, one2, { expansions: [{ target: 'rules[R].maxDistance', steps }] }),
    [{ s: 0 }, { s: 10, start: 5 }],
    60,
    ['15 p0+p1'],
  );
  t(
    'expansion oldest',
    R(dist, one2, {
      algorithm: { expansionAgeSelection: 'oldest' },
      expansions: [{ target: 'rules[R].maxDistance', steps }],
    }),
    [{ s: 0 }, { s: 10, start: 5 }],
    60,
    ['10 p0+p1'],
  );
  t(
    'expansion shrinks back',
    R(dist, one2, {
      expansions: [
        {
          target: 'rules[R].maxDistance',
          steps: [
            { waitTimeSeconds: 5, value: 0 },
            { waitTimeSeconds: 9, value: 7 },
          ],
        },
      ],
    }),
    [{ s: 0 }, { s: 1, start: 0 }],
    4,
    ['0 p0+p1'],
  );
  t(
    'expansion of referenceValue',
    R({ type: 'comparison', measurements: [S], referenceValue: 5, operation: '=' }, one2, {
      expansions: [{ target: 'rules[R].referenceValue', steps: [{ waitTimeSeconds: 3, value: 6 }] }],
    }),
    [{ s: 6 }, { s: 6 }],
    60,
    ['3 p0+p1'],
  );
  t(
    'expansion of literal to expression',
    R({ type: 'comparison', measurements: [S], referenceValue: 5, operation: '=' }, one2, {
      expansions: [
        { target: 'rules[R].referenceValue', steps: [{ waitTimeSeconds: 3, value: `avg(${S})` }] },
      ],
    }),
    [{ s: 6 }, { s: 6 }],
    60,
    ['3 p0+p1'],
  );
  t(
    'expansion of operation',
    R({ type: 'comparison', measurements: [S], referenceValue: 5, operation: '=' }, one2, {
      expansions: [{ target: 'rules[R].operation', steps: [{ waitTimeSeconds: 3, value: '>' }] }],
    }),
    [{ s: 6 }, { s: 7 }],
    60,
    ['3 p0+p1'],
  );
  t(
    'expansion of measurements',
    R({ type: 'comparison', measurements: [S], referenceValue: 5, operation: '=' }, one2, {
      expansions: [
        {
          target: 'rules[R].measurements',
          steps: [{ waitTimeSeconds: 3, value: ['count(teams[all].players)'] }],
        },
        { target: 'rules[R].referenceValue', steps: [{ waitTimeSeconds: 4, value: 2 }] },
      ],
    }),
    [{ s: 6 }, { s: 7 }],
    60,
    ['4 p0+p1'],
  );
  t(
    'expansion of list reference',
    R(
      {
        type: 'collection',
        operation: 'reference_intersection_count',
        measurements: [L],
        referenceValue: ['z'],
        minCount: 1,
      },
      one2,
      { expansions: [{ target: 'rules[R].referenceValue', steps: [{ waitTimeSeconds: 3, value: ['a'] }] }] },
    ),
    [{ s: 6 }, { s: 7 }],
    60,
    ['3 p0+p1'],
  );
  t(
    'expansion partyAggregation',
    R({ type: 'comparison', measurements: [S], referenceValue: 3, operation: '<=' }, one2, {
      expansions: [{ target: 'rules[R].partyAggregation', steps: [{ waitTimeSeconds: 3, value: 'min' }] }],
    }),
    [[{ s: 1 }, { s: 9 }]],
    60,
    ['3 p0-0+p0-1'],
  );
  t(
    'expansion of several teams',
    {
      teams: [
        { name: 'a', minPlayers: 2, maxPlayers: 2 },
        { name: 'b', minPlayers: 2, maxPlayers: 2 },
      ],
      expansions: [{ target: 'teams[a, b].minPlayers', steps: [{ waitTimeSeconds: 7, value: 1 }] }],
    },
    [{}, {}],
    60,
    true,
  );
  t(
    'expansion team_1 only',
    {
      teams: [{ name: 'q', minPlayers: 2, maxPlayers: 2, quantity: 2 }],
      expansions: [{ target: 'teams[q_2].minPlayers', steps: [{ waitTimeSeconds: 7, value: 1 }] }],
    },
    [{}, {}, {}],
    60,
    true,
  );
  t(
    'expansion team maxPlayers',
    {
      teams: [{ name: 'a', minPlayers: 2, maxPlayers: 2 }],
      expansions: [{ target: 'teams[a].maxPlayers', steps: [{ waitTimeSeconds: 7, value: 3 }] }],
    },
    [[{}, {}, {}]],
    60,
    true,
  );
  t(
    'expansion wait 0',
    R(dist, one2, {
      expansions: [{ target: 'rules[R].maxDistance', steps: [{ waitTimeSeconds: 0, value: 99 }] }],
    }),
    [{ s: 0 }, { s: 50 }],
    0,
    true,
  );
}
