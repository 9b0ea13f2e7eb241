import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type GameName } from '../../../core/ids';
import { type RankedLeaderboard } from '../../../core/ranking/score-change';
import { type LeaderboardEntries, createLeaderboardEntries } from '../../../store/leaderboard-entries';
import { createLeaderboardPeriods } from '../../../store/leaderboard-periods';
import { defaultRetryPolicy as retry } from '../../../store/contention';
import { tableNames } from './backend';

/** A leaderboard of wins, of all time. */
export const winsOf = (game: GameName): RankedLeaderboard => ({
  id: `${game}.wins`,
  game,
  direction: 'highest',
  decimals: 0,
  periods: ['all'],
});

/** The entries of one leaderboard, as functions/leaderboard-entries writes them. */
export function entriesOf(
  documents: DynamoDBDocumentClient,
  leaderboard: RankedLeaderboard,
  now: () => number,
): LeaderboardEntries {
  const periods = createLeaderboardPeriods(documents, tableNames.ranks, retry, now);
  return createLeaderboardEntries(documents, tableNames, [leaderboard], periods, { retry, now });
}
