import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMatchmaker } from '../../../flexmatch';
import { parseRules, attributes, two, numbers, range } from './pools';

export function independentCheck(): void {
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
      const ruleSet = parseRules({
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
}
