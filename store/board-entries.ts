import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  paginateQuery,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type PlayerId } from '../core/ids';
import { type RankedBoard, type ScoreChange } from '../core/ranking/score-change';
import { scoreOf, type Steps, stepsOf } from '../core/ranking/score-order';
import { batchGet } from './batch-get';
import { type BoardPeriods, newestLayout } from './board-periods';
import { profileOfRow, profileUpdate, sameProfile, withProfile } from './board-profiles';
import { type BoardProfile, type Entry, entryKey, entryUpdate, readEntry, removedVersion } from './boards';
import { pauseBefore, type RetryPolicy, StoreContended, whileContended } from './contention';
import { eachOf } from './each-of';
import { leaderboardRows, playerRows, type RowKey } from './keys';
import { fieldsOf } from './row-fields';

type Row = Readonly<Record<string, unknown>>;

export interface BoardEntries {
  /**
   * Writes what changed: an entry that a newer standing has written already, or whose score is the same,
   * stays. Any order and any number of repetitions of the same changes end in the same entries.
   * @returns how many entries were written
   * @throws RangeError when a change names a board that does not exist
   */
  apply(changes: readonly ScoreChange[]): Promise<number>;
  /** The player's name, country and avatar on all boards, as they are now. */
  refreshProfile(playerId: PlayerId, profile: BoardProfile): Promise<void>;
  /**
   * Takes the player off every board and period, archived ones too, and lets no later result bring the player
   * back. Pages miss the player at once; ranks are right within the index's delay.
   */
  remove(playerId: PlayerId): Promise<void>;
  /** Undoes `remove`: the player's next result brings the player back. */
  readmit(playerId: PlayerId): Promise<void>;
}

type Decided = ScoreChange & {
  readonly steps: Steps;
  /** Older changes of the same call say something else: the version must be written even if the score stays. */
  readonly contested: boolean;
};

/**
 * @param names real names of the tables
 * @param now epoch milliseconds
 */
