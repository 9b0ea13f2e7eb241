import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMatchmaker } from '../../../flexmatch';
import { runs, parseRules, looks, crew, farSteps, crowd } from './lively-pools';

export function unreachedSteps(): void {
  describe('an expansion step that no ticket has reached', () => {
    it.each<'newest' | 'oldest'>(['newest', 'oldest'])('changes no match (%s)', (age) => {
      fc.assert(
        fc.property(crowd(fc.integer({ min: 0, max: 8 })), (pool) => {
          const near = looks(crew(age, []), pool, 14);
          expect(near.budgetEnded).toBe(false);
          expect(looks(crew(age, farSteps), pool, 14)).toEqual(near);
        }),
        { numRuns: runs },
      );
    });

    it('forms the same matches for oldest and newest when all tickets have one age', () => {
      fc.assert(
        fc.property(crowd(fc.constant(0)), (pool) => {
          expect(looks(crew('oldest', farSteps), pool, 9)).toEqual(looks(crew('newest', farSteps), pool, 9));
        }),
        { numRuns: runs },
      );
    });

    it('costs as much work as without it', () => {
      const pool = fc.sample(crowd(fc.constant(0)), { seed: 4, numRuns: 1 })[0] ?? [];
      const work = (far: object[]): number => {
        const matchmaker = createMatchmaker(parseRules(crew('oldest', far)), { seed: 1 });
        for (const ticket of pool) matchmaker.add(ticket);
        for (const now of [0, 4]) matchmaker.tick(now);
        return matchmaker.work.compared + matchmaker.work.evaluated;
      };
      expect(work(farSteps)).toBeLessThan(1.2 * work([]) + 100);
    });
  });
}
