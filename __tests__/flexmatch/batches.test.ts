import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  createMatchmaker,
  type MatchmakerOptions,
  parseRuleSet,
  type PoolTicket,
  type RuleSet,
  type TickOutcome,
} from '../../flexmatch';

const parsed = (body: object): RuleSet => {
  const { ruleSet, errors } = parseRuleSet(JSON.stringify({ ruleLanguageVersion: '1.0', ...body }));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
};
const attributes = [
  { name: 'skill', type: 'number', default: 5 },
  { name: 'mode', type: 'string', default: 'x' },
  { name: 'modes', type: 'string_list', default: ['a'] },
];
const two = (least: number, most = least): object[] => [
  { name: 'red', minPlayers: least, maxPlayers: most },
  { name: 'blue', minPlayers: least, maxPlayers: most },
];
const ticket = (
  id: number,
  skill: number,
  more: Partial<PoolTicket['players'][number]['attributes']> = {},
  size = 1,
): PoolTicket => ({
  ticketId: `t${id}`,
  startTime: 0,
  players: Array.from({ length: size }, (_, place) => ({
    playerId: `p${id}-${place}`,
    attributes: { skill, ...more },
  })),
});
const look = (
  ruleSet: RuleSet,
  tickets: readonly PoolTicket[],
  options: Partial<MatchmakerOptions> = {},
): TickOutcome => {
  const matchmaker = createMatchmaker(ruleSet, { seed: 1, ...options });
  for (const one of tickets) matchmaker.add(one);
  return matchmaker.tick(1);
};
const numbers = (outcome: TickOutcome): number[][] =>
  outcome.matches.map((match) => match.ticketIds.map((id) => Number(id.slice(1))));
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('batches', () => {
  const plain = parsed({ playerAttributes: attributes, teams: two(1) });
  const sorted = (names: string[], rules: object[] = []): RuleSet =>
    parsed({
      playerAttributes: attributes,
      teams: two(1),
      rules,
      algorithm: { strategy: 'exhaustiveSearch', batchingPreference: 'sorted', sortByAttributes: names },
    });

  it('hold the whole pool while it fits in one batch', () => {
    expect(
      numbers(
        look(
          plain,
          range(8).map((id) => ticket(id, 0)),
          { openQuestions: { batchSize: 8 } },
        ),
      ),
    ).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
      [6, 7],
    ]);
  });

  it('are drawn at random from the seed, each in the order of the line', () => {
    const pool = range(64).map((id) => ticket(id, 0));
    const drawn = (seed: number): number[][] =>
      numbers(look(plain, pool, { seed, openQuestions: { batchSize: 8 } }));
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(2)).not.toEqual(drawn(1));
    expect(
      drawn(1)
        .flat()
        .sort((a, b) => a - b),
    ).toEqual(range(64));
    for (let batch = 0; batch < 8; batch += 1) {
      const held = drawn(1)
        .slice(4 * batch, 4 * batch + 4)
        .flat();
      expect(held).toEqual([...held].sort((a, b) => a - b));
    }
    expect(drawn(1).slice(0, 4).flat()).not.toEqual(range(8));
  });

  it('hold similar tickets where they are sorted: by the first attribute, then the next; numbers by size, words alphabetically', () => {
    const pool = range(32).map((id) => ticket(id, (id * 7) % 32, { mode: id % 2 === 0 ? 'b' : 'a' }));
    const skill = (id: number): number => (id * 7) % 32;
    for (const match of numbers(look(sorted(['skill']), pool, { openQuestions: { batchSize: 4 } })))
      expect(new Set(match.map((id) => Math.floor(skill(id) / 4))).size).toBe(1);
    for (const match of numbers(look(sorted(['mode', 'skill']), pool, { openQuestions: { batchSize: 4 } }))) {
      expect(new Set(match.map((id) => id % 2)).size).toBe(1);
      const [a = 0, b = 0] = match;
      expect(Math.abs(skill(a) - skill(b))).toBeLessThanOrEqual(6);
    }
  });

  it('are formed by batchDistance rules', () => {
    const near = parsed({
      playerAttributes: attributes,
      teams: two(1, 2),
      rules: [
        { name: 'Mode', type: 'batchDistance', batchAttribute: 'mode' },
        { name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 3 },
      ],
    });
    const pool = range(64).map((id) => ticket(id, id >> 1, { mode: id % 2 === 0 ? 'b' : 'a' }));
    const matches = numbers(look(near, pool, { openQuestions: { batchSize: 8 } }));
    expect(matches).toHaveLength(16);
    for (const match of matches) {
      expect(new Set(match.map((id) => id % 2)).size).toBe(1);
      expect(Math.max(...match) - Math.min(...match)).toBeLessThanOrEqual(7);
    }
  });

  it('leave no ticket that could match, for any batch size: leftovers meet each other', () => {
    // Only i and i + 50 fit each other, and pairs rarely share a batch.
    const rare = parsed({
      playerAttributes: attributes,
      teams: two(1),
      rules: [
        {
          name: 'Same',
          type: 'comparison',
          operation: '=',
          measurements: ['flatten(teams[*].players.attributes[skill])'],
        },
      ],
    });
    for (const batchSize of [1, 2, 7, 60]) {
      for (const indexes of [true, false])
        expect(
          look(
            rare,
            range(100).map((id) => ticket(id, id % 50)),
            { indexes, openQuestions: { batchSize } },
          ).matches,
        ).toHaveLength(50);
    }
  });

  it('form only full matches, so that a match takes its players from the whole pool', () => {
    const loose = parsed({
      playerAttributes: attributes,
      teams: two(1, 3),
      rules: [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 0 }],
    });
    const outcome = look(
      loose,
      range(60).map((id) => ticket(id, id % 10)),
      { openQuestions: { batchSize: 7 } },
    );
    expect(outcome.matches.map((match) => match.ticketIds.length)).toEqual(Array<number>(10).fill(6));
    const first = look(
      loose,
      range(60).map((id) => ticket(id, id % 2)),
      { openQuestions: { batchSize: 7, fill: 'first' } },
    );
    expect(first.matches.every((match) => match.ticketIds.length === 2)).toBe(true);
  });

  it('leave every ticket open to a session that is to be filled first', () => {
    const high = parsed({
      playerAttributes: attributes,
      teams: two(1),
      rules: [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 0 }],
      algorithm: { strategy: 'exhaustiveSearch', backfillPriority: 'high' },
    });
    const backfill: PoolTicket = {
      ticketId: 't99',
      startTime: 1,
      backfill: {},
      players: [{ playerId: 'p99', attributes: { skill: 7 }, team: 'red' }],
    };
    expect(
      numbers(
        look(high, [...range(80).map((id) => ticket(id, id % 8)), backfill], {
          openQuestions: { batchSize: 4 },
        }),
      )[0],
    ).toEqual([99, 7]);
  });

  it('recompute the age of each set: a young ticket resets the age in its own match only', () => {
    const widening = parsed({
      playerAttributes: attributes,
      teams: two(1),
      rules: [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 0 }],
      expansions: [{ target: 'rules[Near].maxDistance', steps: [{ waitTimeSeconds: 10, value: 1 }] }],
    });
    const matchmaker = createMatchmaker(widening, { seed: 1, openQuestions: { batchSize: 4 } });
    for (const id of range(40)) matchmaker.add({ ...ticket(id, id), startTime: id < 20 ? 0 : 5 });
    expect(matchmaker.tick(9).matches).toHaveLength(0);
    const old = matchmaker
      .tick(10)
      .matches.map((match) => match.ticketIds.map((id) => Number(id.slice(1))))
      .flat();
    expect(old.every((id) => id < 20)).toBe(true);
    expect(old.length).toBeGreaterThanOrEqual(14); // They are neighbours in a line: at worst every third is left over.
    expect(matchmaker.tick(15).matches.length).toBeGreaterThanOrEqual(7);
  });
});

