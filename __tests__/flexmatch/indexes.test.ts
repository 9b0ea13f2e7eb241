import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  createMatchmaker,
  type Matchmaker,
  parseRuleSet,
  type PoolTicket,
  type RuleSet,
  type TickOutcome,
} from '../../flexmatch';
import { allMatches, type Json } from './every-match';
import { tries } from '../../testing/effort';

const lists = (target: string, property: string, values: readonly number[]): Json[] => [
  {
    target: `rules[${target}].${property}`,
    steps: values.map((value, index) => ({ waitTimeSeconds: 3 * (index + 1), value })),
  },
];
const steps = (least: number, most: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: 2 });

interface Drawn {
  rule: Json;
  expansions: Json[];
}

/** Every kind of rule that an index reads, each with a limit that expansions move up or down. */
const indexed: fc.Arbitrary<Drawn> = fc.oneof<Array<fc.Arbitrary<Drawn>>>(
  fc
    .tuple(
      fc.constantFrom(
        'flatten(teams[*].players.attributes[modes])',
        'teams[*].players.attributes[modes]',
        'set_intersection(flatten(teams[*].players.attributes[modes]))',
        'set_intersection(teams[*].players.attributes[modes])',
        'teams[red].players.attributes[modes]',
        'flatten(teams[red,blue].players.attributes[modes])',
      ),
      fc.integer({ min: 0, max: 3 }),
      fc.option(fc.integer({ min: 3, max: 5 })),
      fc.constantFrom('union', 'intersection'),
      fc.option(steps(0, 3)),
    )
    .map(([measurement, minCount, maxCount, partyAggregation, moves]): Drawn => ({
      rule: {
        name: 'Modes',
        type: 'collection',
        operation: 'intersection',
        measurements: [measurement],
        minCount,
        ...(maxCount === null ? {} : { maxCount }),
        partyAggregation,
      },
      expansions: moves === null ? [] : lists('Modes', 'minCount', moves),
    })),
  fc
    .tuple(
      fc.constantFrom('flatten(teams[*].players.attributes[modes])', 'teams[*].players.attributes[modes]'),
      fc.constantFrom(
        'set_intersection(flatten(teams[*].players.attributes[modes]))',
        'set_intersection(flatten(teams[*].players.attributes[likes]))',
      ),
      fc.integer({ min: 1, max: 2 }),
    )
    .map(([measurement, referenceValue, minCount]): Drawn => ({
      rule: {
        name: 'Refs',
        type: 'collection',
        operation: 'reference_intersection_count',
        measurements: [measurement],
        referenceValue,
        minCount,
      },
      expansions: [],
    })),
  fc
    .tuple(
      fc.integer({ min: 30, max: 90 }),
      fc.constantFrom('min', 'max', 'avg'),
      fc.option(fc.integer({ min: 5, max: 40 })),
      fc.option(steps(20, 120)),
    )
    .map(([maxLatency, partyAggregation, maxDistance, moves]): Drawn => ({
      rule: {
        name: 'Ping',
        type: 'latency',
        maxLatency,
        partyAggregation,
        ...(maxDistance === null ? {} : { maxDistance, distanceReference: 'avg' }),
      },
      expansions: moves === null ? [] : lists('Ping', 'maxLatency', moves),
    })),
  fc.tuple(fc.integer({ min: 0, max: 8 }), fc.option(steps(0, 12))).map(([maxDistance, moves]): Drawn => ({
    rule: { name: 'Band', type: 'batchDistance', batchAttribute: 'skill', maxDistance },
    expansions: moves === null ? [] : lists('Band', 'maxDistance', moves),
  })),
  fc
    .tuple(
      fc.integer({ min: 0, max: 8 }),
      fc.constantFrom<unknown>('avg(flatten(teams[*].players.attributes[skill]))', 6),
      fc.option(steps(0, 12)),
    )
    .map(([maxDistance, referenceValue, moves]): Drawn => ({
      rule: {
        name: 'Near',
        type: 'distance',
        measurements: ['flatten(teams[*].players.attributes[skill])'],
        referenceValue,
        maxDistance,
      },
      expansions: moves === null ? [] : lists('Near', 'maxDistance', moves),
    })),
  fc.constant({
    rule: {
      name: 'Mode',
      type: 'comparison',
      operation: '=',
      measurements: ['flatten(teams[*].players.attributes[mode])'],
    },
    expansions: [],
  }),
);

