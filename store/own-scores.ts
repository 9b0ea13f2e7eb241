import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type GameName, type PlayerId } from '../core/ids';
import { type PlacedScore, placedScore } from '../core/ranking/leaderboards';
import { type RankedLeaderboard, type ScoreChange } from '../core/ranking/score-change';
import { batchGet } from './batch-get';
import { type LeaderboardPeriod, declaredIn } from './leaderboard-periods';
import { type LeaderboardProfile, type StoredEntry, entryKey, readStoredEntry } from './stored-entries';
import { type RetryPolicy, whileContended } from './contention';

/**
 * The current scores of a player's standing, leaderboard by leaderboard, read consistently. Only periods that
 * are not over are included.
 */
export type LatestScores = (playerId: PlayerId, game: GameName) => Promise<readonly ScoreChange[]>;

/** A player's score on a leaderboard: of the standing when it is newer than the entry. */
export interface OwnScore extends PlacedScore {
  readonly playerId: PlayerId;
  readonly profile: LeaderboardProfile;
  readonly entry: StoredEntry | undefined;
}

/** Reads the newest score of single players, without the delay of the index. */
export interface OwnScores {
  /** Undefined when the player is not on the leaderboard. */
  of(
    leaderboard: RankedLeaderboard,
    period: LeaderboardPeriod,
    playerId: PlayerId,
  ): Promise<OwnScore | undefined>;
  /**
   * Scores of the players who are on the leaderboard. @param self the player whose score must be the newest
   */
  ofAll(
    leaderboard: RankedLeaderboard,
    period: LeaderboardPeriod,
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
  async function entryOf(
    leaderboard: string,
    period: string,
    playerId: PlayerId,
  ): Promise<StoredEntry | undefined> {
    const { Item } = await whileContended(retry, () =>
      client.send(
        new GetCommand({
          TableName,
          Key: entryKey({ leaderboard, period, playerId }),
          // Beside the standing, which is read consistently, the entry only shows which score is counted.
          ConsistentRead: latest === undefined,
        }),
      ),
    );
    return Item === undefined ? undefined : readStoredEntry(Item);
  }

  return {
    async of(leaderboard, period, playerId) {
      const [entry, changes] = await Promise.all([
        entryOf(leaderboard.id, period.period, playerId),
        latest?.(playerId, leaderboard.game) ?? [],
      ]);
      return newestOf(leaderboard, period, playerId, entry, changes);
    },

    async ofAll(leaderboard, period, players, self) {
      const unique = [...new Set(players)];
      const [rows, changes] = await Promise.all([
        batchGet(
          client,
          TableName,
          retry,
          unique.map((playerId) =>
            entryKey({ leaderboard: leaderboard.id, period: period.period, playerId }),
          ),
        ),
        self === undefined ? [] : (latest?.(self, leaderboard.game) ?? []),
      ]);
      const entries = new Map(
        rows.map((row) => readStoredEntry(row)).map((entry) => [entry.playerId, entry]),
      );
      return unique.flatMap(
        (playerId) =>
          newestOf(leaderboard, period, playerId, entries.get(playerId), playerId === self ? changes : []) ??
          [],
      );
    },
  };
}

function newestOf(
  leaderboard: RankedLeaderboard,
  period: LeaderboardPeriod,
  playerId: PlayerId,
  entry: StoredEntry | undefined,
  changes: readonly ScoreChange[],
): OwnScore | undefined {
  const change = changes.find((one) => one.leaderboard === leaderboard.id && one.period === period.period);
  const profile = entry?.profile ?? {};
  if (change !== undefined && change.version > (entry?.version ?? 0)) {
    if (change.hidden) return undefined;
    return { playerId, ...placedScore(change, declaredIn(leaderboard, period)), profile, entry };
  }
  if (entry?.listed !== true) return undefined;
  return { playerId, score: entry.score, steps: entry.steps, at: entry.at, profile, entry };
}
