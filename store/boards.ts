import { type GameName, type PlayerId } from '../core/ids';
import { leaderboardRows, rankPartition, rankSort, type RowKey, shardOf } from './keys';
import { type Board } from './leaderboards';

/** The boards of games: two each. */
export function boardsOf(games: Iterable<GameName>): readonly Board[] {
  return [...games].flatMap((game) => [boardOf(game, 'rating'), boardOf(game, 'wins')]);
}

export function boardOf(game: GameName, measure: Board['measure']): Board {
  return { board: `${game}.${measure}`, game, measure };
}

/**
 * Periods that a match counts in: all time, and the calendar month (UTC) in which it ended.
 * @param at epoch milliseconds
 */
export function periodsOf(at: number): readonly string[] {
  return ['all', new Date(at).toISOString().slice(0, 7)];
}

/**
 * Partitions of one board and period in the index. Each takes about 500 changes of score a second (1,000
 * write units, two a change; developer guide, "GSI write sharding"). A change of this number needs the
 * entries written anew.
 */
export const boardShards = 4;

/** Scores and times are whole numbers below 2^48: twelve hexadecimal digits. */
const limit = 2 ** 48;
const digits = 12;

/** A row of the leaderboards table. The letters are the row's own, short because the index repeats them. */
export interface EntryRow extends RowKey {
  readonly gpk: string;
  readonly gsk: string;
  readonly playerId: PlayerId;
  /** Score. */
  readonly s: number;
  /** Epoch milliseconds at which the score was reached. */
  readonly t: number;
  readonly expiresAt?: number;
}

/** Months are kept a little over a year after they began. */
const keptSeconds = 400 * 24 * 60 * 60;

/** @throws RangeError when score or time is no whole number in 0 … 2^48-1 */
export function entryRow(
  board: string,
  period: string,
  playerId: PlayerId,
  score: number,
  at: number,
): EntryRow {
  return {
    ...leaderboardRows.entry.key({ playerId, board, period }),
    gpk: rankPartition({ board, period, shard: shardOf(playerId, boardShards) }),
    // Read downwards: higher scores first, and among equals the one that was reached earlier. The player
    // makes it unique.
    gsk: rankSort({
      score: fixedHex(score, 'score'),
      inverseTime: fixedHex(limit - 1 - at, 'time'),
      playerId,
    }),
    playerId,
    s: score,
    t: at,
    ...(period === 'all' ? {} : { expiresAt: Math.floor(at / 1000) + keptSeconds }),
  };
}

export function fixedHex(value: number, name: string): string {
  if (!Number.isInteger(value) || value < 0 || value >= limit)
    throw new RangeError(`a ${name} on a board is a whole number in 0 … 2^48-1, not ${value}`);
  return value.toString(16).padStart(digits, '0');
}
