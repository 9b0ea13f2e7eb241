import { rate as rateTeams, rating } from 'openskill';
import { type SeatOutcome } from '../games/game-rules';

/** A belief about a player's strength: a normal distribution of mean `mu` and standard deviation `sigma`. */
export interface Rating {
  readonly mu: number;
  readonly sigma: number;
}

// OpenSkill's own defaults (Weng & Lin 2011, Plackett-Luce): mu 25, sigma 25/3, and beta 25/6, the spread of
// a single performance. Named here because publicRating needs them and because a change would change what
// stored ratings mean.
const start = { mu: 25, sigma: 25 / 3 };
const beta = 25 / 6;

/**
 * Points of the public rating for one point of mu. In the model two settled players win by the odds
 * exp(Δmu / (beta·√2)); in Elo's scale by 10^(Δ/400). Equating both gives 29.48: 400 points are odds of ten
 * to one.
 */
const pointsPerMu = 400 / (Math.LN10 * beta * Math.SQRT2);

/** What is believed of a player who has not played. */
export function newRating(): Rating {
  const { mu, sigma } = rating(start);
  return { mu, sigma };
}

const rankOf: Readonly<Record<SeatOutcome, number>> = { win: 1, draw: 2, loss: 3 };

/**
 * Ratings after a match in which every seat played for itself.
 * @param ratings before the match, seat 0 first
 * @param outcomes the match's result, seat 0 first
 * @returns new ratings in the same order; a match of fewer than two seats changes nothing
 * @throws RangeError when the two lists differ in length
 */
export function rate(ratings: readonly Rating[], outcomes: readonly SeatOutcome[]): readonly Rating[] {
  if (ratings.length !== outcomes.length)
    throw new RangeError(`${ratings.length} ratings cannot have ${outcomes.length} outcomes`);
  if (ratings.length < 2) return ratings;
  // tau 0: a match only ever adds knowledge; certainty is never lost to the passing of matches.
  const rated = rateTeams(
    ratings.map(({ mu, sigma }) => [{ mu, sigma }]),
    { rank: outcomes.map((outcome) => rankOf[outcome]), beta, tau: 0 },
  );
  return rated.map((team, seat) => {
    const [member] = team;
    return member === undefined ? (ratings[seat] ?? start) : { mu: member.mu, sigma: member.sigma };
  });
}

/**
 * The number that players see, boards sort by and matchmaking compares: 1500 + (mu − 25) × 29.48, rounded,
 * within 1…9999. It follows the mean alone: a win never lowers it and a loss never raises it, which an
 * estimate less its uncertainty does.
 */
export function publicRating({ mu }: Pick<Rating, 'mu'>): number {
  return Math.min(9999, Math.max(1, Math.round(1500 + (mu - start.mu) * pointsPerMu)));
}
