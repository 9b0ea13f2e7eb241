import { describe, expect, it } from '@jest/globals';
import { compareRuleSets, comparisonMarkdown } from '../../../../flexmatch/simulate';
import { ruleSetOf, duel, wide, oneOnOne } from './simulated';

export function twoRuleSets(): void {
  describe('two rule sets', () => {
    const comparison = compareRuleSets(duel, wide, {
      hours: 4,
      population: { arrivals: { ticketsPerMinute: 30, process: 'poisson', startHour: 0 } },
    });

    it('meet the same tickets; wider skill shortens waits, worsens matches, and the rows say so', () => {
      expect(comparison.before.tickets.arrived).toBe(comparison.after.tickets.arrived);
      const verdict = (measure: string): string | undefined =>
        comparison.rows.find((row) => row.measure === measure)?.verdict;
      expect(verdict('wait p95')).toBe('better');
      expect(verdict('skill spread in a match p50')).toBe('worse');
      expect(verdict('skill spread in a match p95')).toBe('worse');
      expect(verdict('tickets matched')).toBe('same');
      expect(comparison.after.waitSeconds.p95).toBeLessThan(comparison.before.waitSeconds.p95);
    });

    it('swapped, better and worse swap', () => {
      const swapped = compareRuleSets(wide, duel, {
        hours: 4,
        population: { arrivals: { ticketsPerMinute: 30, process: 'poisson', startHour: 0 } },
      });
      const turned = { better: 'worse', worse: 'better', same: 'same', neutral: 'neutral' } as const;
      const clear = (measure: string): boolean => /wait p95$|spread/.test(measure);
      expect(swapped.rows.filter(({ measure }) => clear(measure)).map(({ verdict }) => verdict)).toEqual(
        comparison.rows.filter(({ measure }) => clear(measure)).map(({ verdict }) => turned[verdict]),
      );
    });

    it('a rule set compared with itself is the same in every row', () => {
      const { rows, before, after } = compareRuleSets(duel, duel, { hours: 0.5 });
      expect(new Set(rows.map(({ verdict, change }) => `${verdict}${change}`))).toEqual(new Set(['same']));
      expect(after).toEqual(before);
    });

    it('have bars of equal width, and a table that Markdown reads', () => {
      expect(comparison.after.waitSeconds.histogram.map(({ from }) => from)).toEqual(
        comparison.before.waitSeconds.histogram.map(({ from }) => from),
      );
      const lines = comparisonMarkdown(comparison.rows).trimEnd().split('\n');
      expect(lines).toHaveLength(comparison.rows.length + 2);
      for (const line of lines) expect(line.split('|')).toHaveLength(7);
    });

    it('with different attributes meet one population that has both', () => {
      const other = ruleSetOf(
        oneOnOne({
          name: 'other',
          playerAttributes: [{ name: 'mode', type: 'string' }],
          rules: [
            {
              name: 'Mode',
              type: 'comparison',
              measurements: ['flatten(teams[*].players.attributes[mode])'],
              operation: '=',
            },
          ],
        }),
      );
      const { after, before } = compareRuleSets(duel, other, {
        hours: 0.2,
        population: {
          attributes: {
            mode: {
              distribution: 'choice',
              options: [
                { value: 'a', weight: 1 },
                { value: 'b', weight: 1 },
              ],
            },
          },
        },
      });
      expect(after.rules.map(({ name }) => name)).toEqual(['Mode']);
      expect(Math.abs((after.rules[0]?.atRandom[0]?.share ?? 0) - 0.5)).toBeLessThan(0.1);
      expect(before.tickets.matched).toBeGreaterThan(0);
    });
  });
}
