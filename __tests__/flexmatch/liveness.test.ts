/** Searches in pools of 20 to 60 tickets: distant steps, roles, and searches that a budget has ended. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  createMatchmaker,
  type FormedMatch,
  parseRuleSet,
  type PoolTicket,
  type RuleSet,
} from '../../flexmatch';
import { parsePopulation, completePopulation, simulate } from '../../flexmatch/simulate';
import { allMatches, isMatch, type Json } from './every-match';
import { tries } from '../../testing/effort';

const runs = tries(20);

function parsed(body: Json): RuleSet {
  const { ruleSet, errors } = parseRuleSet(JSON.stringify({ ruleLanguageVersion: '1.0', ...body }));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
}

const shown = (matches: readonly FormedMatch[]): unknown[] =>
  matches.map(({ teams, ticketIds, locations }) => ({ teams, ticketIds, locations }));

/** Looks at the pool at every second that the matchmaker or an arrival names. */
function looks(
  body: Json,
  pool: readonly PoolTicket[],
  until: number,
): { readonly matches: unknown[]; readonly budgetEnded: boolean; readonly left: string[] } {
  const matchmaker = createMatchmaker(parsed(body), { seed: 1 });
  const matches: unknown[] = [];
  let budgetEnded = false;
  for (let now = 0; now <= until; now += 1) {
    for (const ticket of pool) if (ticket.startTime === now) matchmaker.add(ticket);
    const outcome = matchmaker.tick(now);
    matches.push(...shown(outcome.matches).map((match) => ({ now, match })));
    budgetEnded ||= outcome.budgetEnded;
  }
  return {
    matches,
    budgetEnded,
    left: pool.filter(({ ticketId }) => matchmaker.has(ticketId)).map(({ ticketId }) => ticketId),
  };
}