describe('large pools, by an independent check of every pair', () => {
  interface Solo {
    readonly skill: number;
    readonly modes: readonly string[];
    readonly latencyMs: Record<string, number>;
  }
  const modes = range(30).map((id) => `mode-${id}`);
  const solo: fc.Arbitrary<Solo> = fc.record({
    skill: fc.integer({ min: 0, max: 30_000 }),
    modes: fc.uniqueArray(fc.constantFrom(...modes), { minLength: 1, maxLength: 3 }),
    latencyMs: fc.record({
      east: fc.integer({ min: 20, max: 200 }),
      west: fc.integer({ min: 20, max: 200 }),
      south: fc.integer({ min: 20, max: 200 }),
    }),
  });
  const rules = {
    near: {
      name: 'Near',
      type: 'distance',
      measurements: ['avg(teams[red].players.attributes[skill])'],
      referenceValue: 'avg(teams[blue].players.attributes[skill])',
      maxDistance: 200,
    },
    modes: {
      name: 'Modes',
      type: 'collection',
      operation: 'intersection',
      measurements: ['flatten(teams[*].players.attributes[modes])'],
      minCount: 1,
    },
    ping: { name: 'Ping', type: 'latency', maxLatency: 100 },
  };
  const fits = {
    near: (a: Solo, b: Solo): boolean => Math.abs(a.skill - b.skill) <= 200,
    modes: (a: Solo, b: Solo): boolean => a.modes.some((mode) => b.modes.includes(mode)),
    ping: (a: Solo, b: Solo): boolean =>
      Object.entries(a.latencyMs).some(
        ([location, latency]) => latency <= 100 && (b.latencyMs[location] ?? Infinity) <= 100,
      ),
  };

  it.each<[string, Array<keyof typeof rules>, number]>([
    ['skill and latency', ['near', 'ping'], 3000],
    ['modes', ['modes'], 1500],
    ['all', ['near', 'modes', 'ping'], 2000],
  ])('no two of the unmatched fit by %s, and all matched do', (_, names, count) => {
    const ruleSet = parsed({
      playerAttributes: attributes,
      teams: two(1),
      rules: names.map((name) => rules[name]),
    });
    const fit = (a: Solo | undefined, b: Solo | undefined): boolean =>
      a !== undefined && b !== undefined && names.every((name) => fits[name](a, b));
    fc.assert(
      fc.property(
        fc.array(solo, { minLength: 40, maxLength: 80 }),
        fc.integer({ min: 1, max: 1000 }),
        (seeds, spread) => {
          // Thousands of tickets from a few drawn ones: drawing each would be slow to shrink.
          const pool = range(count).map((id): Solo => {
            const one = seeds[id % seeds.length] ?? { skill: 0, modes: [], latencyMs: {} };
            const other = seeds[(id * 7 + 3) % seeds.length] ?? one;
            return {
              skill: (one.skill + id * spread * 13) % 30_000,
              modes: other.modes,
              latencyMs: seeds[(id * 11 + 5) % seeds.length]?.latencyMs ?? {},
            };
          });
          const matchmaker = createMatchmaker(ruleSet, { seed: 5 });
          pool.forEach(({ skill, modes: list, latencyMs }, id) =>
            matchmaker.add({
              ticketId: `t${id}`,
              startTime: 0,
              players: [{ playerId: `p${id}`, attributes: { skill, modes: list }, latencyMs }],
            }),
          );
          const outcome = matchmaker.tick(1);
          expect(outcome.budgetEnded).toBe(false);
          for (const [a = 0, b = 0] of numbers(outcome)) expect(fit(pool[a], pool[b])).toBe(true);
          const left = range(count).filter((id) => matchmaker.has(`t${id}`));
          const missed = left.flatMap((a, index) =>
            left
              .slice(index + 1)
              .filter((b) => fit(pool[a], pool[b]))
              .map((b) => [a, b]),
          );
          expect(missed).toEqual([]);
          expect(left.length + 2 * outcome.matches.length).toBe(count);
        },
      ),
      { numRuns: 3 },
    );
  });
});