const ruleSets: fc.Arbitrary<Json> = fc
  .record({
    rules: fc.uniqueArray(indexed, { maxLength: 4, selector: ({ rule }) => rule['name'] }),
    red: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 3 })),
    blue: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
    age: fc.constantFrom('newest', 'oldest'),
    priority: fc.constantFrom('normal', 'high', 'low'),
    preference: fc.constantFrom('random', 'sorted'),
    sort: fc.constantFrom(undefined, 'absoluteSort', 'distanceSort'),
  })
  .map(({ rules, red, blue, age, priority, preference, sort }) => ({
    ruleLanguageVersion: '1.0',
    playerAttributes: [
      { name: 'skill', type: 'number', default: 5 },
      { name: 'mode', type: 'string' },
      { name: 'modes', type: 'string_list', default: ['a'] },
      { name: 'likes', type: 'string_list', default: ['a', 'b'] },
    ],
    algorithm: {
      strategy: 'exhaustiveSearch',
      expansionAgeSelection: age,
      backfillPriority: priority,
      batchingPreference: preference,
      ...(preference === 'sorted' ? { sortByAttributes: ['mode', 'skill'] } : {}),
    },
    teams: [
      { name: 'red', minPlayers: Math.min(...red), maxPlayers: Math.max(...red) },
      { name: 'blue', minPlayers: Math.min(...blue), maxPlayers: Math.max(...blue) },
    ],
    rules: [
      ...rules.map(({ rule }) => rule),
      ...(sort === undefined
        ? []
        : [{ name: 'Order', type: sort, sortDirection: 'ascending', sortAttribute: 'skill' }]),
    ],
    expansions: rules.flatMap(({ expansions }) => expansions),
  }));

const letters = ['a', 'b', 'c', 'd', ...Array.from({ length: 30 }, (_, index) => `rare-${index}`)];
const pools = (most: number): fc.Arbitrary<PoolTicket[]> =>
  fc
    .array(
      fc.record({
        size: fc.constantFrom(1, 1, 1, 2, 3),
        startTime: fc.integer({ min: 0, max: 4 }),
        backfill: fc.constantFrom(false, false, false, false, false, true),
        players: fc.array(
          fc.record({
            skill: fc.integer({ min: 0, max: 12 }),
            mode: fc.constantFrom('x', 'x', 'x', 'y'),
            modes: fc.option(
              fc.oneof({ weight: 5, arbitrary: fc.subarray(letters.slice(0, 4)) }, fc.subarray(letters)),
              { nil: undefined },
            ),
            east: fc.option(fc.constantFrom(20, 50, 80), { nil: undefined }),
            west: fc.option(fc.constantFrom(20, 50, 80), { nil: undefined }),
            team: fc.constantFrom('red', 'blue'),
          }),
          { minLength: 3, maxLength: 3 },
        ),
      }),
      { minLength: 1, maxLength: most },
    )
    .map((tickets) =>
      tickets.map((ticket, index) => ({
        ticketId: `t${index}`,
        startTime: ticket.startTime,
        players: ticket.players
          .slice(0, ticket.size)
          .map(({ skill, mode, modes, east, west, team }, place) => ({
            playerId: `t${index}-${place}`,
            attributes: { skill, mode, ...(modes === undefined ? {} : { modes, likes: modes.slice(1) }) },
            latencyMs: {
              ...(east === undefined ? {} : { east }),
              ...(west === undefined ? {} : { west }),
              north: 100,
            },
            ...(ticket.backfill ? { team } : {}),
          })),
        ...(ticket.backfill ? { backfill: {} } : {}),
      })),
    );

function parsed(json: Json): RuleSet {
  const reading = parseRuleSet(JSON.stringify(json));
  if (reading.ruleSet === undefined) throw new Error(JSON.stringify(reading.errors));
  return reading.ruleSet;
}