const crew = (age: 'newest' | 'oldest', far: object[]): Json => ({
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
const farSteps = [
  { target: 'rules[Link].maxLatency', steps: [{ waitTimeSeconds: 500, value: 500 }] },
  { target: 'rules[Modes].minCount', steps: [{ waitTimeSeconds: 600, value: 0 }] },
  { target: 'teams[crew].minPlayers', steps: [{ waitTimeSeconds: 700, value: 1 }] },
];

const crowd = (startTime: fc.Arbitrary<number>): fc.Arbitrary<PoolTicket[]> =>
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

describe('an expansion step that no ticket has reached', () => {
  it.each<'newest' | 'oldest'>(['newest', 'oldest'])('changes no match (%s)', (age) => {
    fc.assert(
      fc.property(crowd(fc.integer({ min: 0, max: 8 })), (pool) => {
        const near = looks(crew(age, []), pool, 14);
        expect(near.budgetEnded).toBe(false);
        expect(looks(crew(age, farSteps), pool, 14)).toEqual(near);
      }),
      { numRuns: runs },
    );
  });

  it('forms the same matches for oldest and newest when all tickets have one age', () => {
    fc.assert(
      fc.property(crowd(fc.constant(0)), (pool) => {
        expect(looks(crew('oldest', farSteps), pool, 9)).toEqual(looks(crew('newest', farSteps), pool, 9));
      }),
      { numRuns: runs },
    );
  });

  it('costs as much work as without it', () => {
    const pool = fc.sample(crowd(fc.constant(0)), { seed: 4, numRuns: 1 })[0] ?? [];
    const work = (far: object[]): number => {
      const matchmaker = createMatchmaker(parsed(crew('oldest', far)), { seed: 1 });
      for (const ticket of pool) matchmaker.add(ticket);
      for (const now of [0, 4]) matchmaker.tick(now);
      return matchmaker.work.compared + matchmaker.work.judged;
    };
    expect(work(farSteps)).toBeLessThan(1.2 * work([]) + 100);
  });
});

const roles = ['tank', 'healer', 'dps'];
const contains = (team: string, role: string, more: object): Json => ({
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
const party = fc.record({
  size: fc.constantFrom(1, 1, 2),
  roles: fc.array(fc.subarray(roles, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 2 }),
  points: fc.array(fc.integer({ min: -1, max: 2 }), { minLength: 2, maxLength: 2 }),
  rank: fc.constantFrom(0, 50, 120, 200),
});
const ruleSets = fc
  .record({
    least: fc.constantFrom(0, 1),
    healers: fc.constantFrom({ minCount: 1 }, { minCount: 1, maxCount: 1 }, { maxCount: 1 }),
    points: fc.constantFrom(undefined, '=', '>=', '<='),
    together: fc.boolean(),
    inside: fc.boolean(),
    age: fc.constantFrom('newest', 'oldest'),
  })
  .map(({ least, healers, points, together, inside, age }): Json => ({
    playerAttributes: [
      { name: 'roles', type: 'string_list' },
      { name: 'points', type: 'number' },
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
              referenceValue: 1,
              operation: points,
            },
          ]),
      { name: 'Near', type: 'batchDistance', batchAttribute: 'rank', maxDistance: 100 },
      ...(inside ? [{ name: 'Both', type: 'compound', statement: 'and(tank-red, healer-red)' }] : []),
    ],
    expansions: [{ target: 'rules[Near].maxDistance', steps: [{ waitTimeSeconds: 5, value: 300 }] }],
  }));

describe('roles and points', () => {
  it('leave no match behind, and form only valid ones', () => {
    fc.assert(
      fc.property(
        ruleSets,
        fc.array(party, { minLength: 3, maxLength: 7 }),
        fc.constantFrom(0, 5),
        fc.boolean(),
        (body, parties, now, indexes) => {
          const pool = parties.map((one, id): PoolTicket => ({
            ticketId: `t${id}`,
            startTime: 0,
            players: Array.from({ length: one.size }, (_, member) => ({
              playerId: `p${id}-${member}`,
              attributes: {
                roles: one.roles[member] ?? [],
                points: one.points[member] ?? 0,
                rank: one.rank,
              },
            })),
          }));
          const matchmaker = createMatchmaker(parsed(body), { seed: 2, indexes });
          for (const ticket of pool) matchmaker.add(ticket);
          const { matches, budgetEnded } = matchmaker.tick(now);
          expect(budgetEnded).toBe(false);
          for (const match of matches) {
            const tickets = pool.filter(({ ticketId }) => match.ticketIds.includes(ticketId));
            const teams = new Map(
              match.teams.map(({ name, playerIds }) => [
                name,
                tickets.flatMap((ticket) =>
                  ticket.players.flatMap((player, index) =>
                    playerIds.includes(player.playerId) ? [{ ticket, index, team: name }] : [],
                  ),
                ),
              ]),
            );
            expect(isMatch({ tickets, teams }, body, now)).toBe(true);
          }
          expect(
            allMatches(
              pool.filter(({ ticketId }) => matchmaker.has(ticketId)),
              body,
              now,
            ),
          ).toEqual([]);
        },
      ),
      { numRuns: runs * 4 },
    );
  });

  it('five against five with roles at 200 tickets a minute: the budget ends fewer than 1 % of the looks', () => {
    const each = (role: string, counts: object): Json[] =>
      ['side_1', 'side_2'].map((team) => contains(team, role, counts));
    const fives = (age: string, counts: object): RuleSet =>
      parsed({
        playerAttributes: [
          { name: 'skill', type: 'number' },
          { name: 'roles', type: 'string_list' },
        ],
        algorithm: { expansionAgeSelection: age },
        teams: [{ name: 'side', minPlayers: 5, maxPlayers: 5, quantity: 2 }],
        rules: [
          ...each('tank', counts),
          ...each('healer', counts),
          {
            name: 'Fair',
            type: 'distance',
            measurements: ['avg(teams[side_1].players.attributes[skill])'],
            referenceValue: 'avg(teams[side_2].players.attributes[skill])',
            maxDistance: 50,
          },
          { name: 'Ping', type: 'latency', maxLatency: 100 },
        ],
        expansions: [
          { target: 'rules[Fair].maxDistance', steps: [{ waitTimeSeconds: 20, value: 100 }] },
          { target: 'rules[Ping].maxLatency', steps: [{ waitTimeSeconds: 90, value: 250 }] },
        ],
      });
    const partial = parsePopulation(
      JSON.stringify({
        arrivals: { ticketsPerMinute: 200 },
        parties: [
          { size: 1, weight: 7 },
          { size: 2, weight: 2 },
          { size: 3, weight: 1 },
        ],
        attributes: {
          skill: { distribution: 'normal', mean: 1500, sd: 300 },
          roles: {
            distribution: 'list',
            least: 1,
            most: 1,
            options: [
              { value: 'tank', weight: 2 },
              { value: 'healer', weight: 2 },
              { value: 'dps', weight: 6 },
            ],
          },
        },
      }),
    );
    for (const ruleSet of [fives('newest', { minCount: 1 }), fives('oldest', { minCount: 1, maxCount: 1 })]) {
      const { population } = completePopulation(partial, [ruleSet]);
      const report = simulate(ruleSet, population, { hours: 0.025 });
      expect(report.looks).toBeGreaterThan(75);
      expect(report.looksWithoutProof / report.looks).toBeLessThan(0.01);
      expect(report.tickets.matchedShare).toBeGreaterThan(0.4);
    }
  });
});

describe('a search that its budget ended', () => {
  it('continues in another order at the next looks, also in a pool that does not change', () => {
    const ruleSet = parsed({
      playerAttributes: [{ name: 's', type: 'number' }],
      teams: ['red', 'blue'].map((name) => ({ name, minPlayers: 3, maxPlayers: 3 })),
      rules: [
        {
          name: 'Even',
          type: 'distance',
          measurements: ['avg(teams[red].players.attributes[s])'],
          referenceValue: 'avg(teams[blue].players.attributes[s])',
          maxDistance: 0.1,
        },
      ],
    });
    const later = [0, 1, 2, 3, 5].map((salt) => {
      const matchmaker = createMatchmaker(ruleSet, { seed: 1, searchBudget: 100 });
      for (let id = 0; id < 14; id += 1)
        matchmaker.add({
          ticketId: `t${id}`,
          startTime: 0,
          players: [{ playerId: `p${id}`, attributes: { s: ((id + salt) ** 2 * 7919) % 2999 } }],
        });
      expect(matchmaker.tick(1)).toEqual({ matches: [], budgetEnded: true });
      let found = 0;
      for (let now = 2; matchmaker.nextChange(now - 1) === now; now += 1)
        found += matchmaker.tick(now).matches.length;
      return found;
    });
    expect(later).toEqual([1, 1, 1, 1, 1]);
  });
});
