import { type GameName, type MatchId, type PlayerId, type Seat } from '../ids';
import { type Json } from '../json';
import { isProvisional, newRating, publicRating, type Rating } from '../rating/rating';
import { type Counting, type SeatOutcome } from '../results';
import { type LeaderboardDeclaration, type ScoredStanding, type SeatScores } from './leaderboards';
import { type Relation } from './head-to-head';
import { type Season } from './periods';
import { periodsAfter } from './periods-after';

/** Matches by how they ended. */
export interface Tally {
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
}

/** The newest match, for the records of players against each other. */
export interface LastMatch {
  readonly matchId: MatchId;
  /** Epoch milliseconds. */
  readonly recordedAt: number;
  readonly rated: boolean;
  /**
   * Opponents in higher seats, and this player's relation to each: so every pair is in exactly one record.
   */
  readonly against: Readonly<Record<PlayerId, Relation>>;
}

/**
 * A player's standing in one game: statistics, rating, and the scores of all leaderboards, in absolute
 * values.
 */
export interface Standing extends ScoredStanding, Tally, Rating {
  /** The number that matchmaking and rating leaderboards use: the public form of the rating (core/rating). */
  readonly rating: number;
  /** Matches that changed the rating. */
  readonly rated: number;
  /** Epoch milliseconds: end of the newest of them. */
  readonly ratedAt?: number;
  /** Matches that the player's seat abandoned: it left without resigning. The matches have a result. */
  readonly abandoned: number;
  /** Matches in which a seat never played; they are counted here and in `abandoned` only. */
  readonly voided: number;
  /** Consecutive rated wins: up to the newest rated match, and the highest ever. */
  readonly streak: number;
  readonly longestStreak: number;
  /** Commands played, and milliseconds from start to end, of all matches that are in the tally. */
  readonly turns: number;
  readonly time: number;
  /** By seat, seat 0 first. */
  readonly seats: readonly Tally[];
  /** By option: `size=8`. Values beyond the first twelve are counted together as `other`. */
  readonly options: Readonly<Record<string, Tally>>;
  /** Absent when the newest match has no pairs to count from here. */
  readonly last?: LastMatch;
}

/** A finished match from the view of one seat. */
export interface SeatOfMatch {
  readonly playerId: PlayerId;
  readonly game: GameName;
  readonly seat: Seat;
  /** Not `unrated`: such a match changes no record. */
  readonly counting: Exclude<Counting, 'unrated'>;
  readonly outcome: SeatOutcome;
  /** After the match; read for a rated one. */
  readonly rating: Rating;
  readonly score?: number;
  readonly numbers: Readonly<Record<string, number>>;
  readonly turns: number;
  /** Whether the seat abandoned the match (`hasAbandoned`); the match has a result all the same. */
  readonly abandoned: boolean;
  readonly options: Json;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The moment that decides in which periods the match counts (`countedAt`). */
  readonly countedAt: number;
  readonly last?: LastMatch;
}

const noMatches: Tally = { wins: 0, draws: 0, losses: 0 };

/** The standing of a player who has finished no match of the game. */
export function newStanding(playerId: PlayerId, game: GameName): Standing {
  const rating = newRating();
  return {
    playerId,
    game,
    version: 0,
    ...noMatches,
    ...rating,
    provisional: isProvisional(rating),
    rating: publicRating(rating),
    rated: 0,
    abandoned: 0,
    voided: 0,
    streak: 0,
    longestStreak: 0,
    turns: 0,
    time: 0,
    seats: [],
    options: {},
    periods: {},
  };
}

/**
 * The standing after one more match.
 * @param leaderboards of all games @param seasons in the order of their starts
 */
export function standingAfter(
  before: Standing,
  match: SeatOfMatch,
  leaderboards: readonly LeaderboardDeclaration[],
  seasons: readonly Season[],
): Standing {
  const { last: _, ...kept } = before;
  const next: Standing = {
    ...kept,
    version: before.version + 1,
    abandoned: before.abandoned + (match.abandoned ? 1 : 0),
    ...(match.last === undefined ? {} : { last: match.last }),
  };
  switch (match.counting) {
    case 'void':
      return { ...next, voided: before.voided + 1 };
    case 'with-bots':
      return next;
    case 'too-short':
    case 'same-opponents':
      return addTally(next, match);
    case 'rated':
      return addScores(addTally(next, match), match, leaderboards, seasons);
  }
}

function addTally(standing: Standing, match: SeatOfMatch): Standing {
  const { outcome, seat, turns, startedAt, endedAt } = match;
  const seats = Array.from({ length: Math.max(standing.seats.length, seat + 1) }, (_, index) => {
    const tally = standing.seats[index] ?? noMatches;
    return index === seat ? withOutcome(tally, outcome) : tally;
  });
  return {
    ...standing,
    ...withOutcome(standing, outcome),
    turns: standing.turns + turns,
    time: standing.time + Math.max(0, endedAt - startedAt),
    seats,
    options: optionsAfter(standing.options, match.options, outcome),
  };
}

function addScores(
  standing: Standing,
  match: SeatOfMatch,
  leaderboards: readonly LeaderboardDeclaration[],
  seasons: readonly Season[],
): Standing {
  const { rating: after, outcome, score, numbers, startedAt, endedAt } = match;
  const rating = publicRating(after);
  const streak = outcome === 'win' ? standing.streak + 1 : 0;
  const scores: SeatScores = {
    outcome,
    rating,
    ...(score === undefined ? {} : { score }),
    numbers,
    durationMs: Math.max(0, endedAt - startedAt),
    endedAt,
  };
  const own = leaderboards.filter(({ game }) => game === standing.game);
  return {
    ...standing,
    ...after,
    provisional: isProvisional(after),
    rating,
    rated: standing.rated + 1,
    ratedAt: Math.max(standing.ratedAt ?? endedAt, endedAt),
    streak,
    longestStreak: Math.max(streak, standing.longestStreak),
    periods: periodsAfter(standing.periods, own, { match: scores, seasons, countedAt: match.countedAt }),
  };
}

function withOutcome({ wins, draws, losses }: Tally, outcome: SeatOutcome): Tally {
  return {
    wins: wins + (outcome === 'win' ? 1 : 0),
    draws: draws + (outcome === 'draw' ? 1 : 0),
    losses: losses + (outcome === 'loss' ? 1 : 0),
  };
}

/** Maximum number of option values that a player's row counts one by one. */
const maxOptions = 12;
const otherOption = 'other';

function optionsAfter(before: Standing['options'], options: Json, outcome: SeatOutcome): Standing['options'] {
  const after = { ...before };
  for (const name of optionNames(options)) {
    const isCounted = name in after || Object.keys(after).length < maxOptions;
    const key = isCounted ? name : otherOption;
    after[key] = withOutcome(after[key] ?? noMatches, outcome);
  }
  return after;
}

/** `size=8` for each option that is a text, a number, true or false. */
function optionNames(options: Json): readonly string[] {
  if (options === null || typeof options !== 'object') return [];
  return Object.entries(options)
    .filter(([, value]) => typeof value !== 'object')
    .map(([name, value]) => `${name}=${String(value)}`)
    .sort();
}
