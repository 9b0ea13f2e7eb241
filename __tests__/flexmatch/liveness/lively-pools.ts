import fc from 'fast-check';
import {
  createMatchmaker,
  type FormedMatch,
  parseRuleSet,
  type PoolTicket,
  type RuleSet,
} from '../../../flexmatch';
import { type Json } from '../every-rule';
import { tries } from '../../../testing/effort';

export const runs = tries(20);

export function parseRules(body: Json): RuleSet {
  const { ruleSet, errors } = parseRuleSet(JSON.stringify({ ruleLanguageVersion: '1.0', ...body }));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
}

const showMatches = (matches: readonly FormedMatch[]): unknown[] =>
  matches.map(({ teams, ticketIds, locations }) => ({ teams, ticketIds, locations }));

/** Looks at the pool at every second that the matchmaker or an arrival names. */
export function looks(
  body: Json,
  pool: readonly PoolTicket[],
  until: number,
): { readonly matches: unknown[]; readonly budgetEnded: boolean; readonly left: string[] } {
  const matchmaker = createMatchmaker(parseRules(body), { seed: 1 });
  const matches: unknown[] = [];
  let budgetEnded = false;
  for (let now = 0; now <= until; now += 1) {
    for (const ticket of pool) if (ticket.startTime === now) matchmaker.add(ticket);
    const outcome = matchmaker.tick(now);
    matches.push(...showMatches(outcome.matches).map((match) => ({ now, match })));
    budgetEnded ||= outcome.budgetEnded;
  }
  return {
    matches,
    budgetEnded,
    left: pool.filter(({ ticketId }) => matchmaker.has(ticketId)).map(({ ticketId }) => ticketId),
  };
}

export const crew = (age: 'newest' | 'oldest', far: object[]): Json => ({
  playerAttributes: [
    { name: 'rank', type: 'number' },
    { name: 'modes', type: 'string_list', default: ['a'] },
  ],
  algorithm: { strategy: 'exhaustiveSearch', expansionAgeSelection: age },
  teams: [{ name: 'crew', minPlayers: 2, maxPlayers: 2, quantity: 2 }],
  rules: [
    { name: 'Rank', type: 'batchDistance', batchAttribute: 'rank', maxDistance: 100 },
    { name: 'Link', type: 'latency', maxLatency: 60 },
    {
      name: 'Modes',
      type: 'collection',
      operation: 'intersection',
      measurements: ['flatten(teams[*].players.attributes[modes])'],
      minCount: 1,
    },
  ],
  expansions: [{ target: 'rules[Rank].maxDistance', steps: [{ waitTimeSeconds: 4, value: 400 }] }, ...far],
});
export const farSteps = [
  { target: 'rules[Link].maxLatency', steps: [{ waitTimeSeconds: 500, value: 500 }] },
  { target: 'rules[Modes].minCount', steps: [{ waitTimeSeconds: 600, value: 0 }] },
  { target: 'teams[crew].minPlayers', steps: [{ waitTimeSeconds: 700, value: 1 }] },
];

export const crowd = (startTime: fc.Arbitrary<number>): fc.Arbitrary<PoolTicket[]> =>
  fc
    .array(
      fc.record({
        startTime,
        rank: fc.integer({ min: 0, max: 1500 }),
        near: fc.boolean(),
        modes: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
        size: fc.constantFrom(1, 1, 1, 2),
      }),
      { minLength: 20, maxLength: 60 },
    )
    .map((people) =>
      people.map(({ startTime: start, rank, near, modes, size }, id) => ({
        ticketId: `t${id}`,
        startTime: start,
        players: Array.from({ length: size }, (_, member) => ({
          playerId: `p${id}-${member}`,
          attributes: { rank: rank + member, modes },
          latencyMs: { east: near ? 20 : 120, west: near ? 120 : 20 },
        })),
      })),
    );

const roles = ['tank', 'healer', 'dps'];
export const contains = (team: string, role: string, more: object): Json => ({
  name: `${role}-${team}`,
  type: 'collection',
  operation: 'contains',
  measurements: [
    team.includes(',')
      ? `flatten(teams[${team}].players.attributes[roles])`
      : `teams[${team}].players.attributes[roles]`,
  ],
  referenceValue: role,
  ...more,
});
export const party = fc.record({
  size: fc.constantFrom(1, 1, 2),
  roles: fc.array(fc.subarray(roles, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 2 }),
  /** Sums and averages of these are exact; undefined: the attribute's default. */
  points: fc.array(fc.constantFrom(-1, 0, 1, 2, -2.5, -0.25, 0.5, 1.25, undefined), {
    minLength: 2,
    maxLength: 2,
  }),
  rank: fc.constantFrom(0, 50, 120, 200, -60.5),
});
export const ruleSets = fc
  .record({
    least: fc.constantFrom(0, 1),
    healers: fc.constantFrom({ minCount: 1 }, { minCount: 1, maxCount: 1 }, { maxCount: 1 }),
    points: fc.constantFrom(undefined, '=', '>=', '<='),
    limit: fc.constantFrom(1, 1, 0.5, 0, -0.75),
    together: fc.boolean(),
    inside: fc.boolean(),
    age: fc.constantFrom('newest', 'oldest'),
  })
  .map(({ least, healers, points, limit, together, inside, age }): Json => ({
    playerAttributes: [
      { name: 'roles', type: 'string_list' },
      { name: 'points', type: 'number', default: 0.25 },
      { name: 'rank', type: 'number' },
    ],
    algorithm: { strategy: 'exhaustiveSearch', expansionAgeSelection: age },
    teams: [
      { name: 'red', minPlayers: 2, maxPlayers: 2 },
      { name: 'blue', minPlayers: 1 + least, maxPlayers: 2 },
    ],
    rules: [
      contains('red', 'tank', { minCount: 1 }),
      contains('blue', 'tank', { minCount: least }),
      contains('red', 'healer', healers),
      contains('red,blue', 'dps', { maxCount: 3 }),
      ...(points === undefined
        ? []
        : [
            {
              name: 'Points',
              type: 'comparison',
              measurements: [
                together
                  ? 'sum(flatten(teams[*].players.attributes[points]))'
                  : 'sum(teams[*].players.attributes[points])',
              ],
              referenceValue: limit,
              operation: points,
            },
          ]),
      { name: 'Near', type: 'batchDistance', batchAttribute: 'rank', maxDistance: 100 },
      ...(inside ? [{ name: 'Both', type: 'compound', statement: 'and(tank-red, healer-red)' }] : []),
    ],
    expansions: [{ target: 'rules[Near].maxDistance', steps: [{ waitTimeSeconds: 5, value: 300 }] }],
  }));
