import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMatchmaker, type FormedMatch, type PoolTicket, type RuleSet } from '../../flexmatch';
import { admit, type PoolEntry } from '../../flexmatch/matching/pool/entry';
import { LargeMatches } from '../../flexmatch/matching/large/matches';
import { compileProgram, type Program } from '../../flexmatch/matching/program/program';
import { parseRules, pools, ruleSets } from './large-draws';
import { sides } from './large-oracle';
import { tries } from '../../testing/effort';

const single = (id: string, skill: number, latencyMs: Record<string, number>): PoolTicket => ({
  ticketId: id,
  startTime: 0,
  players: [{ playerId: id, attributes: { skill }, latencyMs }],
});
const party = (id: string, size: number, skill = 5): PoolTicket => ({
  ticketId: id,
  startTime: 0,
  players: Array.from({ length: size }, (_, index) => ({
    playerId: `${id}-${index}`,
    attributes: { skill },
    latencyMs: { east: 50, west: 60 },
  })),
});
const battle = (rules: object[]): RuleSet =>
  parseRules({
    ruleLanguageVersion: '1.0',
    playerAttributes: [{ name: 'skill', type: 'number' }],
    algorithm: { strategy: 'balanced', balancedAttribute: 'skill' },
    teams: [{ name: 'squad', minPlayers: 20, maxPlayers: 20, quantity: 10 }],
    rules: [{ name: 'Ping', type: 'latency', maxLatency: 150 }, ...rules],
  });

/** A pool whose steps can be counted. */
class Counted {
  readonly #program: Program;
  readonly #large: LargeMatches;
  #arrivals = 0;
  matches = 0;

  constructor(ruleSet: RuleSet) {
    this.#program = compileProgram(ruleSet, {}, 0);
    this.#large = new LargeMatches(this.#program, { seed: 1, searchBudget: 20_000, open: {} });
  }

  /** Tickets come, and the matchmaker looks at the pool. @returns the number of its steps */
  come(...tickets: PoolTicket[]): { entries: PoolEntry[]; steps: number } {
    const before = this.#large.steps;
    const entries = tickets.map((ticket) => {
      this.#arrivals += 1;
      return admit(ticket, this.#arrivals, this.#program);
    });
    expect(
      this.#large.form(entries, (found) => {
        this.matches += 1;
        for (const entry of found.entries) this.leave(entry);
      }),
    ).toBe(false);
    return { entries, steps: this.#large.steps - before };
  }

  leave(entry: PoolEntry): number {
    const before = this.#large.steps;
    entry.alive = false;
    this.#large.leave(entry);
    return this.#large.steps - before;
  }
}

