import { describe, expect, it } from '@jest/globals';
import { type GameResult } from '../../core/game-rules';
import { drawnPlaces, outcomesOf, placesFromScores, placesOfWinners } from '../../core/results';
import { resultProblem, undeclaredProblem } from '../../core/result-problems';

const result = (places: readonly number[], more: Partial<GameResult> = {}): GameResult => ({
  places,
  reason: 'line',
  ...more,
});
const duel = [0, 1];

describe('places', () => {
  it('of points, winners and draws', () => {
    expect(placesFromScores([7, 9, 7, 1])).toEqual([2, 1, 2, 4]);
    expect(placesOfWinners(4, [1, 3])).toEqual([3, 1, 3, 1]);
    expect(drawnPlaces(3)).toEqual([1, 1, 1]);
  });

  it.each([
    [[1, 2], duel, ['win', 'loss']],
    [[1, 1], duel, ['draw', 'draw']],
    [
      [1, 1, 3],
      [0, 1, 2],
      ['draw', 'draw', 'loss'],
    ],
    [
      [1, 1, 3, 3],
      [0, 0, 1, 1],
      ['win', 'win', 'loss', 'loss'],
    ],
    [
      [3, 1, 3, 1],
      [0, 1, 0, 1],
      ['loss', 'win', 'loss', 'win'],
    ],
  ])('%j of teams %j are %j', (places, teams, outcomes) =>
    expect(outcomesOf(result(places), teams)).toEqual(outcomes),
  );
});

describe('a result', () => {
  it.each<[string, GameResult, readonly number[]]>([
    ['of two seats', result([2, 1]), duel],
    ['of teams', result([1, 1, 3, 3]), [0, 0, 1, 1]],
    ['with numbers', result([1, 2], { scores: [3, 0], numbers: { left: [1, 2] } }), duel],
    ['of a short reason', result([1, 2], { reason: 'a' }), duel],
    ['of a long reason', result([1, 2], { reason: `a${'-9'.repeat(15)}z` }), duel],
  ])('%s is valid', (_what, valid, teams) => expect(resultProblem(valid, teams)).toBeUndefined());

  it.each<[string, GameResult, readonly number[]]>([
    ['the result has 1 places, the match has 2 seats', result([1]), duel],
    ['the result has 3 places, the match has 2 seats', result([1, 2, 3]), duel],
    ['seat 1 has place 3, but 1 seats are before it: place 2 is right', result([1, 3]), duel],
    ['seat 0 has place 2, but 0 seats are before it: place 1 is right', result([2, 2]), duel],
    ['seats 0 and 1 are one team, but have places 1 and 2', result([1, 2, 3]), [0, 0, 1]],
    ['seats 1 and 2 are one team, but have places 2 and 3', result([1, 2, 3]), [0, 1, 1]],
    ['the result has 1 scores, the match has 2 seats', result([1, 2], { scores: [1] }), duel],
    ['the score of seat 1 in the result is not a number', result([1, 2], { scores: [1, NaN] }), duel],
    [
      'the result has 3 numbers "left", the match has 2 seats',
      result([1, 2], { numbers: { left: [1, 2, 3] } }),
      duel,
    ],
    [
      'the number "left" of seat 0 in the result is not a number',
      result([1, 2], { numbers: { won: [0, 1], left: [Infinity, 2] } }),
      duel,
    ],
    ...['', 'A', '1st', 'by line', 'line ', ' line', `a${'b'.repeat(32)}`].map(
      (reason): [string, GameResult, readonly number[]] => [
        `the reason ${JSON.stringify(reason)} is not a word of 1 to 32 lower-case letters, digits and ` +
          'hyphens that begins with a letter',
        result([1, 2], { reason }),
        duel,
      ],
    ),
  ])('%s', (problem, invalid, teams) => expect(resultProblem(invalid, teams)).toBe(problem));

  it('has what its rules declare, and nothing else', () => {
    const counted = result([1, 2], { scores: [1, 0], numbers: { left: [1, 2] } });
    expect(undeclaredProblem(counted, { scores: true, numbers: ['left'] })).toBeUndefined();
    expect(undeclaredProblem(result([1, 2]), {})).toBeUndefined();
    expect(undeclaredProblem(result([1, 2]), { scores: true })).toBe(
      'the rules declare scores, but the result has none',
    );
    expect(undeclaredProblem(counted, { numbers: ['left', 'won'] })).toBe(
      'the rules declare the number won, but the result lacks it',
    );
    expect(undeclaredProblem(result([1, 2], { numbers: { ['n'.repeat(50)]: [] } }), {})).toBe(
      `the result has the number "${'n'.repeat(40)}", which the rules do not declare`,
    );
  });
});
