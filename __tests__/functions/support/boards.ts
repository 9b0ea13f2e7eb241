import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type GameName } from '../../../core/ids';
import { type RankedBoard } from '../../../core/ranking/score-change';
import { type BoardEntries, createBoardEntries } from '../../../store/board-entries';
import { createBoardPeriods } from '../../../store/board-periods';
import { defaultRetryPolicy as retry } from '../../../store/contention';
import { tableNames } from './backend';

/** A board of wins, of all time. */
export const winsOf = (game: GameName): RankedBoard => ({
  board: `${game}.wins`,
  game,
  direction: 'highest',
  decimals: 0,
  periods: ['all'],
});

/** The entries of one board, as functions/leaderboard-entries writes them. */
export function entriesOf(
  documents: DynamoDBDocumentClient,
  board: RankedBoard,
  now: () => number,
): BoardEntries {
  const periods = createBoardPeriods(documents, tableNames.ranks, retry, now);
  return createBoardEntries(documents, tableNames, [board], periods, { retry, now });
}