describe('a waiting pool of large matches', () => {
  it('takes no step when the pool has not changed', () => {
    const pool = new Counted(battle([]));
    pool.come(...Array.from({ length: 5_000 }, (_, index) => party(`g${index}`, 7)));
    expect(pool.come().steps).toBe(0);
    expect(pool.matches).toBe(0);
  });

  it('takes few steps for one ticket more or less, where no match can be formed', () => {
    const near = [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 100 }];
    const latencyMs = { east: 50, west: 60 };
    const cases: Array<{ ruleSet: RuleSet; waiting: PoolTicket[]; more: PoolTicket; most: number }> = [
      {
        ruleSet: battle([]),
        waiting: Array.from({ length: 198 }, (_, index) => single(`t${index}`, index, latencyMs)),
        more: single('x', 5, latencyMs),
        most: 20,
      },
      {
        ruleSet: battle([]),
        waiting: Array.from({ length: 10_000 }, (_, index) =>
          single(`t${index}`, index, { east: 50 + (index >= 190 ? 200 : 0) }),
        ),
        more: single('x', 5, latencyMs),
        most: 20,
      },
      {
        ruleSet: battle([]),
        waiting: Array.from({ length: 10_000 }, (_, index) => party(`g${index}`, 7)),
        more: party('x', 7),
        most: 60,
      },
      {
        ruleSet: battle(near),
        waiting: Array.from({ length: 10_000 }, (_, index) => single(`t${index}`, index, latencyMs)),
        more: single('x', 7_000, latencyMs),
        most: 3_000,
      },
    ];
    for (const { ruleSet, waiting, more, most } of cases) {
      const pool = new Counted(ruleSet);
      pool.come(...waiting);
      for (let round = 0; round < 3; round += 1) {
        const {
          entries: [entry],
          steps,
        } = pool.come({ ...more, ticketId: `x${round}` });
        expect(steps).toBeLessThan(most);
        if (entry === undefined) throw new Error('it did not come');
        expect(pool.leave(entry)).toBeLessThan(20);
        expect(pool.come().steps).toBe(0);
      }
      expect(pool.matches).toBe(0);
    }
  });

  it('forms the match with the ticket that completes it, around the oldest', () => {
    const matchmaker = createMatchmaker(battle([]), { seed: 1 });
    const latencyMs = { east: 50 };
    for (let index = 0; index < 199; index += 1) matchmaker.add(single(`t${index}`, index, latencyMs));
    expect(matchmaker.tick(0).matches).toEqual([]);
    const before = matchmaker.work;
    matchmaker.tick(0);
    expect(matchmaker.work).toEqual(before);
    matchmaker.add(single('last', 3, latencyMs));
    const [match] = matchmaker.tick(0).matches;
    expect(match?.ticketIds[0]).toBe('t0');
    expect(match?.ticketIds).toContain('last');
    expect(matchmaker.work.compared - before.compared).toBeGreaterThan(100);
    // The latency rule, on a match around the newcomer and on the match around the oldest.
    expect(matchmaker.work.evaluated).toBe(2);
  });

  it('gives the same answers as a matchmaker that computes everything again', () => {
    const shown = ({ ticketIds, teams, locations, backfillTicketId }: FormedMatch): object => ({
      ticketIds,
      sizes: teams.map((team) => team.playerIds.length).sort(),
      locations,
      backfillTicketId,
    });
    const drawn = ruleSets.chain((json) =>
      fc
        .array(
          fc.record({
            pool: pools(
              sides(json).map(({ name }) => name),
              4,
            ),
            leaves: fc.nat({ max: 12 }),
            passes: fc.nat({ max: 3 }),
          }),
          { minLength: 2, maxLength: 6 },
        )
        .map((rounds) => ({ json, rounds })),
    );
    fc.assert(
      fc.property(drawn, ({ json, rounds }) => {
        const rules = parseRules(json);
        const kept = createMatchmaker(rules, { seed: 5 });
        let waiting: PoolTicket[] = [];
        let now = 0;
        rounds.forEach(({ pool, leaves, passes }, round) => {
          now += passes;
          for (const ticket of pool) {
            const come: PoolTicket = {
              ...ticket,
              ticketId: `r${round}${ticket.ticketId}`,
              startTime: Math.max(0, now - ticket.startTime),
              players: ticket.players.map((player) => ({
                ...player,
                playerId: `r${round}${player.playerId}`,
              })),
            };
            waiting.push(come);
            kept.add(come);
          }
          const leaver = waiting[leaves];
          if (leaver !== undefined) {
            kept.remove(leaver.ticketId);
            waiting = waiting.filter((ticket) => ticket !== leaver);
          }
          const anew = createMatchmaker(rules, { seed: 5 });
          for (const ticket of waiting) anew.add(ticket);
          const [own, other] = [kept.tick(now), anew.tick(now)];
          expect(own.matches.map(shown)).toEqual(other.matches.map(shown));
          expect(own.budgetEnded).toBe(false);
          waiting = waiting.filter((ticket) => kept.has(ticket.ticketId));
        });
      }),
      { numRuns: tries(150), seed: 20_260_205 },
    );
  });

  it('counts how often each rule passed and failed', () => {
    const rules = parseRules({
      ruleLanguageVersion: '1.0',
      playerAttributes: [{ name: 'skill', type: 'number' }],
      algorithm: { strategy: 'balanced', balancedAttribute: 'skill' },
      teams: [{ name: 'all', minPlayers: 3, maxPlayers: 41 }],
      rules: [
        { name: 'Ping', type: 'latency', maxLatency: 100 },
        { name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 10 },
      ],
    });
    const matchmaker = createMatchmaker(rules, { seed: 1 });
    for (const [id, skill, latency] of [
      ['a', 0, 50],
      ['b', 5, 50],
      ['c', 100, 50],
      ['d', 5, 150],
    ] as const)
      matchmaker.add(single(id, skill, { east: latency, ...(id === 'd' ? { west: 20 } : {}) }));
    expect(matchmaker.tick(0).matches).toEqual([]);
    const [ping, near] = matchmaker.metrics('d');
    expect(ping).toEqual({ ruleName: 'Ping', passedCount: 1, failedCount: 1 }); // west and east
    expect(near).toMatchObject({ ruleName: 'Near', passedCount: 0, failedCount: 0 });
    matchmaker.add(single('e', 8, { east: 50 }));
    const [match] = matchmaker.tick(0).matches;
    expect(match?.ticketIds).toEqual(['a', 'b', 'e']);
    const [pinged, neared] = match?.ruleEvaluationMetrics ?? [];
    expect(pinged?.passedCount).toBeGreaterThanOrEqual(2);
    expect(neared?.passedCount).toBeGreaterThanOrEqual(2);
    expect(neared?.failedCount).toBeGreaterThan(0); // with c
    expect(matchmaker.metrics('c')).toEqual([
      { ruleName: 'Ping', passedCount: 1, failedCount: 1 },
      { ruleName: 'Near', passedCount: 0, failedCount: 2 },
    ]); // with a and b
  });
});
