import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newRating, publicRating, rate, type Rating } from '../../../core/rating/rating';

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
    expect(() => rate([newRating()], { places: [1, 2], teams: [0, 1] })).toThrow(RangeError);
  });
});
