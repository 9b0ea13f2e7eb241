/**
 * The language, sentence by sentence: each small rule set checks one property. Sections as in the FlexMatch
 * guide, "FlexMatch rules language".
 */
import { describe, expect, it } from '@jest/globals';
import { type AttributeValue, parseRuleSet, type PoolTicket, runCase } from '../../flexmatch';

/** A player: attributes, start time, id, latencies and team; `bf` makes the ticket a running session. */
interface Person {
  start?: number;
  id?: string;
  lat?: Record<string, number>;
  team?: string;
  bf?: boolean;
  [attribute: string]: unknown;
}
const own = ['start', 'id', 'lat', 'team', 'bf'];

/** @param expected whether there is a match, or the matches as "time team team", players joined by + */
function t(
  name: string,
  body: object,
  given: ReadonlyArray<Person | Person[]>,
  at: number,
  expected: boolean | string[],
): void {
  it(name, () => {
    const { ruleSet, errors } = parseRuleSet(JSON.stringify({ ruleLanguageVersion: '1.0', ...body }));
    if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
    const tickets = given
      .map((one): Person[] => (Array.isArray(one) ? one : [one]))
      .map((people, index): PoolTicket => ({
        ticketId: `t${index}`,
        startTime: people[0]?.start ?? 0,
        ...(people[0]?.bf === true ? { backfill: {} } : {}),
        players: people.map((person, place) => ({
          playerId: person.id ?? `p${index}${people.length > 1 ? `-${place}` : ''}`,
          attributes: Object.fromEntries(
            Object.entries(person).filter(([key]) => !own.includes(key)),
          ) as Record<string, AttributeValue>,
          ...(person.lat === undefined ? {} : { latencyMs: person.lat }),
          ...(person.team === undefined ? {} : { team: person.team }),
        })),
      }));
    const { matches } = runCase({ tickets, at, additionalPlayerCount: 0 }, ruleSet);
    if (typeof expected === 'boolean') expect(matches.length > 0).toBe(expected);
    else
      expect(
        matches.map((match) =>
          [match.at, ...match.match.teams.map((team) => team.playerIds.join('+'))].join(' '),
        ),
      ).toEqual(expected);
  });
}

