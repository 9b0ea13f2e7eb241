import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMatchmaker, explainTicket, type PoolTicket, type RuleSet } from '../../flexmatch';
import { parseRules, pools, ruleSets } from './large-draws';
import { everyMatch, sides } from './large-oracle';
import { tries } from '../../testing/effort';

const ruleSet = (
  more: object = {},
  rules: object[] = [{ name: 'Ping', type: 'latency', maxLatency: 100 }],
): RuleSet =>
  parseRules({
    ruleLanguageVersion: '1.0',
    playerAttributes: [{ name: 'skill', type: 'number', default: 5 }],
    algorithm: { strategy: 'balanced', balancedAttribute: 'skill' },
    teams: [{ name: 'all', minPlayers: 45, maxPlayers: 60 }],
    rules,
    ...more,
  });
const players = (
  prefix: string,
  count: number,
  latencyMs: Record<string, number>,
  skill = 5,
  startTime = 0,
): PoolTicket[] =>
  Array.from({ length: count }, (_, index) => ({
    ticketId: `${prefix}${index}`,
    startTime,
    players: [{ playerId: `${prefix}${index}`, attributes: { skill }, latencyMs }],
  }));

describe('explaining tickets of large matches', () => {
  it('reports how many players are missing, and where', () => {
    const pool = [
      ...players('e', 30, { east: 50 }),
      ...players('w', 12, { west: 50 }),
      ...players('b', 4, { east: 60, west: 60 }),
    ];
    const explanation = explainTicket(ruleSet(), pool, 'b0', 3);
    expect(explanation.verdict).toBe('rules-fail');
    expect(explanation.summary).toContain(
      "in east, 34 players accept the location with this ticket's 1, and a match needs 45 at this " +
        'age: 11 short',
    );
    expect(explanation.summary).toContain('west lacks 29');
    expect(explanation.locations).toEqual([
      { location: 'east', latencyMs: 60, players: 34, within: 34, needed: 45, short: 11 },
      { location: 'west', latencyMs: 60, players: 16, within: 16, needed: 45, short: 29 },
    ]);
    expect(explainTicket(ruleSet(), pool.slice(0, 20), 'e0', 3).verdict).toBe('too-few-players');
  });

  it('reports which latency is too high or missing, and which would suffice', () => {
    const pool = [
      ...players('e', 50, { east: 50 }),
      ...players('slow', 1, { east: 140 }),
      ...players('far', 1, { south: 30 }),
      ...players('none', 1, {}),
    ];
    const slow = explainTicket(ruleSet(), pool, 'slow0', 0);
    expect(slow).toMatchObject({
      verdict: 'rules-fail',
      changes: [{ kind: 'latency', location: 'east', from: 140, to: 100, mends: 'Ping' }],
    });
    expect(slow.summary).toContain('east takes 140 ms, and Ping lets in at most 100 ms');
    const far = explainTicket(ruleSet(), pool, 'far0', 0);
    expect(far.summary).toContain(
      "in south, 1 player accepts the location with this ticket's 1, and a match needs 45 at this " +
        'age: 44 short',
    );
    expect(far.locations?.find((one) => one.location === 'east')).toMatchObject({
      refusedBy: { rule: 'Ping', maxLatencyMs: 100 },
      players: 51,
      short: 0,
    });
    expect(explainTicket(ruleSet(), pool, 'none0', 0).obstacles.map(({ code }) => code)).toEqual([
      'missing-latency',
    ]);
  });

  it('reports how many are within the batch distance, and when an expansion will suffice', () => {
    const body = ruleSet(
      {
        expansions: [
          {
            target: 'rules[Near].maxDistance',
            steps: [
              { waitTimeSeconds: 10, value: 6 },
              { waitTimeSeconds: 20, value: 50 },
            ],
          },
        ],
      },
      [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 2 }],
    );
    const pool = [...players('a', 30, {}, 10), ...players('b', 10, {}, 12, 4), ...players('c', 20, {}, 30)];
    const explanation = explainTicket(body, pool, 'a0', 5);
    expect(explanation.summary).toContain(
      '60 players wait that can share a match, but at most 40 of them lie within 2 by rule Near ' +
        'together with this ticket, and a match needs 45 at this age: 5 short',
    );
    expect(explanation.changes).toEqual([
      expect.objectContaining({ kind: 'wait', at: 20, step: 2, value: '50', mends: ['Near'] }),
    ]);
    const matchmaker = createMatchmaker(body, { seed: 1 });
    pool.forEach((ticket) => matchmaker.add(ticket));
    expect(matchmaker.tick(19.9).matches).toEqual([]);
    expect(matchmaker.tick(20).matches).toHaveLength(1);
  });

  it('reports when parties cannot fill the teams', () => {
    const body = ruleSet({ teams: [{ name: 'squad', minPlayers: 20, maxPlayers: 20, quantity: 3 }] }, []);
    const sevens = Array.from({ length: 12 }, (_, index): PoolTicket => ({
      ticketId: `g${index}`,
      startTime: 0,
      players: Array.from({ length: 7 }, (__, place) => ({ playerId: `g${index}-${place}`, attributes: {} })),
    }));
    const explanation = explainTicket(body, sevens, 'g0', 0);
    expect(explanation.verdict).toBe('sizes-do-not-fit');
    expect(explanation.summary).toContain(
      '84 players wait that can share a match, but their parties cannot fill the teams without ' +
        'splitting one (teams of squad_1 20–20, squad_2 20–20, squad_3 20–20)',
    );
  });

  it('is right about every ticket: whether it can match, and the effect of waiting', () => {
    fc.assert(
      fc.property(
        ruleSets.chain((json) =>
          pools(
            sides(json).map(({ name }) => name),
            6,
          ).map((pool) => ({ json, pool })),
        ),
        ({ json, pool }) => {
          const rules = parseRules(json);
          for (const ticket of pool) {
            const explanation = explainTicket(rules, pool, ticket.ticketId, 4);
            const at = (now: number): boolean =>
              everyMatch(pool, json, now).some(({ tickets }) => tickets.includes(ticket));
            if (explanation.verdict === 'can-match') expect(at(4)).toBe(true);
            // A running session takes the place of a match around the ticket, so only pools without a session
            // have a single answer.
            else if (pool.every(({ backfill }) => backfill === undefined)) expect(at(4)).toBe(false);
            for (const change of explanation.changes) {
              if (change.kind === 'wait') expect(at(change.at)).toBe(true);
              if (change.kind !== 'latency') continue;
              const mended = pool.map((one) =>
                one !== ticket
                  ? one
                  : {
                      ...one,
                      players: one.players.map((player) => ({
                        ...player,
                        latencyMs: { ...player.latencyMs, [change.location]: change.to },
                      })),
                    },
              );
              const then = explainTicket(rules, mended, ticket.ticketId, 4);
              expect(
                then.locations?.find(({ location }) => location === change.location)?.refusedBy?.rule,
              ).not.toBe(change.mends);
            }
            if (explanation.verdict === 'too-few-players')
              expect(explanation.locations?.every(({ short }) => short > 0)).toBe(true);
          }
        },
      ),
      { numRuns: tries(60), seed: 20_260_204 },
    );
  });
});
