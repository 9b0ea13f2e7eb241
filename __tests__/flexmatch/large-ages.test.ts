import { describe, expect, it } from '@jest/globals';
import { createMatchmaker, explainTicket, type PoolTicket } from '../../flexmatch';
import { type Json } from './every-rule';
import { parseRules } from './large-draws';

const party = (
  ticketId: string,
  startTime: number,
  size: number,
  skill: number,
  latencyMs: Record<string, number>,
): PoolTicket => ({
  ticketId,
  startTime,
  players: Array.from({ length: size }, (_, place) => ({
    playerId: `${ticketId}-${place}`,
    attributes: { skill },
    latencyMs,
  })),
});
const near = { name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 2 };
const ruleSet = (age: 'newest' | 'oldest', rules: readonly object[], steps: readonly object[]): Json => ({
  ruleLanguageVersion: '1.0',
  playerAttributes: [{ name: 'skill', type: 'number' }],
  algorithm: { strategy: 'balanced', balancedAttribute: 'skill', expansionAgeSelection: age },
  teams: [{ name: 'all', minPlayers: 4, maxPlayers: 41 }],
  rules,
  expansions: steps,
});

describe('ages of large matches', () => {
  it('finds the old ticket that gives the age, beside a window of as many players without one', () => {
    const rules = parseRules(
      ruleSet(
        'oldest',
        [{ name: 'Ping', type: 'latency', maxLatency: 30 }, near],
        [{ target: 'rules[Ping].maxLatency', steps: [{ waitTimeSeconds: 3, value: 150 }] }],
      ),
    );
    const pool = [
      party('old', 0, 12, 8, { east: 20 }),
      party('one', 2, 1, 10, { east: 20 }),
      party('young', 2, 12, 11, { east: 40 }),
    ];
    expect(explainTicket(rules, pool, 'one', 4)).toMatchObject({
      verdict: 'can-match',
      summary: 'it can match with old at the next look at the pool',
    });
  });

  it('builds around its oldest ticket a match whose newest is outside the fullest window', () => {
    const rules = parseRules(
      ruleSet(
        'newest',
        [{ name: 'Ping', type: 'latency', maxLatency: 100 }, near],
        [{ target: 'rules[Ping].maxLatency', steps: [{ waitTimeSeconds: 3, value: 30 }] }],
      ),
    );
    const matchmaker = createMatchmaker(rules, { seed: 1 });
    for (const ticket of [
      party('oldest', 0, 3, 10, { east: 80 }),
      party('crowd', 1, 12, 8, { east: 20 }),
      party('newest', 4, 2, 11, { east: 20 }),
    ])
      matchmaker.add(ticket);
    const [match, ...others] = matchmaker.tick(4).matches;
    // The crowd has reached the step, so it plays with the oldest only when the newest ticket may join both.
    expect(match?.ticketIds).toEqual(['oldest', 'newest']);
    expect(others.map(({ ticketIds }) => ticketIds)).toEqual([['crowd']]);
  });

  it('does not count players by a step that no ticket of the pool has reached', () => {
    const rules = parseRules(
      ruleSet(
        'oldest',
        [],
        [{ target: 'teams[all].minPlayers', steps: [{ waitTimeSeconds: 30, value: 2 }] }],
      ),
    );
    const pool = [party('a', 0, 2, 5, {}), party('b', 0, 1, 5, {})];
    const explanation = explainTicket(rules, pool, 'a', 10);
    expect(explanation).toMatchObject({
      verdict: 'too-few-players',
      locations: [{ players: 3, needed: 4, short: 1 }],
    });
    expect(explanation.summary).toBe(
      "3 players wait that can share a match with this ticket's 2, and a match needs 4 at this age: 1 short",
    );
  });

  it('counts the players of a running session by the step that the session has reached', () => {
    const rules = parseRules(
      ruleSet(
        'oldest',
        [],
        [{ target: 'teams[all].minPlayers', steps: [{ waitTimeSeconds: 30, value: 3 }] }],
      ),
    );
    const { players, ...ticket } = party('session', 0, 1, 5, {});
    const session = { ...ticket, backfill: {}, players: players.map((one) => ({ ...one, team: 'all' })) };
    expect(explainTicket(rules, [session, party('late', 29, 1, 5, {})], 'late', 30)).toMatchObject({
      verdict: 'too-few-players',
      locations: [{ players: 2, needed: 3, short: 1 }],
    });
  });

  it('reports that rules keep apart players who are enough for a match with the age of one of them', () => {
    const rules = parseRules(
      ruleSet(
        'oldest',
        [{ name: 'Ping', type: 'latency', maxLatency: 60 }],
        [{ target: 'teams[all].minPlayers', steps: [{ waitTimeSeconds: 4, value: 3 }] }],
      ),
    );
    const pool = [party('young', 1, 1, 5, { east: 20 }), party('old', 0, 2, 5, { west: 20 })];
    const explanation = explainTicket(rules, pool, 'young', 4);
    expect(explanation).toMatchObject({
      verdict: 'rules-fail',
      pool: { players: 2, needed: 3 },
      locations: [
        { location: 'west', players: 3, needed: 3, short: 0 },
        { location: 'east', players: 1, needed: 4, short: 3 },
      ],
    });
  });
});