export function createBoardEntries(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'players' | 'leaderboards'>,
  boards: readonly RankedBoard[],
  periods: BoardPeriods,
  { retry, now }: { readonly retry: RetryPolicy; readonly now: () => number },
): BoardEntries {
  const TableName = names.leaderboards;
  const byName = new Map(boards.map((board) => [board.board, board]));

  function boardNamed(name: string): RankedBoard {
    const board = byName.get(name);
    if (board === undefined) throw new RangeError(`board ${name} is not declared`);
    return board;
  }

  /** The rows of these keys, by their names. */
  async function rowsOf(
    table: string,
    keys: readonly RowKey[],
    consistent: boolean,
  ): Promise<ReadonlyMap<string, Row>> {
    const rows = await batchGet(client, table, retry, keys, consistent);
    return new Map(
      rows.map((row) => {
        const fields = fieldsOf(row, 'of a batch');
        return [nameOf({ pk: fields.text('pk'), sk: fields.text('sk') }), row];
      }),
    );
  }

  async function write(change: Decided, read: Entry | undefined, profile: BoardProfile): Promise<boolean> {
    const board = boardNamed(change.board);
    let was = read;
    for (let attempt = 1; attempt <= retry.attempts; attempt += 1) {
      if (was !== undefined && !isNews(board, change, was)) return false;
      // Every write takes the newest layout: an entry that changes while others move has moved.
      const layout = newestLayout(await periods.open(board, change.period));
      const update = entryUpdate(board, layout, change, was, now());
      try {
        await whileContended(retry, () =>
          client.send(
            new UpdateCommand(
              was === undefined ? { TableName, ...withProfile(update, profile) } : { TableName, ...update },
            ),
          ),
        );
        return true;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
      // Another call wrote it since it was read.
      const key = entryKey(change);
      const row = (await rowsOf(TableName, [key], true)).get(nameOf(key));
      was = row === undefined ? undefined : readEntry(row);
      await pauseBefore(attempt, retry);
    }
    throw new StoreContended(`the entry of ${change.playerId} on ${change.board} changes too fast`);
  }

  async function profilesOf(players: readonly PlayerId[]): Promise<ReadonlyMap<string, BoardProfile>> {
    const rows = await rowsOf(
      names.players,
      players.map((player) => playerRows.profile.key({ playerId: player })),
      false,
    );
    return new Map(
      players.map((player) => [
        player,
        profileOfRow(rows.get(nameOf(playerRows.profile.key({ playerId: player }))) ?? {}),
      ]),
    );
  }

  async function entriesOf(player: PlayerId): Promise<readonly Row[]> {
    const rows: Row[] = [];
    const pages = paginateQuery(
      { client },
      {
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: {
          ':pk': leaderboardRows.entry.partition({ playerId: player }),
          ':prefix': leaderboardRows.entry.sortPrefix,
        },
        ConsistentRead: true,
      },
    );
    for await (const { Items } of pages) rows.push(...(Items ?? []));
    return rows;
  }

  async function takeOff(player: PlayerId): Promise<void> {
    for (const row of await entriesOf(player)) {
      const fields = fieldsOf(row, 'entry');
      await whileContended(retry, () =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: { pk: fields.text('pk'), sk: fields.text('sk') },
            // The name goes, too: a removed player may be one who asked to be forgotten.
            UpdateExpression: 'SET v = :removed, w = :now REMOVE gpk, gsk, n, c, a, p',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':removed': removedVersion, ':now': now() },
          }),
        ),
      ).catch(ignoreFailedCondition);
    }
  }

  /**
   * Removing writes the mark, then reads the entries; writing writes entries, then reads the mark. Whichever
   * came first, one of the two sees the other.
   */
  async function takeOffRemoved(players: ReadonlySet<PlayerId>): Promise<void> {
    const marks = await rowsOf(
      TableName,
      [...players].map((player) => leaderboardRows.removal.key({ playerId: player })),
      true,
    );
    for (const player of players)
      if (marks.has(nameOf(leaderboardRows.removal.key({ playerId: player })))) await takeOff(player);
  }

  return {
    async apply(changes) {
      const decided = newest(
        await Promise.all(
          changes.map(async (change) => {
            const { decimals } = await periods.open(boardNamed(change.board), change.period);
            const steps = stepsOf({ board: change.board, decimals }, change.score);
            return { ...change, score: scoreOf({ decimals }, steps), steps };
          }),
        ),
      );
      const rows = await rowsOf(TableName, decided.map(entryKey), false);
      const entries = decided.map((change) => {
        const row = rows.get(nameOf(entryKey(change)));
        return { change, was: row === undefined ? undefined : readEntry(row) };
      });
      const written = entries.filter(
        ({ change, was }) => was === undefined || isNews(boardNamed(change.board), change, was),
      );
      const profiles = await profilesOf([
        ...new Set(written.flatMap(({ change, was }) => (was === undefined ? [change.playerId] : []))),
      ]);
      const results = await eachOf(written, ({ change, was }) =>
        write(change, was, profiles.get(change.playerId) ?? {}),
      );
      await takeOffRemoved(
        new Set(
          entries
            // One that stands already may be an earlier try's, which died before it came here.
            .filter((one) => written.includes(one) || one.was?.version === one.change.version)
            .map(({ change }) => change.playerId),
        ),
      );
      return results.filter(Boolean).length;
    },

    async refreshProfile(player, profile) {
      for (const row of await entriesOf(player)) {
        const fields = fieldsOf(row, 'entry');
        const entry = readEntry(row);
        if (entry.version === removedVersion || sameProfile(entry.profile, profile)) continue;
        await whileContended(retry, () =>
          client.send(
            new UpdateCommand({
              TableName,
              Key: { pk: fields.text('pk'), sk: fields.text('sk') },
              ...profileUpdate(profile),
              ConditionExpression: 'attribute_exists(pk) AND v < :removed',
            }),
          ),
        ).catch(ignoreFailedCondition);
      }
    },

    async remove(player) {
      await whileContended(retry, () =>
        client.send(
          new PutCommand({
            TableName,
            Item: { ...leaderboardRows.removal.key({ playerId: player }), at: now() },
          }),
        ),
      );
      await takeOff(player);
    },

    async readmit(player) {
      // The mark first: whoever writes an entry after this finds no reason to take it off again.
      await whileContended(retry, () =>
        client.send(new DeleteCommand({ TableName, Key: leaderboardRows.removal.key({ playerId: player }) })),
      );
      for (const row of await entriesOf(player)) {
        if (readEntry(row).version !== removedVersion) continue;
        const fields = fieldsOf(row, 'entry');
        await whileContended(retry, () =>
          client.send(
            new DeleteCommand({ TableName, Key: { pk: fields.text('pk'), sk: fields.text('sk') } }),
          ),
        );
      }
    },
  };
}

/** Of several changes of one entry the one with the highest version. */
function newest(changes: ReadonlyArray<ScoreChange & { readonly steps: Steps }>): readonly Decided[] {
  const latest = new Map<string, Decided>();
  for (const change of changes) {
    const name = nameOf(entryKey(change));
    const other = latest.get(name);
    const contested =
      other !== undefined &&
      (other.contested || other.steps !== change.steps || other.hidden !== change.hidden);
    if (other === undefined || change.version > other.version) latest.set(name, { ...change, contested });
    else latest.set(name, { ...other, contested });
  }
  return [...latest.values()];
}

/**
 * Does a change have to be written? One whose score is the same does only where an older one that is still
 * under way could differ: on a board whose scores only improve it cannot.
 */
function isNews({ onlyImproves }: RankedBoard, change: Decided, was: Entry): boolean {
  if (change.version <= was.version) return false;
  const same = change.hidden ? !was.listed : was.listed && change.steps === was.steps;
  return !same || change.contested || onlyImproves !== true;
}

const nameOf = ({ pk, sk }: RowKey): string => `${pk} ${sk}`;

function ignoreFailedCondition(error: unknown): void {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
}
