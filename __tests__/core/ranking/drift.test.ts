import { describe, expect, it } from '@jest/globals';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { firstLook, nextLook, type ObservedCounter, verdictOn } from '../../../core/ranking/drift';

const minutes = 60_000;

/** A counter of a board: players come to its score and leave it, and each is counted a moment later. */
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

/** Looks until there is a verdict; it begins with a look at which the counter differs. */
function judge(look: ReturnType<typeof counterOf>, most = 10_000) {
  let first = look();
  while (first.counted === first.expected) first = look();
  let seen: ObservedCounter = firstLook(first);
  while (verdictOn(seen) === 'undecided' && seen.looks < most) seen = nextLook(seen, look());
  return { verdict: verdictOn(seen), looks: seen.looks };
}

describe('a counter that differs from its entries', () => {
  it('is wrong when both stay the same for half an hour', () => {
    expect(judge(counterOf(1, { drift: -2 }))).toEqual({ verdict: 'wrong', looks: 6 });
  });

  it('is right when the difference goes away and stays away', () => {
    const at = 7;
    let seen = firstLook({ counted: 9, expected: 10, at });
    for (let look = 1; look <= 6; look += 1) {
      expect(verdictOn(seen)).toBe('undecided');
      seen = nextLook(seen, { counted: 10, expected: 10, at });
    }
    expect(verdictOn(seen)).toBe('right');
  });

  it.each([
    [1, 1, 100],
    [1, -1, 100],
    [4, 1, 300],
    [10, 1, 700],
    [10, 5, 60],
  ])('with %d changes under way and wrong by %d is found within %d looks', (underWay, drift, most) => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { verdict, looks } = judge(counterOf(seed, { underWay, drift }));
      expect({ seed, verdict }).toEqual({ seed, verdict: 'wrong' });
      expect(looks).toBeLessThanOrEqual(most);
    }
  });

  it.each([
    { underWay: 0.2 },
    { underWay: 1 },
    { underWay: 4 },
    { underWay: 1, growth: 3 },
    // A new season: every look finds more players than counters have.
    { underWay: 1, growth: 200 },
  ])('is not called wrong by changes under way: %j', (traffic) => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const { verdict } = judge(counterOf(seed, traffic), 200);
      expect({ seed, verdict }).not.toEqual({ seed, verdict: 'wrong' });
    }
  });
});
