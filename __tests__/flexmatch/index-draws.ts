import fc from 'fast-check';
import { type PoolTicket } from '../../flexmatch';
import { type Json } from './every-rule';

/** Draws of rule sets and pools that indexes read. */

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

/** Rule sets of two small teams, with rules of different kinds. */
export const ruleSets: fc.Arbitrary<Json> = fc
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
/** Pools of single players, parties and backfills. */
export const pools = (most: number): fc.Arbitrary<PoolTicket[]> =>
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
