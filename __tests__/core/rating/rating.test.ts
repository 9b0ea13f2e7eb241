import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  afterIdle,
  isProvisional,
  newRating,
  publicRating,
  rate,
  type Rating,
} from '../../../core/rating/rating';

const ratings = fc.record({
  mu: fc.double({ min: -10, max: 70, noNaN: true }),
  sigma: fc.double({ min: 0.5, max: 25 / 3, noNaN: true }),
});

function pair(first: Rating, second: Rating, places: readonly [number, number]): [Rating, Rating] {
  const [a, b] = rate([first, second], { places, teams: [0, 1] });
  if (a === undefined || b === undefined) throw new Error('two ratings went in');
  return [a, b];
}

describe('rating', () => {
  it('starts every player at a public 1500', () => {
    expect(publicRating(newRating())).toBe(1500);
  });

  it('never lets a winner fall or a loser rise, in private or in public', () => {
    fc.assert(
      fc.property(ratings, ratings, (first, second) => {
        const [winner, loser] = pair(first, second, [1, 2]);
        expect(winner.mu).toBeGreaterThanOrEqual(first.mu);
        expect(loser.mu).toBeLessThanOrEqual(second.mu);
        expect(publicRating(winner)).toBeGreaterThanOrEqual(publicRating(first));
        expect(publicRating(loser)).toBeLessThanOrEqual(publicRating(second));
      }),
    );
  });

  it('changes no mean when equals draw, and moves unequal players closer when they draw', () => {
    fc.assert(
      fc.property(ratings, ratings, (first, second) => {
        const [a, b] = pair(first, first, [1, 1]);
        expect(a.mu).toBeCloseTo(first.mu, 9);
        expect(b.mu).toBeCloseTo(first.mu, 9);
        const [weak, strong] = first.mu < second.mu ? [first, second] : [second, first];
        const [weakAfter, strongAfter] = pair(weak, strong, [1, 1]);
        if (weak.sigma === strong.sigma) {
          expect(weakAfter.mu).toBeGreaterThanOrEqual(weak.mu);
          expect(strongAfter.mu).toBeLessThanOrEqual(strong.mu);
        }
      }),
    );
  });

  it('does not depend on the seat of a player, and never grows less certain', () => {
    fc.assert(
      fc.property(ratings, ratings, (first, second) => {
        const [a, b] = pair(first, second, [1, 2]);
        const [c, d] = pair(second, first, [2, 1]);
        expect([d, c]).toEqual([a, b]);
        expect(a.sigma).toBeLessThanOrEqual(first.sigma);
        expect(b.sigma).toBeLessThanOrEqual(second.sigma);
        expect(a.sigma).toBeGreaterThan(0);
      }),
    );
  });

  it('measures strength: a player who wins three in four ends 190 points above, as in Elo', () => {
    let [strong, weak] = [newRating(), newRating()];
    for (let match = 0; match < 2000; match += 1)
      [strong, weak] = pair(strong, weak, match % 4 === 3 ? [2, 1] : [1, 2]);
    const gap = publicRating(strong) - publicRating(weak);
    expect(gap).toBeGreaterThan(140);
    expect(gap).toBeLessThan(240);
  });

  it('stays an integer from 1 to 9999', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), (mu) => {
        const shown = publicRating({ mu });
        expect(Number.isInteger(shown) && shown >= 1 && shown <= 9999).toBe(true);
      }),
    );
  });

  it('rates many seats by their places: a better place raises more; equal places count alike', () => {
    const eight = Array.from({ length: 8 }, () => newRating());
    const places = [3, 1, 8, 3, 5, 5, 2, 7];
    const rated = rate(eight, { places, teams: [0, 1, 2, 3, 4, 5, 6, 7] });
    for (const [seat, place] of places.entries())
      for (const [other, otherPlace] of places.entries()) {
        const [one, two] = [rated[seat]?.mu ?? 0, rated[other]?.mu ?? 0];
        if (place === otherPlace) expect(one).toBeCloseTo(two, 9);
        else expect(one > two).toBe(place < otherPlace);
      }
  });

  it('rates a team by its place, each member alike, in any seats', () => {
    const four = Array.from({ length: 4 }, () => newRating());
    const [a, b, c, d] = rate(four, { places: [3, 1, 1, 3], teams: [7, 2, 2, 7] });
    expect(a).toEqual(d);
    expect(b).toEqual(c);
    expect(b?.mu ?? 0).toBeGreaterThan(newRating().mu);
    expect(a?.mu ?? 0).toBeLessThan(newRating().mu);
    expect(rate(four, { places: [1, 1, 1, 1], teams: [0, 0, 0, 0] })).toEqual(four);
  });

  it('leaves a match of one seat alone, and refuses lists of unequal length', () => {
    expect(rate([newRating()], { places: [1], teams: [0] })).toEqual([newRating()]);
    for (const [places, teams] of [
      [[1, 2], [0]],
      [[1], [0, 1]],
    ] as const)
      expect(() => rate([newRating()], { places, teams })).toThrow(
        new RangeError(`1 ratings cannot have ${places.length} places in ${teams.length} teams`),
      );
  });

  it('moves a rating in a match of many seats about as far as in a duel between equal players', () => {
    const [winner, loser] = pair(newRating(), newRating(), [1, 2]);
    for (const seats of [3, 5]) {
      const places = Array.from({ length: seats }, (_, seat) => seat + 1);
      const rated = rate(
        places.map(() => newRating()),
        { places, teams: places },
      );
      for (const [of, as] of [
        [rated[0], winner],
        [rated.at(-1), loser],
      ] as const) {
        expect(of?.mu).toBeCloseTo(as.mu, 9);
        expect(of?.sigma).toBeCloseTo(as.sigma, 9);
      }
    }
  });

  it('rates the first duel of two players as published (Weng & Lin 2011, Bradley-Terry)', () => {
    // c² = 2 · (25/3)² + 2 · (25/6)²; a win is worth σ²/c · 1/2, and σ² shrinks by (σ/c)³ · 1/4.
    const [sigma, c] = [25 / 3, Math.sqrt(2 * (25 / 3) ** 2 + 2 * (25 / 6) ** 2)];
    const [winner, loser] = pair(newRating(), newRating(), [1, 2]);
    const gained = sigma ** 2 / c / 2;
    expect([winner.mu, loser.mu]).toEqual([expect.closeTo(25 + gained, 9), expect.closeTo(25 - gained, 9)]);
    const narrower = sigma * Math.sqrt(1 - (sigma / c) ** 3 / 4);
    expect([winner.sigma, loser.sigma]).toEqual([expect.closeTo(narrower, 9), expect.closeTo(narrower, 9)]);
  });

  it('is provisional while its deviation is above 5.6', () => {
    expect(isProvisional(newRating())).toBe(true);
    expect([5.61, 5.6, 5.59].map((sigma) => isProvisional({ sigma }))).toEqual([true, false, false]);
  });

  it('is shown within 1 and 9999, 400 points for odds of ten to one', () => {
    expect([-1000, 1000].map((mu) => publicRating({ mu }))).toEqual([1, 9999]);
    expect(publicRating({ mu: 26 })).toBe(1529);
    // Odds of exp(Δ / (β · √2)) are ten to one at Δ = ln 10 · β · √2.
    expect(publicRating({ mu: 25 + (Math.LN10 * Math.SQRT2 * 25) / 6 })).toBe(1900);
  });
});

describe('a rating after a time without matches', () => {
  const day = 86_400_000;
  const certain = { mu: 31, sigma: 3 };

  it('keeps its mean, and its variance grows by 0.06 a day', () => {
    expect(afterIdle(certain, 0)).toEqual(certain);
    expect(afterIdle(certain, 100 * day)).toEqual({ mu: 31, sigma: expect.closeTo(Math.sqrt(9 + 6), 12) });
    expect(afterIdle(certain, day / 2)).toEqual({ mu: 31, sigma: expect.closeTo(Math.sqrt(9.03), 12) });
  });

  it('is never less certain than a new one, nor more certain than it was', () => {
    expect(afterIdle(certain, 1e6 * day).sigma).toBe(newRating().sigma);
    expect(afterIdle({ mu: 31, sigma: 9 }, day)).toEqual({ mu: 31, sigma: 9 });
    expect(afterIdle(certain, -100 * day)).toEqual(certain);
  });
});
