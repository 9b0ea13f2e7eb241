import { type IndexLayout, keptUntil, layoutText, readLayout } from '../core/ranking/index-layout';
import { type RankedLeaderboard, type ScoreChange } from '../core/ranking/score-change';
import { asSteps, orderKey, type Steps } from '../core/ranking/score-order';
import { playerId, type PlayerId } from '../core/ids';
import {
  type CountedWrite,
  type EarlierField,
  earlierField,
  earlierWrites,
  nextWrite,
  readEarlier,
} from './counted-steps';
import { leaderboardRows, rankPartition, rankSort, type RowKey, shardOf } from './keys';
import { rowFieldsOf, MalformedRow } from './row-fields';

/** A player's profile on leaderboards: stored on the entry, so that a page needs no further request. */
export interface LeaderboardProfile {
  readonly displayName?: string;
  readonly country?: string;
  readonly avatar?: string;
}

/** One player's row on one leaderboard and period. */
export interface StoredEntry {
  readonly playerId: PlayerId;
  /** Version of the standing that the score is from. */
  readonly version: number;
  /** The score that players see. */
  readonly score: number;
  /** The score in the unit of the counting tree. */
  readonly steps: Steps;
  /** Epoch milliseconds at which the score was reached. */
  readonly at: number;
  /** Epoch milliseconds at which the row was written. */
  readonly writtenAt: number;
  /** The writes before the newest one that may not be counted yet, newest first. */
  readonly earlier: readonly CountedWrite[];
  readonly layout: IndexLayout;
  /** Whether it is in the index and the counting tree. */
  readonly listed: boolean;
  /** Whether it is suspended until the player is readmitted. */
  readonly held: boolean;
  readonly profile: LeaderboardProfile;
}

/**
 * The version of an entry whose player was removed: the maximum, so that a late change does not bring the
 * player back.
 */
export const removedVersion = Number.MAX_SAFE_INTEGER;

/** @throws MalformedRow when it is not a row of an entry */
export function readStoredEntry(row: Readonly<Record<string, unknown>>): StoredEntry {
  const fields = rowFieldsOf(row, 'entry');
  const layout = readLayout(fields.text('g'));
  if (layout === undefined) throw new MalformedRow(`an entry has layout ${fields.text('g')}`);
  return {
    playerId: playerId(fields.text('playerId')),
    version: fields.number('v'),
    score: fields.number('s'),
    steps: asSteps(fields.number('k')),
    at: fields.number('t'),
    writtenAt: fields.number('w'),
    earlier: readEarlier(row['p']),
    layout,
    listed: fields.has('gsk'),
    held: fields.has('h'),
    profile: readProfile(row),
  };
}

/** The profile attributes (single letters) of an entry and of the index. */
function readProfile(row: Readonly<Record<string, unknown>>): LeaderboardProfile {
  const fields = rowFieldsOf(row, 'entry');
  return leaderboardProfileOf(fields.optionalText('n'), fields.optionalText('c'), fields.optionalText('a'));
}

/** Absent values are left out. */
export function leaderboardProfileOf(
  displayName?: string,
  country?: string,
  avatar?: string,
): LeaderboardProfile {
  return {
    ...(displayName === undefined ? {} : { displayName }),
    ...(country === undefined ? {} : { country }),
    ...(avatar === undefined ? {} : { avatar }),
  };
}

/** An entry in the index. */
export interface IndexedEntry {
  readonly playerId: PlayerId;
  readonly score: number;
  readonly at: number;
  readonly profile: LeaderboardProfile;
  /** Sort key: descending, it is the order of the leaderboard. */
  readonly gsk: string;
}

/** @throws MalformedRow when it is not a row of index `rank` */
export function readIndexed(row: Readonly<Record<string, unknown>>): IndexedEntry {
  const fields = rowFieldsOf(row, 'of index rank');
  const gsk = fields.text('gsk');
  return {
    playerId: playerId(gsk.slice(gsk.lastIndexOf('#') + 1)),
    score: fields.number('s'),
    at: fields.number('t'),
    profile: readProfile(row),
    gsk,
  };
}

/** The index keys of an entry. */
export function indexKeys(
  { id: leaderboard, direction }: Pick<RankedLeaderboard, 'id' | 'direction'>,
  layout: IndexLayout,
  entry: { readonly period: string; readonly playerId: PlayerId; readonly steps: Steps; readonly at: number },
): { readonly gpk: string; readonly gsk: string } {
  const { period, playerId: player, steps, at } = entry;
  return {
    gpk: rankPartition({ leaderboard, period, shard: shardOf(player, layout.shards) }),
    gsk: sortKeyOf(direction, player, steps, at),
  };
}

/** The player makes the key unique, so that the order is always the same. */
export function sortKeyOf(
  direction: RankedLeaderboard['direction'],
  player: PlayerId,
  steps: Steps,
  at: number,
): string {
  return rankSort({ order: orderKey(direction, steps, at), playerId: player });
}

/** The partitions of a period in the index, for all layouts of its entries. */
export function indexPartitions(
  leaderboard: string,
  period: string,
  layouts: readonly IndexLayout[],
): readonly string[] {
  const shards = Math.max(...layouts.map((layout) => layout.shards));
  return Array.from({ length: shards }, (_, shard) => rankPartition({ leaderboard, period, shard }));
}

export function entryKey({ playerId: player, leaderboard, period }: EntryName): RowKey {
  return leaderboardRows.entry.key({ playerId: player, leaderboard, period });
}
type EntryName = Pick<ScoreChange, 'playerId' | 'leaderboard' | 'period'>;

/**
 * The update that writes a changed score. It sets everything except the player's profile, and fails when the
 * row is not the row that the decision was made on.
 * @param was the row as it was read; undefined: there was none
 * @param writtenAt epoch milliseconds
 */
export function entryUpdate(
  leaderboard: Pick<RankedLeaderboard, 'id' | 'direction'>,
  layout: IndexLayout,
  change: ScoreChange & { readonly steps: Steps },
  was: StoredEntry | undefined,
  writtenAt: number,
) {
  const listed = change.hidden ? undefined : indexKeys(leaderboard, layout, change);
  const kept = keptUntil(change.period);
  const earlier = earlierField(earlierWrites(was, writtenAt));
  const values: Record<string, string | number | EarlierField> = {
    playerId: change.playerId,
    v: change.version,
    s: change.score,
    k: change.steps,
    t: change.at,
    w: nextWrite(was, writtenAt),
    g: layoutText(layout),
    ...listed,
    ...(earlier.length === 0 ? {} : { p: earlier }),
    ...(kept === undefined ? {} : { expiresAt: kept / 1000 }),
  };
  const dropped = [...(listed === undefined ? ['gpk', 'gsk'] : []), ...(earlier.length === 0 ? ['p'] : [])];
  const names = [...new Set([...Object.keys(values), ...dropped])];
  const set = Object.keys(values).map((name) => `#${name} = :${name}`);
  return {
    Key: entryKey(change),
    UpdateExpression: `SET ${set.join(', ')}${
      dropped.length === 0 ? '' : ` REMOVE ${dropped.map((name) => `#${name}`).join(', ')}`
    }`,
    ConditionExpression:
      was === undefined
        ? 'attribute_not_exists(pk)'
        : '#v < :v AND #v = :wasVersion AND #g = :wasLayout AND #k = :wasSteps',
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
      ...(was === undefined
        ? {}
        : { ':wasVersion': was.version, ':wasSteps': was.steps, ':wasLayout': layoutText(was.layout) }),
    },
  };
}
