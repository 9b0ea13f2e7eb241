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
import { allMatches } from './every-match';
import { type Json } from './every-rule';
import { pools, ruleSets } from './index-draws';
import { tries } from '../../testing/effort';

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

/** One player alone is not a match: from the third second on, an empty team needs a value in common. */
const emptyTeam: Json = {
  ruleLanguageVersion: '1.0',
  playerAttributes: [{ name: 'modes', type: 'string_list', default: ['a'] }],
  algorithm: { strategy: 'exhaustiveSearch' },
  teams: [
    { name: 'red', minPlayers: 0, maxPlayers: 1 },
    { name: 'blue', minPlayers: 1, maxPlayers: 1 },
  ],
  rules: [
    {
      name: 'Modes',
      type: 'collection',
      operation: 'intersection',
      measurements: ['teams[red].players.attributes[modes]'],
      minCount: 0,
    },
  ],
  expansions: [{ target: 'rules[Modes].minCount', steps: [{ waitTimeSeconds: 3, value: 1 }] }],
};
const alone: PoolTicket[] = [
  { ticketId: 't0', startTime: 0, players: [{ playerId: 't0-0', attributes: {} }] },
];

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
      { numRuns: tries(150), examples: [[emptyTeam, alone, 1, 4]] },
    );
  });
});
