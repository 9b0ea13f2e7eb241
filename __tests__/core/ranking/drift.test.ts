import { describe, expect, it } from '@jest/globals';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import {
  firstComparison,
  withComparison,
  type ObservedCounter,
  verdictOn,
} from '../../../core/ranking/drift';

const minutes = 60_000;

/** A counter of a leaderboard: players come to its score and leave it, and each is counted a moment later. */
function counterOf(seed: number, { underWay = 0, growth = 0, drift = 0 }) {
  const generator = xoroshiro128plus(seed);
  const random = (): number => uniformFloat64(generator);
  /** Knuth's way; for small means. */
  const poisson = (mean: number): number => {
    let [count, product] = [0, random()];
    while (product > Math.exp(-mean)) {
      count += 1;
      product *= random();
    }
    return count;
  };
  let [at, expected] = [0, 1000];
  return () => {
    at += 5 * minutes;
    // In five minutes come and go a hundred times as many as are under way within three seconds.
    expected += Math.round((random() - 0.5) * 24 * Math.sqrt(underWay) + growth);
    const delayed = poisson(underWay / 2 + growth / 100) - poisson(underWay / 2);
    return { at, expected, counted: expected - delayed + drift };
  };
}

/** Compares until there is a verdict, from the first comparison at which the counter differs. */
function verdictOf(compare: ReturnType<typeof counterOf>, most = 10_000) {
  let first = compare();
  while (first.counted === first.expected) first = compare();
  let seen: ObservedCounter = firstComparison(first);
  while (verdictOn(seen) === 'undecided' && seen.comparisons < most) seen = withComparison(seen, compare());
  return { verdict: verdictOn(seen), comparisons: seen.comparisons };
}

describe('a counter that differs from its entries', () => {
  it('is wrong when both stay the same for half an hour', () => {
    expect(verdictOf(counterOf(1, { drift: -2 }))).toEqual({ verdict: 'wrong', comparisons: 6 });
  });

  it('is right when the difference goes away and stays away', () => {
    const at = 7;
    let seen = firstComparison({ counted: 9, expected: 10, at });
    for (let comparison = 1; comparison <= 6; comparison += 1) {
      expect(verdictOn(seen)).toBe('undecided');
      seen = withComparison(seen, { counted: 10, expected: 10, at });
    }
    expect(verdictOn(seen)).toBe('right');
  });

  it.each([
    [1, 1, 100],
    [1, -1, 100],
    [4, 1, 300],
    [10, 1, 700],
    [10, 5, 60],
  ])('with %d changes under way and wrong by %d is found within %d comparisons', (underWay, drift, most) => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { verdict, comparisons } = verdictOf(counterOf(seed, { underWay, drift }));
      expect({ seed, verdict }).toEqual({ seed, verdict: 'wrong' });
      expect(comparisons).toBeLessThanOrEqual(most);
    }
  });

  it.each([
    { underWay: 0.2 },
    { underWay: 1 },
    { underWay: 4 },
    { underWay: 1, growth: 3 },
    // A new season: every comparison finds more players than counters have.
    { underWay: 1, growth: 200 },
  ])('is not called wrong by changes under way: %j', (traffic) => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const { verdict } = verdictOf(counterOf(seed, traffic), 200);
      expect({ seed, verdict }).not.toEqual({ seed, verdict: 'wrong' });
    }
  });
});

describe('the verdict on a counter', () => {
  /** Comparisons five minutes apart, of which only the sums differ from a quiet leaderboard. */
  const seen = (count: number, differences: Partial<ObservedCounter> = {}): ObservedCounter => ({
    comparisons: count + 1,
    steady: 1,
    counted: 10,
    expected: 10,
    began: 10,
    from: 0,
    to: count * 5 * minutes,
    sum: 0,
    squares: 0,
    ...differences,
  });

  it('needs 36 comparisons after the first, unless counter and entries stay as they are', () => {
    expect([35, 36].map((count) => verdictOn(seen(count)))).toEqual(['undecided', 'right']);
    expect(verdictOn(seen(5, { steady: 5, counted: 9 }))).toBe('undecided');
    expect(verdictOn(seen(5, { steady: 6, counted: 9 }))).toBe('wrong');
    expect(verdictOn(seen(5, { steady: 6 }))).toBe('right');
  });

  it('is wrong where the mean difference is more than six standard errors', () => {
    // Differences of 0 and 2 by turns over 100 comparisons: a mean of 1, a standard error of about 0.1005.
    expect(verdictOn(seen(100, { sum: 100, squares: 200 }))).toBe('wrong');
    expect(verdictOn(seen(100, { sum: -100, squares: 200 }))).toBe('wrong');
    // 0 and 8 by turns are a mean of 4, and a standard error of about 0.402.
    expect(verdictOn(seen(100, { sum: 400, squares: 3200 }))).toBe('wrong');
    // One 10 and else 0: a mean of 0.1, and a standard error of 0.1.
    expect(verdictOn(seen(100, { sum: 10, squares: 100 }))).toBe('right');
    // One 20: 0.2 ± 1.2 may still be a counter that is wrong by one.
    expect(verdictOn(seen(100, { sum: 20, squares: 400 }))).toBe('undecided');
    expect(verdictOn(seen(100, { sum: -20, squares: 400 }))).toBe('undecided');
  });

  it('allows what came in during ten seconds', () => {
    const grown = (by: number) => seen(100, { expected: 10 + by, to: 1_000_000, sum: 90, squares: 81 });
    // One more in ten seconds; then less; a counter that shrinks is as far behind.
    expect(verdictOn(grown(100))).toBe('undecided');
    expect(verdictOn(grown(-100))).toBe('undecided');
    expect(verdictOn(grown(80))).toBe('wrong');
    expect(verdictOn(grown(5))).toBe('wrong');
    expect(verdictOn({ ...grown(80), sum: 10, squares: 1 })).toBe('right');
    // Comparisons at one moment are as of one millisecond.
    expect(verdictOn(seen(100, { expected: 11, to: 0 }))).toBe('undecided');
  });

  it('is right after a fortnight without a conclusion', () => {
    const doubtful = (comparisons: number) =>
      verdictOn({ ...seen(100, { sum: 20, squares: 400 }), comparisons });
    const many = { sum: 0, squares: 4032 * 1000 };
    expect(doubtful(102)).toBe('undecided');
    expect([4030, 4031].map((count) => verdictOn(seen(count, many)))).toEqual(['undecided', 'right']);
  });

  it('has the sums of all comparisons but the first, and the comparisons in a row that were the same', () => {
    let compared = firstComparison({ counted: 7, expected: 10, at: 5 });
    expect(compared).toEqual({
      comparisons: 1,
      steady: 1,
      counted: 7,
      expected: 10,
      began: 10,
      from: 5,
      to: 5,
      sum: 0,
      squares: 0,
    });
    for (const [counted, expected, steady] of [
      [7, 10, 2],
      [7, 11, 1],
      [8, 11, 1],
      [8, 11, 2],
    ] as const) {
      compared = withComparison(compared, { counted, expected, at: compared.to + 10 });
      expect(compared).toMatchObject({ steady, counted, expected });
    }
    expect(compared).toMatchObject({ comparisons: 5, began: 10, from: 5, to: 45, sum: -13, squares: 43 });
  });
});
