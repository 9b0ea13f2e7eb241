import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { isSeed } from '../../../core/match/seed';

const draw = (seed: number | string, bound: number, times = 1): number[] => {
  const chance = new MatchChance(seededChance(String(seed)));
  return Array.from({ length: times }, () => chance.below(bound));
};

describe('seeded chance', () => {
  it('draws the same numbers from the same seed, also when it continues from a state', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 0, max: 20 }),
        (seed, split) => {
          const whole = draw(seed, 1000, 40);
          const first = new MatchChance(seededChance(String(seed)));
          const begun = Array.from({ length: split }, () => first.below(1000));
          const rest = new MatchChance(first.state);
          expect([...begun, ...Array.from({ length: 40 - split }, () => rest.below(1000))]).toEqual(whole);
        },
      ),
    );
  });

  it('can be repeated with any SHA-256 by who knows the seed', () => {
    /** Word n of a seed, as the documents of verification say. */
    const wordOf = (seed: string, n: number): bigint =>
      BigInt(
        createHash('sha256')
          .update(`${seed}:${Math.floor(n / 8)}`)
          .digest()
          .readUInt32BE((n % 8) * 4),
      );
    const seed = '0123456789abcdef0123456789abcdef';
    // Bounds of one word and of two, some of which refuse every fourth draw or every second.
    for (const bound of [1, 6, 3 * 2 ** 30, 2 ** 32, 2 ** 32 + 1, 2 ** 52 + 1, 2 ** 53 - 1, 2 ** 53]) {
      const chance = new MatchChance(seededChance(seed));
      let word = 0;
      const next = (): bigint => wordOf(seed, (word += 1) - 1);
      const most = bound > 2 ** 32 ? 2n ** 53n : 2n ** 32n;
      for (let times = 0; times < 40; times += 1) {
        let drawn: bigint;
        do drawn = bound > 2 ** 32 ? (next() >> 11n) * 2n ** 32n + next() : next();
        while (drawn >= most - (most % BigInt(bound)));
        expect([bound, chance.below(bound)]).toEqual([bound, Number(drawn % BigInt(bound))]);
      }
      expect(chance.state).toEqual({ seed, drawn: word });
    }
  });

  it.each([0, -1, 1.5, NaN, Infinity, 2 ** 53 + 2])('is not drawn below %d', (bound) => {
    const chance = new MatchChance(seededChance('x'));
    expect(() => chance.below(bound)).toThrow(
      `chance is drawn below a whole number from 1 to 2^53, not ${bound}`,
    );
    expect(chance.state.drawn).toBe(0);
  });

  it.each(['', 'f'.repeat(31), 'f'.repeat(33), 'F'.repeat(32), `${'f'.repeat(31)}g`])(
    '%j is not the seed of a match',
    (text) => expect(isSeed(text)).toBe(false),
  );

  it('draws evenly from the first number on, even if the seeds are neighbours', () => {
    // Chi-squared over ten outcomes: above 33.7 once in 10,000 fair samples (nine degrees of freedom). The
    // seeds are fixed.
    for (const from of [0, 1_000_000, 2 ** 31 - 2000, 2 ** 32 - 4000]) {
      for (const nth of [0, 1, 5]) {
        const counts = new Array<number>(10).fill(0);
        for (let seed = from; seed < from + 4000; seed += 1) {
          const drawn = draw(seed, 10, nth + 1)[nth] ?? 0;
          counts[drawn] = (counts[drawn] ?? 0) + 1;
        }
        expect(counts.reduce((sum, count) => sum + (count - 400) ** 2 / 400, 0)).toBeLessThan(33.7);
      }
    }
  });

  it('draws independent numbers from seeds that differ by one bit', () => {
    let same = 0;
    for (let seed = 0; seed < 500; seed += 1)
      for (let bit = 0; bit < 32; bit += 4)
        if (draw(seed, 1_000_000)[0] === draw((seed ^ (1 << bit)) >>> 0, 1_000_000)[0]) same += 1;
    expect(same).toBeLessThan(3);
  });
});
