import { type GameResult } from './game-rules';
import { type Seat } from './ids';

/** How a match can end for one seat. */
export const seatOutcomes = ['win', 'loss', 'draw'] as const;
export type SeatOutcome = (typeof seatOutcomes)[number];

/** Outcomes in a player's history. `void`: a seat never played, so there is no winner and no loser. */
export const historyOutcomes = [...seatOutcomes, 'void'] as const;
export type HistoryOutcome = (typeof historyOutcomes)[number];

/**
 * Where a finished match is counted.
 *
 * - `rated`: in statistics, ratings and leaderboards
 * - `too-short`: in statistics only, since a seat played fewer commands than the game requires
 * - `same-opponents`: in statistics only, since two of its opponents have met too often within a day
 * - `void`: a seat never played. It has no winner and no loser; only void matches and abandonments are
 *   counted
 * - `with-bots`: only in abandonments, since a bot played for a seat whose player had left or never came
 * - `unrated`: nowhere, since the matchmaking is not rated
 */
export const countings = ['rated', 'too-short', 'same-opponents', 'with-bots', 'void', 'unrated'] as const;
export type Counting = (typeof countings)[number];

/**
 * Why a match changes no rating, as far as it is known when the match begins.
 *
 * - `matchmaking`: its matchmaking is not rated
 * - `same-opponents`: two of its opponents have reached their limit of rated matches of a day
 * - `arranged`: its players were not brought together by matchmaking
 * - `bots`: bots play some of its seats
 */
export const unratedReasons = ['matchmaking', 'same-opponents', 'arranged', 'bots'] as const;
export type UnratedReason = (typeof unratedReasons)[number];

/**
 * Places from points: the most points are first, equal points share a place.
 * @param scores points of each seat, seat 0 first
 * @returns standard competition ranking: `[7, 9, 7, 1]` gives `[2, 1, 2, 4]`
 */
export function placesFromScores(scores: readonly number[]): readonly number[] {
  return scores.map((score) => 1 + scores.filter((other) => other > score).length);
}

/** Places of a match that some seats win together; all other seats share the place after them. */
export function placesOfWinners(seats: number, winners: readonly Seat[]): readonly number[] {
  return Array.from({ length: seats }, (_, seat) => (winners.includes(seat) ? 1 : winners.length + 1));
}

/** Places of a drawn match: every seat is first. */
export function drawnPlaces(seats: number): readonly number[] {
  return Array.from({ length: seats }, () => 1);
}

/**
 * Win, draw or loss of each seat. The team that is alone in the first place wins. Teams that share the first
 * place draw. All others lose.
 * @param teams team of each seat, seat 0 first
 */
export function outcomesOf({ places }: GameResult, teams: readonly number[]): readonly SeatOutcome[] {
  const first = new Set(teams.filter((_, seat) => places[seat] === 1));
  return places.map((place) => (place !== 1 ? 'loss' : first.size === 1 ? 'win' : 'draw'));
}
