import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type PlayerId } from '../core/ids';
import { type PlacedScore, placedScore } from '../core/ranking/leaderboards';
import { type RankedLeaderboard, type ScoreChange } from '../core/ranking/score-change';
import { batchGet } from './batch-get';
import { type LeaderboardPeriods, declaredIn, writtenLayout } from './leaderboard-periods';
import { profileOfRow, withProfile } from './leaderboard-profiles';
import {
  type LeaderboardProfile,
  type StoredEntry,
  entryKey,
  entryUpdate,
  readStoredEntry,
} from './stored-entries';
import { ifItHolds, pauseBefore, type RetryPolicy, StoreContended } from './contention';
import { eachOf } from './each-of';
import { playerRows, type RowKey } from './keys';
import { createPlayerEntries, type PlayerEntries } from './player-entries';
import { keyOfRow } from './row-fields';
import { type TimedTable } from './table';

type Row = Readonly<Record<string, unknown>>;

/** Entries of all leaderboards. */
export interface LeaderboardEntries extends PlayerEntries {
  /**
   * Writes changed entries. An entry stays when a newer standing has written it, or when its score is the
   * same. The result does not depend on the order or the repetition of changes.
   * @returns the number of entries that were written
   * @throws RangeError when a change names a leaderboard that does not exist
   */
  apply(changes: readonly ScoreChange[]): Promise<number>;
}

type Decided = ScoreChange &
  PlacedScore & {
    /** Older changes of the same call differ: the version must be written even if the score stays. */
    readonly contested: boolean;
  };

/** The leaderboards table, and what a change of a score needs to be written there. */
interface EntryWriting extends TimedTable {
  readonly names: Pick<Readonly<Record<TableName, string>>, 'players' | 'leaderboards'>;
  readonly byName: ReadonlyMap<string, RankedLeaderboard>;
  readonly periods: LeaderboardPeriods;
  readonly players: PlayerEntries;
}

/**
 * @param names real names of the tables
 * @param now epoch milliseconds
 */
export function createLeaderboardEntries(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'players' | 'leaderboards'>,
  leaderboards: readonly RankedLeaderboard[],
  periods: LeaderboardPeriods,
  { retry, now }: { readonly retry: RetryPolicy; readonly now: () => number },
): LeaderboardEntries {
  const TableName = names.leaderboards;
  const players = createPlayerEntries(client, TableName, periods, { retry, now });
  const byName = new Map(leaderboards.map((leaderboard) => [leaderboard.id, leaderboard]));
  const parts: EntryWriting = { client, TableName, retry, byName, periods, now, names, players };
  return {
    ...players,
    apply: (changes) => apply(parts, changes, false),
  };
}

function leaderboardNamed({ byName }: EntryWriting, name: string): RankedLeaderboard {
  const leaderboard = byName.get(name);
  if (leaderboard === undefined) throw new RangeError(`leaderboard ${name} is not declared`);
  return leaderboard;
}

/** The rows of these keys, by their names. */
async function rowsOf(
  { client, retry }: EntryWriting,
  table: string,
  keys: readonly RowKey[],
  consistent: boolean,
): Promise<ReadonlyMap<string, Row>> {
  const rows = await batchGet(client, table, retry, keys, consistent);
  return new Map(rows.map((row) => [nameOf(keyOfRow(row)), row]));
}

async function write(
  parts: EntryWriting,
  change: Decided,
  read: StoredEntry | undefined,
  profile: LeaderboardProfile,
): Promise<boolean> {
  const leaderboard = leaderboardNamed(parts, change.leaderboard);
  let was = read;
  for (let attempt = 1; attempt <= parts.retry.attempts; attempt += 1) {
    if (was !== undefined && !isNews(leaderboard, change, was)) return false;
    // An entry that changes while others are moved counts as moved: it is written in the new layout.
    const period = await parts.periods.open(leaderboard, change.period);
    const update = entryUpdate(
      declaredIn(leaderboard, period),
      writtenLayout(period, parts.now()),
      change,
      was,
      parts.now(),
    );
    const written = await ifItHolds(parts.retry, () =>
      parts.client.send(
        new UpdateCommand(
          was === undefined
            ? { TableName: parts.TableName, ...withProfile(update, profile) }
            : { TableName: parts.TableName, ...update },
        ),
      ),
    );
    if (written !== undefined) return true;
    // Another call wrote the entry since it was read.
    const key = entryKey(change);
    const row = (await rowsOf(parts, parts.TableName, [key], true)).get(nameOf(key));
    was = row === undefined ? undefined : readStoredEntry(row);
    await pauseBefore(attempt, parts.retry);
  }
  throw new StoreContended(`the entry of ${change.playerId} on ${change.leaderboard} changes too fast`);
}

async function profilesOf(
  parts: EntryWriting,
  players: readonly PlayerId[],
): Promise<ReadonlyMap<string, LeaderboardProfile>> {
  const rows = await rowsOf(
    parts,
    parts.names.players,
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

async function apply(
  parts: EntryWriting,
  changes: readonly ScoreChange[],
  isAgain: boolean,
): Promise<number> {
  const decided = newest(
    await Promise.all(
      changes.map(async (change) => {
        const leaderboard = leaderboardNamed(parts, change.leaderboard);
        const period = await parts.periods.open(leaderboard, change.period);
        return { ...change, ...placedScore(change, declaredIn(leaderboard, period)) };
      }),
    ),
  );
  const rows = await rowsOf(parts, parts.TableName, decided.map(entryKey), false);
  const entries = decided.map((change) => {
    const row = rows.get(nameOf(entryKey(change)));
    return { change, was: row === undefined ? undefined : readStoredEntry(row) };
  });
  const written = entries.filter(
    ({ change, was }) =>
      was === undefined || isNews(leaderboardNamed(parts, change.leaderboard), change, was),
  );
  const profiles = await profilesOf(parts, [
    ...new Set(written.flatMap(({ change, was }) => (was === undefined ? [change.playerId] : []))),
  ]);
  const results = await eachOf(written, ({ change, was }) =>
    write(parts, change, was, profiles.get(change.playerId) ?? {}),
  );
  const playersOf = (some: typeof entries): ReadonlySet<PlayerId> =>
    new Set(some.map(({ change }) => change.playerId));
  const back = await parts.players.keepOff(
    // An existing entry may be the work of an earlier call, which died before this point.
    playersOf(entries.filter((one) => written.includes(one) || one.was?.version === one.change.version)),
    playersOf(entries.filter(({ was }) => was?.held === true)),
  );
  const count = results.filter(Boolean).length;
  // Entries that are listed again may lack these changes.
  const missed = changes.filter(({ playerId }) => back.has(playerId));
  return isAgain || missed.length === 0 ? count : count + (await apply(parts, missed, true));
}

/** Of several changes of one entry, the change with the highest version. */
function newest(changes: ReadonlyArray<ScoreChange & PlacedScore>): readonly Decided[] {
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
 * Whether a change has to be written. With the same score it does only where an older change that is still
 * under way could differ. On a leaderboard whose scores only improve it cannot.
 */
function isNews({ onlyImproves }: RankedLeaderboard, change: Decided, was: StoredEntry): boolean {
  if (change.version <= was.version) return false;
  const same = change.hidden ? !was.listed : was.listed && change.steps === was.steps;
  return !same || change.contested || onlyImproves !== true;
}

const nameOf = ({ pk, sk }: RowKey): string => `${pk} ${sk}`;
