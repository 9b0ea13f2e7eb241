import { L, one2, R, t } from './sentence';

/** Lists, player ids and names. */
export function listsAndPlayerIds(): void {
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
  t(
    'ids that an expansion brings into a rule: a ticket that differs only by its id is tried as well',
    R(
      { type: 'collection', operation: 'contains', measurements: [L], referenceValue: 'wanted', minCount: 1 },
      one2,
      {
        expansions: [
          {
            target: 'rules[R].measurements',
            steps: [{ waitTimeSeconds: 5, value: ['flatten(teams[*].players[playerId])'] }],
          },
        ],
      },
    ),
    [...Array.from({ length: 60 }, () => ({ s: 1 })), { s: 1, id: 'wanted' }],
    5,
    ['5 p0+wanted'],
  );
}
