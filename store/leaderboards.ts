import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type GameName, playerId, type PlayerId } from '../core/ids';
import { boardsOf, boardShards, type EntryRow, fixedHex } from './boards';
import { defaultRetryPolicy, type RetryPolicy, whileContended } from './contention';
import { decodeCursor, encodeCursor } from './cursors';
import { aboveScore, leaderboardRows, rankPartition } from './keys';
import { type Page, type PageRequest } from './pages';

/** A board: `<game>.rating` or `<game>.wins`; its periods are `all` and calendar months `2026-11`. */
export interface Board {
  readonly board: string;
  readonly game: GameName;
  readonly measure: 'rating' | 'wins';
}

export interface LeaderboardEntry {
  /** Standard competition ranking: 1, 2, 2, 4. */
  readonly rank: number;
  readonly playerId: PlayerId;
  readonly score: number;
  /**
   * Epoch milliseconds at which the score was reached: earlier wins among equals in the order of the list.
   */
  readonly at: number;
}

export interface LeaderboardStore {
  boards(): readonly Board[];
  /** Best first. */
  top(board: string, period: string, page: PageRequest): Promise<Page<LeaderboardEntry>>;
  /** The player's own entry; undefined when the player is not on the board. */
  standing(board: string, period: string, playerId: PlayerId): Promise<LeaderboardEntry | undefined>;
}

/**
 * @param names the leaderboards table's real name
 * @param games the games that have boards
 * @param retry for tests: waiting and chance
 */
export function createLeaderboardStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'leaderboards'>,
  games: Iterable<GameName>,
  retry: RetryPolicy = defaultRetryPolicy,
): LeaderboardStore {
  const TableName = names.leaderboards;
  const boards = boardsOf(games);
  const partitions = (board: string, period: string): readonly string[] =>
    Array.from({ length: boardShards }, (_, shard) => rankPartition({ board, period, shard }));

  /**
   * How many entries of a board have a higher score: every one of them is read (docs/data.md says what that
   * costs).
   */
  async function countAbove(board: string, period: string, score: number): Promise<number> {
    const counts = await Promise.all(
      partitions(board, period).map(async (gpk) => {
        let count = 0;
        let ExclusiveStartKey: Record<string, unknown> | undefined;
        do {
          const page = await whileContended(retry, () =>
            client.send(
              new QueryCommand({
                TableName,
                IndexName: 'rank',
                Select: 'COUNT',
                KeyConditionExpression: 'gpk = :gpk AND gsk > :above',
                ExpressionAttributeValues: {
                  ':gpk': gpk,
                  ':above': aboveScore({ score: fixedHex(score, 'score') }),
                },
                ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
              }),
            ),
          );
          count += page.Count ?? 0;
          ExclusiveStartKey = page.LastEvaluatedKey;
        } while (ExclusiveStartKey);
        return count;
      }),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  return {
    boards: () => boards,

    async top(board, period, { limit, cursor }) {
      const list = `${board}#${period}`;
      const from: Position =
        cursor === undefined ? { passed: 0, rank: 0 } : decodeCursor(list, cursor, readPosition);
      // One more than asked for tells whether there is a next page. Any shard may hold all of the best.
      const shards = await Promise.all(
        partitions(board, period).map((gpk) =>
          whileContended(retry, () =>
            client.send(
              new QueryCommand({
                TableName,
                IndexName: 'rank',
                KeyConditionExpression:
                  from.after === undefined ? 'gpk = :gpk' : 'gpk = :gpk AND gsk < :after',
                ExpressionAttributeValues: {
                  ':gpk': gpk,
                  ...(from.after === undefined ? {} : { ':after': from.after }),
                },
                ScanIndexForward: false,
                Limit: limit + 1,
              }),
            ),
          ),
        ),
      );
      const rows = shards
        .flatMap(({ Items }) => (Items ?? []).map((row) => row as EntryRow))
        .sort((left, right) => (left.gsk > right.gsk ? -1 : 1));
      let { passed, rank, score } = from;
      const items = rows.slice(0, limit).map((row): LeaderboardEntry => {
        passed += 1;
        if (row.s !== score) rank = passed;
        score = row.s;
        return {
          rank,
          playerId: playerId(row.gsk.slice(row.gsk.lastIndexOf('#') + 1)),
          score: row.s,
          at: row.t,
        };
      });
      const last = rows[items.length - 1];
      return {
        items,
        ...(rows.length > limit && last && score !== undefined
          ? { cursor: encodeCursor(list, { passed, rank, score, after: last.gsk } satisfies Position) }
          : {}),
      };
    },

    async standing(board, period, player) {
      const { Item } = await whileContended(retry, () =>
        client.send(
          new GetCommand({
            TableName,
            Key: leaderboardRows.entry.key({ playerId: player, board, period }),
            ConsistentRead: true,
          }),
        ),
      );
      const row = Item as EntryRow | undefined;
      return (
        row && {
          rank: 1 + (await countAbove(board, period, row.s)),
          playerId: player,
          score: row.s,
          at: row.t,
        }
      );
    },
  };
}

/** Where a page ended: how many entries came before, and rank and score of the last. */
interface Position {
  readonly passed: number;
  readonly rank: number;
  readonly score?: number;
  readonly after?: string;
}

function readPosition(value: unknown): Position | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { passed, rank, score, after } = value as Readonly<Record<string, unknown>>;
  return typeof passed === 'number' &&
    typeof rank === 'number' &&
    typeof score === 'number' &&
    typeof after === 'string'
    ? { passed, rank, score, after }
    : undefined;
}
