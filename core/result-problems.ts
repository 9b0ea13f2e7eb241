import { type DeclaredResult, type GameResult } from './game-rules';
import { numberProblem } from './stored-number';

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
