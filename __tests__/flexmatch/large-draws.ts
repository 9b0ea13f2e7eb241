/**
 * Random large rule sets and pools of few tickets: parties as large as half a team stand for many players.
 */
import fc from 'fast-check';
import { type AttributeValue, parseRuleSet, type PoolTicket, type RuleSet } from '../../flexmatch';
import { type Json } from './every-rule';

export function parseRules(json: Json): RuleSet {
  const reading = parseRuleSet(JSON.stringify(json));
  if (reading.ruleSet === undefined) throw new Error(JSON.stringify(reading.errors));
  return reading.ruleSet;
}

const rules = fc.record({
  ping: fc.option(
    fc.record({
      maxLatency: fc.constantFrom(30, 60, 90),
      partyAggregation: fc.constantFrom('min', 'max', 'avg'),
    }),
    { nil: undefined },
  ),
  slow: fc.option(
    fc.record({ maxLatency: fc.constantFrom(60, 120), partyAggregation: fc.constantFrom('max', 'avg') }),
    { nil: undefined, freq: 1 },
  ),
  near: fc.option(
    fc.record({
      maxDistance: fc.integer({ min: 0, max: 9 }),
      partyAggregation: fc.constantFrom('min', 'max', 'avg'),
    }),
    { nil: undefined },
  ),
  level: fc.option(fc.record({ maxDistance: fc.integer({ min: 1, max: 4 }) }), { nil: undefined, freq: 1 }),
  mode: fc.constantFrom(false, false, true),
});

export const ruleSets: fc.Arbitrary<Json> = fc
  .record({
    teams: fc.oneof(
      fc
        .tuple(
          fc.integer({ min: 21, max: 40 }),
          fc.integer({ min: 20, max: 40 }),
          fc.integer({ min: 0, max: 40 }),
          fc.integer({ min: 0, max: 40 }),
        )
        .map(([a, b, least, most]) => [
          { name: 'red', minPlayers: Math.min(least, a), maxPlayers: a },
          { name: 'blue', minPlayers: Math.min(most, b), maxPlayers: b },
        ]),
      fc
        .tuple(
          fc.integer({ min: 14, max: 20 }),
          fc.integer({ min: 1, max: 20 }),
          fc.integer({ min: 0, max: 6 }),
        )
        .map(([size, least, small]) => [
          ...(small === 0 ? [] : [{ name: 'monster', minPlayers: Math.min(1, small), maxPlayers: small }]),
          { name: 'squad', minPlayers: Math.min(size, least), maxPlayers: size, quantity: 3 },
        ]),
      fc
        .tuple(fc.integer({ min: 41, max: 60 }), fc.integer({ min: 1, max: 60 }))
        .map(([size, least]) => [{ name: 'all', minPlayers: Math.min(size, least), maxPlayers: size }]),
    ),
    rules,
    batching: fc.constantFrom('largestPopulation', 'largestPopulation', 'fastestRegion'),
    age: fc.constantFrom('newest', 'oldest'),
    expand: fc.record({
      latency: fc.constantFrom(undefined, 20, 150),
      players: fc.constantFrom(undefined, 1, 12, 30),
      distance: fc.constantFrom(undefined, 1, 20),
    }),
  })
  .map(({ teams, rules: { ping, slow, near, level, mode }, batching, age, expand }) => {
    const first = teams[teams.length - 1];
    return {
      ruleLanguageVersion: '1.0',
      playerAttributes: [
        { name: 'skill', type: 'number', default: 5 },
        { name: 'level', type: 'number', default: 1 },
        { name: 'mode', type: 'string' },
      ],
      algorithm: {
        strategy: 'balanced',
        balancedAttribute: 'skill',
        batchingPreference: batching,
        expansionAgeSelection: age,
      },
      teams,
      rules: [
        ...(ping === undefined ? [] : [{ name: 'Ping', type: 'latency', ...ping }]),
        ...(slow === undefined ? [] : [{ name: 'Slow', type: 'latency', ...slow }]),
        ...(near === undefined
          ? []
          : [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', ...near }]),
        ...(level === undefined
          ? []
          : [{ name: 'Level', type: 'batchDistance', batchAttribute: 'level', ...level }]),
        ...(mode ? [{ name: 'Mode', type: 'batchDistance', batchAttribute: 'mode' }] : []),
      ],
      expansions: [
        ...(ping !== undefined && expand.latency !== undefined
          ? [{ target: 'rules[Ping].maxLatency', steps: [{ waitTimeSeconds: 3, value: expand.latency }] }]
          : []),
        ...(near !== undefined && expand.distance !== undefined
          ? [{ target: 'rules[Near].maxDistance', steps: [{ waitTimeSeconds: 5, value: expand.distance }] }]
          : []),
        ...(expand.players !== undefined && first !== undefined
          ? [
              {
                target: `teams[${first.name}].minPlayers`,
                steps: [{ waitTimeSeconds: 4, value: Math.min(expand.players, first.maxPlayers) }],
              },
            ]
          : []),
      ],
    };
  });

const latency = fc.constantFrom(20, 50, 80, 110);
const player = fc.record({
  skill: fc.integer({ min: 0, max: 12 }),
  level: fc.integer({ min: 1, max: 6 }),
  mode: fc.constantFrom('x', 'x', 'x', 'y'),
  sends: fc.constantFrom(true, true, true, true, true, false),
  east: fc.option(latency, { nil: undefined, freq: 6 }),
  west: fc.option(latency, { nil: undefined, freq: 3 }),
  team: fc.nat({ max: 5 }),
});

/** @param names the teams, for players of running sessions */
export const pools = (names: readonly string[], most = 7): fc.Arbitrary<PoolTicket[]> =>
  fc
    .array(
      fc.record({
        size: fc.constantFrom(1, 3, 5, 7, 8, 10, 12, 14, 16, 20, 21),
        startTime: fc.integer({ min: 0, max: 4 }),
        backfill: fc.constantFrom(false, false, false, false, false, true),
        players: fc.array(player, { minLength: 3, maxLength: 3 }),
      }),
      { minLength: 1, maxLength: most },
    )
    .map((tickets) =>
      tickets.map(({ size, startTime, backfill, players }, index): PoolTicket => ({
        ticketId: `t${index}`,
        startTime,
        ...(backfill ? { backfill: {} } : {}),
        // Members differ a little, so that one party that differs from the rest shows how values are
        // aggregated.
        players: Array.from({ length: size }, (_, place) => {
          const { skill, level, mode, sends, east, west, team } = players[
            place % 5 === 4 ? 1 : place === size - 1 && size > 2 ? 2 : 0
          ] ?? { skill: 0, level: 0, mode: 'x', sends: true, east: undefined, west: undefined, team: 0 };
          const own = players[0]?.mode === players[1]?.mode ? mode : (players[0]?.mode ?? 'x');
          const attributes: Record<string, AttributeValue> = sends
            ? { skill, level, mode: own }
            : { mode: own };
          const latencyMs: Record<string, number> =
            east === undefined && west === undefined ? { south: 200 } : {};
          if (east !== undefined) latencyMs['east'] = east;
          if (west !== undefined) latencyMs['west'] = west;
          return {
            playerId: `t${index}-${place}`,
            attributes,
            latencyMs,
            ...(backfill ? { team: names[(team + place) % names.length] ?? '' } : {}),
          };
        }),
      })),
    );