describe('sort rules', () => {
  it('put the nearest, the lowest or the highest first in every batch', () => {
    const pool = range(300).map((id) => ticket(id, (id * 137) % 997));
    const skill = (id: number): number => (id * 137) % 997;
    for (const [type, sortDirection] of [
      ['distanceSort', 'ascending'],
      ['distanceSort', 'descending'],
      ['absoluteSort', 'ascending'],
      ['absoluteSort', 'descending'],
    ] as const) {
      const ruleSet = parsed({
        playerAttributes: attributes,
        teams: two(1),
        rules: [{ name: 'Order', type, sortDirection, sortAttribute: 'skill' }],
      });
      const waiting = new Set(range(300));
      for (const [anchor = 0, partner = 0] of numbers(look(ruleSet, pool))) {
        expect(anchor).toBe(Math.min(...waiting));
        waiting.delete(anchor);
        const value = (id: number): number =>
          (type === 'distanceSort' ? Math.abs(skill(id) - skill(anchor)) : skill(id)) *
          (sortDirection === 'ascending' ? 1 : -1);
        const best = [...waiting].reduce((first, id) => (value(id) < value(first) ? id : first));
        expect(value(partner)).toBe(value(best));
        waiting.delete(partner);
      }
      expect(waiting.size).toBe(0);
    }
  });

  it('try only as many candidates as the match needs, not the whole batch', () => {
    const ruleSet = parsed({
      playerAttributes: attributes,
      teams: two(1),
      rules: [
        { name: 'Order', type: 'distanceSort', sortDirection: 'ascending', sortAttribute: 'skill' },
        { name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 2000 },
      ],
    });
    const outcome = look(
      ruleSet,
      range(4000).map((id) => ticket(id, (id * 137) % 1999)),
    );
    const verdicts = outcome.matches
      .flatMap((match) => match.ruleEvaluationMetrics)
      .reduce((sum, rule) => sum + rule.passedCount + rule.failedCount, 0);
    expect(outcome.matches).toHaveLength(2000);
    expect(verdicts).toBeLessThan(3 * 2000);
  });
});
