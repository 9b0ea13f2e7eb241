import { describe, expect, it } from '@jest/globals';
import { parseRules, attributes, two, ticket, look, numbers, range } from './pools';

export function sortRules(): void {
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
        const ruleSet = parseRules({
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
      const ruleSet = parseRules({
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
}
