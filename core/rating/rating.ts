import { rate as rateTeams, rating } from 'openskill';
import { bradleyTerryFull } from 'openskill/models';

/** An estimate of a player's strength: a normal distribution of mean `mu` and standard deviation `sigma`. */
export interface Rating {
  readonly mu: number;
  readonly sigma: number;
}

// OpenSkill's own defaults (Weng & Lin 2011): mu 25, sigma 25/3, and beta 25/6, the spread of a single
// performance. They are written here because publicRating needs them, and because a change of them would
// change the meaning of stored ratings.
const start = { mu: 25, sigma: 25 / 3 };
const beta = 25 / 6;

/**
 * Points of the public rating for one point of mu. In the model, of two players with certain ratings the
 * stronger wins with odds exp(Δmu / (beta·√2)); in Elo's scale with odds 10^(Δ/400). Equating both gives
 * 29.48: 400 points are odds of ten to one.
 */
const pointsPerMu = 400 / (Math.LN10 * beta * Math.SQRT2);

/** The rating of a player who has not played. */
export function newRating(): Rating {
  const { mu, sigma } = rating(start);
  return { mu, sigma };
}

/**
 * A rating is provisional while its sigma is above this: a new player's first 15 duels, or an equal number of
 * larger matches.
 */
const certainSigma = 5.6;

/** True while a rating is uncertain: leaderboards may hide such players. */
export function isProvisional({ sigma }: Pick<Rating, 'sigma'>): boolean {
  return sigma > certainSigma;
}

/**
 * Growth of sigma² for each day without a rated match. A player of 60 duels (sigma 2.9) is provisional again
 * after about a year, and as uncertain as a new one after about three. The mean stays.
 */
const idleVariancePerDay = 0.06;

/**
 * A rating after a time without rated matches: the mean stays, the uncertainty grows.
 * @param idle milliseconds
 */
export function afterIdle({ mu, sigma }: Rating, idle: number): Rating {
  const days = Math.max(0, idle) / 86_400_000;
  const wider = Math.sqrt(sigma ** 2 + idleVariancePerDay * days);
  return { mu, sigma: Math.max(sigma, Math.min(start.sigma, wider)) };
}

/** The outcome of a match, as far as ratings need it. */
export interface RatedMatch {
  /** Place of each seat, seat 0 first; 1 is the best, equal places are a draw. */
  readonly places: readonly number[];
  /** Team of each seat, seat 0 first. Seats of one team share their place. */
  readonly teams: readonly number[];
}

/**
 * Ratings after a match (Weng & Lin 2011, Bradley-Terry full pair). The strength of a team is the sum of its
 * members; each member takes its share of the update. Every team is compared with every other: unlike
 * Plackett-Luce, this never lets a shared place earn less than a worse one. With n teams a match counts as
 * the average of its n − 1 comparisons, so that it moves a rating about as far as a duel does.
 * @param ratings before the match, seat 0 first
 * @returns new ratings in the same order; a match of one team changes nothing
 * @throws RangeError when the lists differ in length
 */
export function rate(ratings: readonly Rating[], { places, teams }: RatedMatch): readonly Rating[] {
  if (ratings.length !== places.length || ratings.length !== teams.length)
    throw new RangeError(
      `${ratings.length} ratings cannot have ${places.length} places in ${teams.length} teams`,
    );
  const members = new Map<number, number[]>();
  for (const [seat, team] of teams.entries()) members.set(team, [...(members.get(team) ?? []), seat]);
  if (members.size < 2) return ratings;
  const seatsOfTeams = [...members.values()];
  // tau 0: a match only ever adds certainty; only idle time removes it (afterIdle).
  const rated = rateTeams(
    seatsOfTeams.map((seats) => seats.map((seat) => ({ ...(ratings[seat] ?? start) }))),
    {
      model: bradleyTerryFull,
      rank: seatsOfTeams.map(([seat = 0]) => places[seat] ?? 1),
      beta,
      tau: 0,
    },
  );
  const after = [...ratings];
  for (const [team, seats] of seatsOfTeams.entries()) {
    for (const [member, seat] of seats.entries()) {
      const before = ratings[seat] ?? start;
      const { mu, sigma } = rated[team]?.[member] ?? before;
      const share = 1 / (members.size - 1);
      after[seat] = {
        mu: before.mu + (mu - before.mu) * share,
        sigma: Math.sqrt(before.sigma ** 2 + (sigma ** 2 - before.sigma ** 2) * share),
      };
    }
  }
  return after;
}

/**
 * The number that players see, leaderboards sort by and matchmaking compares: 1500 + (mu − 25) × 29.48,
 * rounded, within 1…9999. It depends on the mean alone, so a win never lowers it and a loss never raises it.
 * An estimate less its uncertainty would not have that property.
 */
export function publicRating({ mu }: Pick<Rating, 'mu'>): number {
  return Math.min(9999, Math.max(1, Math.round(1500 + (mu - start.mu) * pointsPerMu)));
}
