import { describe, expect, it } from '@jest/globals';
import { createMatchmaker, type PoolTicket } from '../../flexmatch';
import { parseRules } from './large-draws';
import { type Json } from './every-rule';

const rules = (more: Json = {}): Json => ({
  ruleLanguageVersion: '1.0',
  playerAttributes: [
    { name: 'skill', type: 'number' },
    { name: 'level', type: 'number', default: 1 },
  ],
  algorithm: { strategy: 'balanced', balancedAttribute: 'skill' },
  teams: [{ name: 'squad', minPlayers: 20, maxPlayers: 20, quantity: 10 }],
  rules: [],
  ...more,
});
const ping = { name: 'Ping', type: 'latency', maxLatency: 100 };
function pool(sizes: readonly number[], latencyMs?: (index: number) => Record<string, number>): PoolTicket[] {
  return sizes.map((size, index) => ({
    ticketId: `t${index}`,
    startTime: 0,
    players: Array.from({ length: size }, (_, place) => ({
      playerId: `t${index}-${place}`,
      attributes: { skill: (index * 37) % 1000, level: (index * 17) % 60 },
      ...(latencyMs === undefined ? {} : { latencyMs: latencyMs(index) }),
    })),
  }));
}
const some = (count: number, size: number): number[] => new Array<number>(count).fill(size);
function look(
  json: Json,
  tickets: readonly PoolTicket[],
  now = 0,
): { sizes: number[][]; budgetEnded: boolean; waiting: number } {
  const matchmaker = createMatchmaker(parseRules(json), { seed: 1 });
  tickets.forEach((ticket) => matchmaker.add(ticket));
  const { matches, budgetEnded } = matchmaker.tick(now);
  return {
    sizes: matches.map((match) => match.teams.map((team) => team.playerIds.length)),
    budgetEnded,
    waiting: matchmaker.size,
  };
}

describe('large matches in pools that are expensive to search', () => {
  it('proves that parties of 7 fill no team of 20, and that one missing single player is one too few', () => {
    expect(look(rules(), pool(some(3_000, 7)))).toEqual({ sizes: [], budgetEnded: false, waiting: 3_000 });
    expect(look(rules(), pool([...some(1_000, 7), ...some(59, 1)]))).toEqual({
      sizes: [],
      budgetEnded: false,
      waiting: 1_059,
    });
    expect(look(rules(), pool([...some(1_000, 7), ...some(60, 1)]))).toEqual({
      sizes: [some(10, 20)],
      budgetEnded: false,
      waiting: 980,
    });
    expect(
      look(rules(), pool([...some(1_000, 3), ...some(1_000, 6), ...some(1_000, 9), ...some(9, 2)])),
    ).toEqual({ sizes: [], budgetEnded: false, waiting: 3_009 });
    expect(
      look(rules(), pool([...some(1_000, 3), ...some(1_000, 6), ...some(1_000, 9), ...some(10, 2)])).sizes,
    ).toEqual([some(10, 20)]);
  });

  it('proves that no location has enough players, however many wait', () => {
    const scattered = pool(some(3_000, 1), (index) => ({ [`a${index % 20}`]: 50, [`b${index % 21}`]: 50 }));
    expect(look(rules({ rules: [ping] }), scattered)).toEqual({
      sizes: [],
      budgetEnded: false,
      waiting: 3_000,
    });
  });

  it('proves that no two windows of batch distances share enough players', () => {
    const tight = [
      { name: 'Skill', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 100 },
      { name: 'Level', type: 'batchDistance', batchAttribute: 'level', maxDistance: 10 },
    ];
    expect(look(rules({ rules: tight }), pool(some(3_000, 1)))).toEqual({
      sizes: [],
      budgetEnded: false,
      waiting: 3_000,
    });
  });

  it('takes a thousand expansion steps, each at its time', () => {
    const json = rules({
      rules: [ping],
      expansions: [
        {
          target: 'rules[Ping].maxLatency',
          steps: Array.from({ length: 1_000 }, (_, index) => ({
            waitTimeSeconds: index + 1,
            value: 100 + index,
          })),
        },
      ],
    });
    const slow = pool(some(200, 1), (index) => ({ east: 400 + index }));
    expect(look(json, slow, 499).sizes).toEqual([]);
    expect(look(json, slow, 500)).toEqual({ sizes: [some(10, 20)], budgetEnded: false, waiting: 0 });
  });

  it('makes the whole pool into matches when expansions fall to zero', () => {
    const json = rules({
      expansions: [
        {
          target: 'teams[squad].minPlayers',
          steps: [
            { waitTimeSeconds: 10, value: 10 },
            { waitTimeSeconds: 20, value: 0 },
          ],
        },
      ],
    });
    expect(look(json, pool(some(150, 1)), 9).sizes).toEqual([]);
    expect(look(json, pool(some(150, 1)), 10).sizes).toEqual([some(10, 15)]);
    expect(
      look(json, pool([3, 1]), 20).sizes.map((sizes) => sizes.reduce((sum, size) => sum + size, 0)),
    ).toEqual([4]);
  });

  it('reports that its budget ran out, keeps the matches found so far, and continues after a change', () => {
    const json = rules({
      teams: [{ name: 'all', minPlayers: 41, maxPlayers: 60 }],
      rules: [
        { name: 'Skill', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 500 },
        { name: 'Level', type: 'batchDistance', batchAttribute: 'level', maxDistance: 4 },
      ],
    });
    const tickets = pool(some(600, 1));
    // A hundred steps for each ticket, less nearly all of them.
    const short = createMatchmaker(parseRules(json), { seed: 1, searchBudget: -1_190 });
    tickets.forEach((ticket) => short.add(ticket));
    expect(short.tick(0)).toEqual({ matches: [], budgetEnded: true });
    expect(short.tick(0)).toEqual({ matches: [], budgetEnded: true });
    expect(look(json, tickets).budgetEnded).toBe(false);
  });
});