describe('the rule language', () => {
  const num = [
    { name: 's', type: 'number' },
    { name: 'm', type: 'string', default: 'dm' },
    { name: 'l', type: 'string_list', default: ['a'] },
  ];
  const two = [
    { name: 'red', minPlayers: 1, maxPlayers: 1 },
    { name: 'blue', minPlayers: 1, maxPlayers: 1 },
  ];
  const one2 = [{ name: 'all', minPlayers: 2, maxPlayers: 2 }];
  const R = (rule: object, teams: object = one2, more: object = {}): object => ({
    playerAttributes: num,
    teams,
    rules: [{ name: 'R', ...rule }],
    ...more,
  });
  const S = 'flatten(teams[*].players.attributes[s])',
    L = 'flatten(teams[*].players.attributes[l])',
    M = 'flatten(teams[*].players.attributes[m])';
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
        ...(agg ? { partyAggregation: agg } : {}),
      }),
      [[{ s: 1 }, { s: 6 }]],
      0,
      v,
    );
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
        ...(agg ? { partyAggregation: agg } : {}),
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
  t(
    'intersection',
    R({ type: 'collection', operation: 'intersection', measurements: [L], minCount: 1 }),
    [
      { s: 1, l: ['a', 'b'] },
      { s: 1, l: ['b'] },
    ],
    0,
    true,
  );
  t(
    'intersection max',
    R({ type: 'collection', operation: 'intersection', measurements: [L], maxCount: 0 }),
    [
      { s: 1, l: ['a', 'b'] },
      { s: 1, l: ['b'] },
    ],
    0,
    false,
  );
  t(
    'intersection bare',
    R({
      type: 'collection',
      operation: 'intersection',
      measurements: 'teams[*].players.attributes[l]',
      minCount: 2,
    }),
    [
      { s: 1, l: ['a', 'b'] },
      { s: 1, l: ['b', 'a', 'c'] },
    ],
    0,
    true,
  );
  t(
    'contains min',
    R({ type: 'collection', operation: 'contains', measurements: [L], referenceValue: 'a', minCount: 2 }),
    [
      { s: 1, l: ['a', 'b'] },
      { s: 1, l: ['b'] },
    ],
    0,
    false,
  );
  t(
    'contains max',
    R({ type: 'collection', operation: 'contains', measurements: [L], referenceValue: 'a', maxCount: 1 }),
    [
      { s: 1, l: ['a', 'b'] },
      { s: 1, l: ['b'] },
    ],
    0,
    true,
  );
  t(
    'contains double flatten',
    R({
      type: 'collection',
      operation: 'contains',
      measurements: [`flatten(${L})`],
      referenceValue: 'a',
      minCount: 2,
    }),
    [
      { s: 1, l: ['a'] },
      { s: 1, l: ['a'] },
    ],
    0,
    true,
  );
  t(
    'ric literal list',
    R({
      type: 'collection',
      operation: 'reference_intersection_count',
      measurements: [L],
      referenceValue: ['a', 'c'],
      minCount: 1,
    }),
    [
      { s: 1, l: ['a'] },
      { s: 1, l: ['c', 'd'] },
    ],
    0,
    true,
  );
  t(
    'ric each',
    R({
      type: 'collection',
      operation: 'reference_intersection_count',
      measurements: [L],
      referenceValue: ['a', 'c'],
      minCount: 1,
    }),
    [
      { s: 1, l: ['a', 'c'] },
      { s: 1, l: ['d'] },
    ],
    0,
    false,
  );
  t(
    'ric single literal',
    R({
      type: 'collection',
      operation: 'reference_intersection_count',
      measurements: [L],
      referenceValue: 'a',
      minCount: 1,
    }),
    [
      { s: 1, l: ['a'] },
      { s: 1, l: ['a'] },
    ],
    0,
    true,
  );
  t(
    'party union',
    R({ type: 'collection', operation: 'intersection', measurements: [L], minCount: 2 }),
    [
      [
        { s: 1, l: ['a'] },
        { s: 1, l: ['b'] },
      ],
    ],
    0,
    true,
  );
  t(
    'party intersection',
    R({
      type: 'collection',
      operation: 'intersection',
      measurements: [L],
      minCount: 1,
      partyAggregation: 'intersection',
    }),
    [
      [
        { s: 1, l: ['a'] },
        { s: 1, l: ['b'] },
      ],
    ],
    0,
    false,
  );
  t(
    'batch number',
    R({ type: 'batchDistance', batchAttribute: 's', maxDistance: '5' }),
    [{ s: 1 }, { s: 6 }],
    0,
    true,
  );
  t(
    'batch number far',
    R({ type: 'batchDistance', batchAttribute: 's', maxDistance: 5 }),
    [{ s: 1 }, { s: 6.1 }],
    0,
    false,
  );
  t(
    'batch string',
    R({ type: 'batchDistance', batchAttribute: 'm' }),
    [{ s: 1 }, { s: 6, m: 'x' }],
    0,
    false,
  );
  const lat = (o: Record<string, number>): Person => ({ s: 1, lat: o });
  t(
    'latency common',
    R({ type: 'latency', maxLatency: 50 }),
    [lat({ a: 40, b: 60 }), lat({ a: 60, b: 40 })],
    0,
    false,
  );
  t(
    'latency common ok',
    R({ type: 'latency', maxLatency: 50 }),
    [lat({ a: 40, b: 60 }), lat({ a: 50, b: 40 })],
    0,
    true,
  );
  t('latency none sent', R({ type: 'latency', maxLatency: 50 }), [lat({ a: 40 }), { s: 1 }], 60, false);
  t(
    'latency party avg',
    R({ type: 'latency', maxLatency: 50 }, [{ name: 'a', minPlayers: 2, maxPlayers: 2 }]),
    [[lat({ a: 20 }), lat({ a: 80 })]],
    0,
    true,
  );
  t(
    'latency party max',
    R({ type: 'latency', maxLatency: 50, partyAggregation: 'max' }),
    [[lat({ a: 20 }), lat({ a: 80 })]],
    0,
    false,
  );
  t(
    'latency dist min',
    R({ type: 'latency', maxDistance: 20, distanceReference: 'min' }),
    [lat({ a: 20 }), lat({ a: 41 })],
    0,
    false,
  );
  t(
    'latency dist avg',
    R({ type: 'latency', maxDistance: 20, distanceReference: 'avg' }),
    [lat({ a: 20 }), lat({ a: 60 })],
    0,
    true,
  );
  t(
    'quantity name_1 in expr',
    R(
      {
        type: 'comparison',
        measurements: ['teams[q_1].players.attributes[s]'],
        referenceValue: 1,
        operation: '=',
      },
      [{ name: 'q', minPlayers: 1, maxPlayers: 1, quantity: 2 }],
    ),
    [{ s: 2 }, { s: 1 }],
    0,
    ['0 p1 p0'],
  );
  t(
    'quantity base in expr',
    R({ type: 'comparison', measurements: ['flatten(teams[q].players.attributes[s])'], operation: '=' }, [
      { name: 'q', minPlayers: 1, maxPlayers: 1, quantity: 2 },
    ]),
    [{ s: 2 }, { s: 1 }],
    0,
    false,
  );
  t(
    'selector two teams avg',
    R(
      {
        type: 'comparison',
        measurements: ['avg(teams[red, blue].players.attributes[s])'],
        referenceValue: 2,
        operation: '=',
      },
      two,
    ),
    [{ s: 2 }, { s: 2 }],
    0,
    true,
  );
  t(
    'count teams',
    R({ type: 'comparison', measurements: ['count(teams[*])'], referenceValue: 2, operation: '=' }, two),
    [{ s: 2 }, { s: 2 }],
    0,
    true,
  );
  t(
    'count players flattened',
    R(
      {
        type: 'comparison',
        measurements: ['count(flatten(teams[*].players))'],
        referenceValue: 2,
        operation: '=',
      },
      two,
    ),
    [{ s: 2 }, { s: 2 }],
    0,
    true,
  );
  t(
    'sum nested',
    R(
      {
        type: 'comparison',
        measurements: ['sum(count(teams[*].players))'],
        referenceValue: 2,
        operation: '=',
      },
      two,
    ),
    [{ s: 2 }, { s: 2 }],
    0,
    true,
  );
  t(
    'stddev',
    R({ type: 'comparison', measurements: [`stddev(${S})`], referenceValue: 1, operation: '<=' }),
    [{ s: 1 }, { s: 3 }],
    0,
    true,
  );
  t(
    'median of four',
    R({ type: 'comparison', measurements: [`median(${S})`], referenceValue: 2.5, operation: '=' }, [
      { name: 'a', minPlayers: 4, maxPlayers: 4 },
    ]),
    [{ s: 1 }, { s: 2 }, { s: 3 }, { s: 9 }],
    0,
    true,
  );
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
  t(
    'compound with latency and no latencies sent',
    {
      playerAttributes: num,
      teams: one2,
      rules: [
        { name: 'A', type: 'latency', maxLatency: 10 },
        { name: 'B', type: 'comparison', measurements: [M], operation: '=' },
        { name: 'C', type: 'compound', statement: 'or(A, B)' },
      ],
    },
    [
      { s: 1, lat: { x: 99 } },
      { s: 2, lat: { x: 5 } },
    ],
    0,
    true,
  );
  t(
    'compound of compound',
    {
      playerAttributes: num,
      teams: one2,
      rules: [
        { name: 'A', type: 'comparison', measurements: [S], referenceValue: 1, operation: '=' },
        { name: 'N', type: 'compound', statement: 'not(A)' },
        { name: 'C', type: 'compound', statement: 'not(N)' },
      ],
    },
    [{ s: 1 }, { s: 1 }],
    0,
    true,
  );
  t(
    'backfill keeps team',
    {
      teams: [
        { name: 'a', minPlayers: 1, maxPlayers: 2 },
        { name: 'b', minPlayers: 1, maxPlayers: 2 },
      ],
    },
    [{ bf: true, team: 'a' }, {}],
    0,
    true,
  );
  t(
    'backfill name_2 team',
    { teams: [{ name: 'q', minPlayers: 1, maxPlayers: 1, quantity: 2 }] },
    [{ bf: true, team: 'q_2' }, {}],
    0,
    ['0 p1 p0'],
  );
  t('min 0 teams single', { teams: [{ name: 'a', minPlayers: 1, maxPlayers: 1 }] }, [{}], 0, true);
  t(
    'list repeats',
    R({ type: 'collection', operation: 'intersection', measurements: [L], minCount: 2 }),
    [
      { s: 1, l: ['a', 'a'] },
      { s: 1, l: ['a', 'a'] },
    ],
    0,
    false,
  );
  t(
    'default [] blocklist',
    {
      playerAttributes: [{ name: 'l', type: 'string_list', default: [] }],
      teams: one2,
      rules: [
        {
          name: 'R',
          type: 'collection',
          operation: 'reference_intersection_count',
          measurements: [L],
          referenceValue: 'flatten(teams[*].players[playerId])',
          maxCount: 0,
        },
      ],
    },
    [{}, { l: ['p0'] }],
    60,
    false,
  );
  t(
    'party blocks inside itself',
    {
      playerAttributes: [{ name: 'l', type: 'string_list', default: [] }],
      teams: one2,
      rules: [
        {
          name: 'R',
          type: 'collection',
          operation: 'reference_intersection_count',
          measurements: [L],
          referenceValue: 'flatten(teams[*].players[PlayerId])',
          maxCount: 0,
        },
      ],
    },
    [{}, { l: ['zz'] }],
    60,
    true,
  );
  t(
    'number = list of ids measurement',
    R({
      type: 'comparison',
      measurements: ['count(teams[all].players[playerId])'],
      referenceValue: 2,
      operation: '=',
    }),
    [{ s: 1 }, { s: 2 }],
    0,
    true,
  );
  t(
    'attribute with dashes and blanks',
    {
      playerAttributes: [{ name: 'my skill-x', type: 'number' }],
      teams: [{ name: 'Blue Team', minPlayers: 2, maxPlayers: 2 }],
      rules: [
        {
          name: 'R',
          type: 'comparison',
          measurements: ['teams[ Blue Team ].players.attributes[ my skill-x ]'],
          operation: '=',
        },
      ],
    },
    [{ 'my skill-x': 1 }, { 'my skill-x': 1 }],
    0,
    true,
  );
  t(
    'comparison of ids',
    {
      playerAttributes: [],
      teams: one2,
      rules: [
        {
          name: 'R',
          type: 'comparison',
          measurements: ['flatten(teams[*].players[playerId])'],
          referenceValue: 'p1',
          operation: '!=',
        },
      ],
    },
    [{}, {}, {}],
    0,
    ['0 p0+p2'],
  );
});
