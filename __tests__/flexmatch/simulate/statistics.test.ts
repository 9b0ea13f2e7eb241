import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { barWidth, percentile, spreadOf } from '../../../flexmatch/simulate/statistics';
import { sparkline, terminalHistogram } from '../../../flexmatch/simulate/text-charts';
import { hoursText, percent, plain, waited } from '../../../flexmatch/simulate/words';

const values = fc.array(
  fc.double({ min: 0, max: 1e5, noNaN: true }).map((value) => Math.round(value * 100) / 100),
  { minLength: 1, maxLength: 200 },
);
const bare = { strong: String, faint: String, good: String, bad: String, bar: String };

describe('statistics', () => {
  it('a percentile is the smallest measured value with at least that share of the values up to it', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(0.01, 0.5, 0.95, 0.99, 1), (list, share) => {
        const sorted = [...list].sort((a, b) => a - b);
        const found = percentile(sorted, share);
        expect(sorted).toContain(found);
        expect(sorted.filter((value) => value <= found).length / sorted.length).toBeGreaterThanOrEqual(
          share - 1e-9,
        );
        expect(sorted.filter((value) => value < found).length / sorted.length).toBeLessThan(share);
      }),
    );
    expect(percentile([], 0.5)).toBe(0);
  });

  it('bars count every value once, in its range, for any limit', () => {
    fc.assert(
      fc.property(
        values,
        fc.option(fc.double({ min: 0, max: 2e5, noNaN: true }), { nil: undefined }),
        (list, limit) => {
          const { histogram, count, least, most } = spreadOf(list, limit);
          expect(histogram.reduce((sum, bar) => sum + bar.count, 0)).toBe(list.length);
          expect({ count, least, most }).toEqual({
            count: list.length,
            least: Math.min(...list),
            most: Math.max(...list),
          });
          const [first] = histogram;
          expect(first?.from).toBe(0);
          expect(histogram.length).toBeLessThanOrEqual(26);
          histogram.slice(0, -1).forEach((bar, index) => {
            expect(histogram[index + 1]?.from).toBe(bar.to);
            // Rounding may put values on an edge to either side of it.
            const inside = list.filter((value) => value >= bar.from && value < bar.to).length;
            const near = list.filter(
              (value) =>
                Math.abs(value - bar.from) < 1e-6 * (1 + bar.from) ||
                Math.abs(value - bar.to) < 1e-6 * (1 + bar.to),
            ).length;
            expect(Math.abs(bar.count - inside)).toBeLessThanOrEqual(near);
          });
        },
      ),
    );
    for (const list of [[Infinity], [Number.MAX_VALUE, 1], [5e-324]])
      expect(spreadOf(list).histogram.reduce((sum, { count }) => sum + count, 0)).toBe(list.length);
    expect([0, 3, 24, 25, 120, 1000].map(barWidth)).toEqual([1, 0.2, 1, 2, 5, 50]);
  });

  it('terminals show shares: the longest bar for the maximum, none for zero, a sliver for little', () => {
    const lines = terminalHistogram(
      [
        { from: 0, to: 5, count: 75 },
        { from: 5, to: 10, count: 0 },
        { from: 10, to: 15, count: 25 },
      ],
      's',
      bare,
      8,
    );
    expect(lines).toEqual(
      ['          0–5 s ████████ 75 %', '         5–10 s  ·', '    10 and more s ██▋ 25 %'].map((line) =>
        expect.stringContaining(line.trim()),
      ),
    );
    expect(
      terminalHistogram(
        [
          { from: 0, to: 1, count: 9999 },
          { from: 1, to: 2, count: 1 },
        ],
        's',
        bare,
        8,
      )[1],
    ).toContain('▏ < 0.1 %');
    expect(sparkline([0, 4, 8])).toBe('▁▅█');
    expect(sparkline([0, 0])).toBe('▁▁');
  });

  it('labels are short and never claim more than the value', () => {
    expect([0, 0.0004, 0.1234, 0.9999, 1].map(percent)).toEqual([
      '0 %',
      '< 0.1 %',
      '12.3 %',
      '> 99.9 %',
      '100 %',
    ]);
    expect([1.234, 99.5, 1234.5, 1_000_000].map(plain)).toEqual(['1.23', '99.5', '1,235', '1,000,000']);
    expect([waited(3, 0.5), waited(0, 0)]).toEqual(['3 s', '–']);
    expect([24, 1, 0.5, 1 / 60, 0.01].map(hoursText)).toEqual([
      '24 hours',
      '1 hour',
      '30 minutes',
      '60 seconds',
      '36 seconds',
    ]);
  });
});
