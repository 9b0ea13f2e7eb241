import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type GameName, type PlayerId } from '../core/ids';
import { type PlacedScore, placedScore } from '../core/ranking/boards';
import { type RankedBoard, type ScoreChange } from '../core/ranking/score-change';
import { batchGet } from './batch-get';
import { type BoardPeriod, declaredIn } from './board-periods';
import { type BoardProfile, type BoardEntry, entryKey, readBoardEntry } from './boards';
import { type RetryPolicy, whileContended } from './contention';

/**
 * The current scores of a player's standing, board by board, read consistently. Only periods that are not
 * over are included.
 */
export type LatestScores = (playerId: PlayerId, game: GameName) => Promise<readonly ScoreChange[]>;

/** A player's score on a board: of the standing when it is newer than the entry. */
export interface OwnScore extends PlacedScore {
  readonly playerId: PlayerId;
  readonly profile: BoardProfile;
  readonly entry: BoardEntry | undefined;
}

/** Reads the newest score of single players, without the delay of the index. */
export interface OwnScores {
  /** Undefined when the player is not on the board. */
  of(board: RankedBoard, period: BoardPeriod, playerId: PlayerId): Promise<OwnScore | undefined>;
  /** Scores of the players who are on the board. @param self the player whose score must be the newest */
  ofAll(
    board: RankedBoard,
    period: BoardPeriod,
    players: readonly PlayerId[],
    self: PlayerId | undefined,
  ): Promise<readonly OwnScore[]>;
}

export function createOwnScores(
  client: DynamoDBDocumentClient,
  TableName: string,
  retry: RetryPolicy,
  latest: LatestScores | undefined,
): OwnScores {
  async function entryOf(board: string, period: string, playerId: PlayerId): Promise<BoardEntry | undefined> {
    const { Item } = await whileContended(retry, () =>
      client.send(
        new GetCommand({
          TableName,
          Key: entryKey({ board, period, playerId }),
          // Beside the standing, which is read consistently, the entry only shows which score is counted.
          ConsistentRead: latest === undefined,
        }),
      ),
    );
    return Item === undefined ? undefined : readBoardEntry(Item);
  }

  return {
    async of(board, period, playerId) {
      const [entry, changes] = await Promise.all([
        entryOf(board.board, period.period, playerId),
        latest?.(playerId, board.game) ?? [],
      ]);
      return newestOf(board, period, playerId, entry, changes);
    },

    async ofAll(board, period, players, self) {
      const unique = [...new Set(players)];
      const [rows, changes] = await Promise.all([
        batchGet(
          client,
          TableName,
          retry,
          unique.map((playerId) => entryKey({ board: board.board, period: period.period, playerId })),
        ),
        self === undefined ? [] : (latest?.(self, board.game) ?? []),
      ]);
      const entries = new Map(rows.map((row) => readBoardEntry(row)).map((entry) => [entry.playerId, entry]));
      return unique.flatMap(
        (playerId) =>
          newestOf(board, period, playerId, entries.get(playerId), playerId === self ? changes : []) ?? [],
      );
    },
  };
}

function newestOf(
  board: RankedBoard,
  period: BoardPeriod,
  playerId: PlayerId,
  entry: BoardEntry | undefined,
  changes: readonly ScoreChange[],
): OwnScore | undefined {
  const change = changes.find((one) => one.board === board.board && one.period === period.period);
  const profile = entry?.profile ?? {};
  if (change !== undefined && change.version > (entry?.version ?? 0)) {
    if (change.hidden) return undefined;
    return { playerId, ...placedScore(change, declaredIn(board, period)), profile, entry };
  }
  if (entry?.listed !== true) return undefined;
  return { playerId, score: entry.score, steps: entry.steps, at: entry.at, profile, entry };
}