/** Tickets come in groups, some leave again, and time passes. */
function play(matchmaker: Matchmaker, pool: readonly PoolTicket[], leaving: number): unknown[] {
  const seen: TickOutcome[] = [];
  pool.forEach((ticket, index) => {
    matchmaker.add(ticket);
    if (index % 5 === 4) seen.push(matchmaker.tick(4 + index / 20));
    if (index % leaving === 0) matchmaker.remove(`t${Math.floor(index / 2)}`);
  });
  for (const now of [8, 11, 14, 30]) seen.push(matchmaker.tick(now));
  return [...seen, pool.map(({ ticketId }) => matchmaker.metrics(ticketId))];
}

describe('indexes', () => {
  it('change neither matches nor rule counts, in one batch or in many', () => {
    fc.assert(
      fc.property(
        ruleSets,
        pools(30),
        fc.constantFrom(undefined, 2, 4),
        fc.integer({ min: 2, max: 9 }),
        (json, pool, batchSize, leaving) => {
          const run = (indexes: boolean): unknown[] =>
            play(
              createMatchmaker(parsed(json), {
                seed: 3,
                indexes,
                searchBudget: 1_000_000,
                ...(batchSize === undefined ? {} : { openQuestions: { batchSize } }),
              }),
              pool,
              leaving,
            );
          expect(run(true)).toEqual(run(false));
        },
      ),
      { numRuns: tries(150) },
    );
  });

  it('count a refused match for the first rule that refuses it', () => {
    const json: Json = {
      ruleLanguageVersion: '1.0',
      playerAttributes: [
        { name: 'skill', type: 'number' },
        { name: 'mode', type: 'string' },
        { name: 'modes', type: 'string_list' },
      ],
      teams: [
        { name: 'red', minPlayers: 1, maxPlayers: 1 },
        { name: 'blue', minPlayers: 1, maxPlayers: 1 },
      ],
      rules: [
        { name: 'Mode', type: 'batchDistance', batchAttribute: 'mode' },
        { name: 'Band', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 5 },
        {
          name: 'Modes',
          type: 'collection',
          operation: 'intersection',
          measurements: ['flatten(teams[*].players.attributes[modes])'],
          minCount: 1,
        },
        { name: 'Ping', type: 'latency', maxLatency: 50 },
      ],
    };
    const solo = (id: string, mode: string, skill: number, modes: string[], east: number): PoolTicket => ({
      ticketId: id,
      startTime: 0,
      players: [{ playerId: id, attributes: { mode, skill, modes }, latencyMs: { east, west: 60 - east } }],
    });
    const matchmaker = createMatchmaker(parsed(json), { seed: 1 });
    for (const one of [
      solo('anchor', 'x', 10, ['a'], 0),
      solo('mode', 'y', 99, ['b'], 0),
      solo('band', 'x', 16, ['b'], 0),
      solo('modes', 'x', 15, ['b'], 60),
      solo('ping', 'x', 15, ['a'], 60),
      solo('partner', 'x', 5, ['a', 'b'], 40),
    ])
      matchmaker.add(one);
    const [match] = matchmaker.tick(0).matches;
    expect(match?.ticketIds).toEqual(['anchor', 'partner']);
    expect(match?.ruleEvaluationMetrics).toEqual(
      ['Mode', 'Band', 'Modes', 'Ping'].map((ruleName) => ({ ruleName, passedCount: 1, failedCount: 1 })),
    );
  });

  it('hide no match, however small the batches: no waiting ticket could match another', () => {
    fc.assert(
      fc.property(
        ruleSets,
        pools(6),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 4, max: 12 }),
        (json, pool, batchSize, now) => {
          // Without types the oracle cannot distinguish an empty list of common values, an empty team, and an
          // empty list of a player.
          fc.pre(
            json['rules'].every(
              (rule: Json) =>
                rule['type'] !== 'collection' || /^(flatten|teams\[red\])/.test(rule['measurements'][0]),
            ),
          );
          const matchmaker = createMatchmaker(parsed(json), { seed: 3, openQuestions: { batchSize } });
          pool.forEach((ticket) => matchmaker.add(ticket));
          expect(matchmaker.tick(now).budgetEnded).toBe(false);
          expect(
            allMatches(
              pool.filter((ticket) => matchmaker.has(ticket.ticketId)),
              json,
              now,
            ),
          ).toEqual([]);
        },
      ),
      { numRuns: tries(150) },
    );
  });
});
