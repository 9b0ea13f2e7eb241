import { type Brand } from '../ids';
import { type RankedLeaderboard } from './score-change';

/**
 * A score as the index counts it: in the leaderboard's smallest step, a whole number between −2^53 and 2^53.
 * A larger score has a larger number, regardless of the leaderboard's direction.
 */
export type Steps = Brand<number, 'Steps'>;

/** Limit in both directions; a score beyond it counts as the limit. */
export const maxScoreSteps = Number.MAX_SAFE_INTEGER;

/** The part of a leaderboard that converts scores into whole steps. */
export type Scale = Pick<RankedLeaderboard, 'id' | 'decimals'>;

/** @throws RangeError when the score is not a finite number */
export function stepsOf({ id: leaderboard, decimals }: Scale, score: number): Steps {
  if (!Number.isFinite(score))
    throw new RangeError(`a score of leaderboard ${leaderboard} must be a finite number, not ${score}`);
  return asSteps(Math.min(maxScoreSteps, Math.max(-maxScoreSteps, Math.round(score * 10 ** decimals))));
}

const isSteps = (value: number): value is Steps => Number.isInteger(value);

/**
 * A number as steps. -0 becomes 0, so that both have one place.
 * @throws RangeError when it is not a whole number
 */
export function asSteps(value: number): Steps {
  const steps = value === 0 ? 0 : value;
  if (!isSteps(steps)) throw new RangeError(`${value} is not a number of steps`);
  return steps;
}

/** The score of a number of steps. */
export function scoreOf({ decimals }: Pick<RankedLeaderboard, 'decimals'>, steps: Steps): number {
  return decimals === 0 ? steps : Number((steps / 10 ** decimals).toFixed(decimals));
}

const timeBoundMs = 2 ** 48;

/**
 * The part of an index key that orders entries ascending: better scores first, and among equal scores the
 * earlier one. Fourteen and twelve hexadecimal digits.
 * @param at epoch milliseconds
 * @throws RangeError when the time is not a whole number in 0 … 2^48-1
 */
export function orderKey(direction: RankedLeaderboard['direction'], steps: Steps, at: number): string {
  if (!Number.isInteger(at) || at < 0 || at >= timeBoundMs)
    throw new RangeError(`the time of a score must be a whole number in 0 … 2^48-1, not ${at}`);
  return `${scoreKey(direction, steps)}${(timeBoundMs - 1 - at).toString(16).padStart(timeKeyLength, '0')}`;
}

/** The score's part of `orderKey`: fourteen hexadecimal digits, greater for a better score. */
export function scoreKey(direction: RankedLeaderboard['direction'], steps: Steps): string {
  const better = BigInt(direction === 'highest' ? steps : -steps) + BigInt(maxScoreSteps);
  return better.toString(16).padStart(scoreKeyLength, '0');
}

/** The score in a `scoreKey`. */
export function stepsOfKey(direction: RankedLeaderboard['direction'], key: string): Steps {
  const better = Number(BigInt(`0x${key.slice(0, scoreKeyLength)}`) - BigInt(maxScoreSteps));
  return asSteps(direction === 'highest' ? better : -better);
}

/** Characters of `scoreKey`. */
export const scoreKeyLength = 14;
const timeKeyLength = 12;
/** Characters of `orderKey`. */
export const orderKeyLength = scoreKeyLength + timeKeyLength;
