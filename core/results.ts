import { type DeclaredResult, type GameResult } from './game-rules';
import { type Seat } from './ids';
import { numberProblem } from './stored-number';

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

/**
 * Checks a result against its match.
 * @returns one sentence with the contradiction, or undefined when the result is valid
 */
export function resultProblem(
  { places, scores, numbers, reason }: GameResult,
  teams: readonly number[],
): string | undefined {
  if (places.length !== teams.length)
    return `the result has ${places.length} places, the match has ${teams.length} seats`;
  for (const [seat, place] of places.entries()) {
    const better = places.filter((other) => other < place).length;
    if (place !== better + 1)
      return (
        `seat ${seat} has place ${place}, but ${better} seats are before it: place ${better + 1} is ` +
        'right'
      );
    const mate = teams.findIndex((team, other) => team === teams[seat] && places[other] !== place);
    if (mate !== -1)
      return `seats ${seat} and ${mate} are one team, but have places ${place} and ${places[mate]}`;
  }
  const inNumbers = numbersProblem({ scores, numbers }, teams.length);
  if (inNumbers !== undefined) return inNumbers;
  // A pattern takes `undefined` for a word of that name.
  const word: unknown = reason;
  if (typeof word !== 'string' || !/^[a-z][a-z0-9-]{0,31}$/.test(word))
    return (
      `the reason ${JSON.stringify(word)} is not a word of 1 to 32 lower-case letters, digits and hyphens ` +
      'that begins with a letter'
    );
  return undefined;
}

/** Checks that there is one number for each seat, and that rows can store it (core/stored-number.ts). */
function numbersProblem(
  { scores, numbers }: { readonly [Part in 'scores' | 'numbers']: GameResult[Part] | undefined },
  seats: number,
): string | undefined {
  if (scores !== undefined && scores.length !== seats)
    return `the result has ${scores.length} scores, the match has ${seats} seats`;
  for (const [seat, score] of (scores ?? []).entries()) {
    const problem = numberProblem(score);
    if (problem !== undefined) return `the score of seat ${seat} in the result ${problem}`;
  }
  for (const [name, values] of Object.entries(numbers ?? {})) {
    const shown = JSON.stringify(name);
    if (values.length !== seats)
      return `the result has ${values.length} numbers ${shown}, the match has ${seats} seats`;
    for (const [seat, value] of values.entries()) {
      const problem = numberProblem(value);
      if (problem !== undefined) return `the number ${shown} of seat ${seat} in the result ${problem}`;
    }
  }
  return undefined;
}

/**
 * Checks a result against what its rules declare. The engine's own results, of seats that left, have no
 * scores and no numbers.
 * @returns one sentence with the contradiction, or undefined when the result is valid
 */
export function undeclaredProblem(
  { scores, numbers = {} }: GameResult,
  declared: DeclaredResult,
): string | undefined {
  if (declared.scores === true && scores === undefined)
    return 'the rules declare scores, but the result has none';
  const names = declared.numbers ?? [];
  const lacking = names.find((name) => !Object.hasOwn(numbers, name));
  if (lacking !== undefined) return `the rules declare the number ${lacking}, but the result lacks it`;
  const unknown = Object.keys(numbers).find((name) => !names.includes(name));
  return unknown === undefined
    ? undefined
    : `the result has the number ${JSON.stringify(unknown.slice(0, 40))}, which the rules do not declare`;
}
