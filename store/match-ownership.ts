import {
  type DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type MatchId, type PlayerId } from '../core/ids';
import { type ClaimEntry, type LogEntry, type MatchHeader, ownershipOf } from '../core/match/log';
import { failedConditions, ifItHolds, type RetryPolicy, StoreContended, whileContended } from './contention';
import { mayPlayChecks, removedAmong } from './may-play';
import { activeShardKey, matchRows, shardOf } from './keys';
import { type EntryStore } from './match-entries';
import {
  type Claimant,
  type Claimed,
  MatchEnded,
  type MatchRecord,
  type MatchStore,
  OwnershipLost,
  SequenceTaken,
} from './matches';
import { matchRecord, type MatchRow, readMatchRow } from './match-row';
import { type SeatedMatches } from './seated-matches';
import { type VoidMatches } from './void-matches';

/** Partitions of index `active`: every match is written to it once and deleted from it once. */
export const activeShards = 4;

/** The tables of matches, with the clock and ids of their owners. */
export interface OwnershipParts {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  /** The players table's real name; absent: accounts are not looked at. */
  readonly players: string | undefined;
  readonly retry: RetryPolicy;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** A new id: distinguishes two claims of one epoch. */
  readonly newId: () => string;
  readonly entries: EntryStore;
  readonly seats: SeatedMatches;
  /** Decides whether a new match changes ratings. */
  readonly decideRated: (header: MatchHeader) => Promise<MatchHeader>;
  readonly row: (matchId: MatchId) => Promise<MatchRow | undefined>;
}

export type OwnershipOperations = Pick<
  MatchStore,
  | 'arrange'
  | 'claim'
  | 'voidBeforeBegin'
  | 'isVoid'
  | 'takeOver'
  | 'append'
  | 'sleep'
  | 'warn'
  | 'abandon'
  | 'attend'
  | 'hasten'
  | 'markAlive'
  | 'beginUnder'
  | 'startPlacing'
  | 'markAsleep'
>;

/** Matches as their owners and placements change them. */
export interface HostedMatches extends OwnershipParts {
  readonly voids: VoidMatches;
}

/**
 * MatchStore.takeOver: a claim is an entry of the log, and the row follows it.
 * @throws StoreContended when other claims came first at every attempt
 */
export async function takeOver(
  parts: HostedMatches,
  matchId: MatchId,
  claimant: Claimant,
): ReturnType<OwnershipOperations['takeOver']> {
  const [found, written] = await Promise.all([parts.row(matchId), parts.entries.read(matchId)]);
  if (found === undefined) return undefined;
  const log = [...written];
  if (found.status !== 'active') {
    // The row may be newer than the log that was read beside it: an ended match has its end there.
    log.push(...(await parts.entries.read(matchId, log.at(-1)?.sequence ?? 0)));
    return { ...matchRecord(found), entries: log };
  }
  const claimId = parts.newId();
  for (let attempt = 0; attempt < parts.retry.attempts; attempt += 1) {
    const last = log.at(-1);
    if (last?.kind === 'end') {
      // The process that ended the match died before it updated the row.
      await close(parts, matchId, last.reason);
      return {
        ...matchRecord({ ...found, status: 'abandoned', abandonedBecause: last.reason }),
        entries: log,
      };
    }
    const claim = claimAfter(log, parts.now(), found.aliveAt);
    const owner = 'functionName' in claimant ? claimant.functionName : claimant.gameSessionId;
    const taken = await parts.entries.put(matchId, claim, { epoch: claim.epoch, owner, claimId });
    if (taken === undefined) {
      const record = matchRecord(await followClaim(parts, found, claim, claimant));
      const claimed = { ...record, ownerEpoch: claim.epoch, entries: [...log, claim] };
      // The process of the first claim may have died before this check.
      return last === undefined ? await endIfVoid(parts, claimed) : claimed;
    }
    log.push(...(await parts.entries.read(matchId, last?.sequence ?? 0)));
  }
  throw new StoreContended(`match ${matchId} was claimed by others ${parts.retry.attempts} times`);
}

/**
 * MatchStore.append.
 * @throws MatchEnded, OwnershipLost or SequenceTaken when the sequence number has another entry
 */
export async function append(
  { entries }: HostedMatches,
  ...[matchId, ownerEpoch, entry, turns = []]: Parameters<MatchStore['append']>
): Promise<void> {
  const taken = await entries.put(matchId, entry, { epoch: ownerEpoch }, turns);
  if (taken === undefined) return;
  const where = `match ${matchId} has entry ${entry.sequence}`;
  if (taken.entry.kind === 'end') throw new MatchEnded(`${where}: it ended without a result`);
  if (taken.epoch !== ownerEpoch)
    throw new OwnershipLost(`${where} of owner epoch ${taken.epoch}, not ${ownerEpoch}`);
  throw new SequenceTaken(where, taken.entry);
}

/** Copies a claim of a game session to the row. A claim of a function does not move the match. */
async function followClaim(
  parts: HostedMatches,
  found: MatchRow,
  { epoch }: ClaimEntry,
  claimant: Claimant,
): Promise<MatchRow> {
  if ('functionName' in claimant) return found;
  const { gameSessionId } = claimant;
  const followed = await change(
    parts,
    found.matchId,
    'SET gameSessionId = :session, ownerEpoch = :epoch, hosting = :live, hostedAt = :at, activeShard ' +
      '= :shard, attendedAt = :at',
    'ownerEpoch < :epoch',
    {
      ':session': gameSessionId,
      ':epoch': epoch,
      ':live': 'live',
      ':at': parts.now(),
      ':shard': shardKeyOf(found.matchId),
    },
  );
  return followed ?? { ...found, gameSessionId };
}

/**
 * A match that became void before it began ends with its first claim. So does one whose players may not all
 * play. Their accounts are read after the match was written: an earlier deletion or ban is always seen.
 */
export async function endIfVoid(parts: HostedMatches, claimed: Claimed): Promise<Claimed> {
  const { matchId, seats } = claimed.header;
  const [isVoid, removed] = await Promise.all([parts.voids.isVoid(matchId), removedOf(parts, seats)]);
  if (!isVoid && removed.length === 0) return claimed;
  const sequence = claimed.entries.length + 1;
  const end = { kind: 'end', sequence, at: parts.now(), reason: 'cancelled' } as const;
  await append(parts, matchId, claimed.ownerEpoch, end);
  await close(parts, matchId, end.reason);
  return { ...claimed, status: 'abandoned', reason: end.reason, entries: [...claimed.entries, end] };
}

async function removedOf(
  { client, players, retry, now }: HostedMatches,
  seats: readonly PlayerId[],
): Promise<readonly PlayerId[]> {
  return players === undefined ? [] : await removedAmong(client, players, seats, now(), retry);
}

/** Copies the `end` entry of the log to the row. */
export async function close(
  parts: HostedMatches,
  matchId: MatchId,
  reason: MatchRecord['reason'],
): Promise<void> {
  const update = 'SET #status = :abandoned, abandonedBecause = :reason REMOVE activeShard, attendedAt';
  await change(parts, matchId, update, '', { ':abandoned': 'abandoned', ':reason': reason });
}

/**
 * Changes a match's row while it is active and a further condition holds.
 * @returns the changed row, or undefined when the condition does not hold
 */
export async function change(
  { retry, client, table }: HostedMatches,
  matchId: MatchId,
  update: string,
  condition: string,
  values: Readonly<Record<string, unknown>>,
): Promise<MatchRow | undefined> {
  const changed = await ifItHolds(retry, () =>
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: matchRows.match.key({ matchId }),
        UpdateExpression: update,
        ConditionExpression: `#status = :active${condition === '' ? '' : ` AND ${condition}`}`,
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':active': 'active', ...values },
        ReturnValues: 'ALL_NEW',
      }),
    ),
  );
  return changed && readMatchRow(changed.Attributes ?? {});
}

/** Writes the row of a match. @returns false when the match exists */
export async function createMatchRow(
  { retry, client, table }: HostedMatches,
  Item: MatchRow,
): Promise<boolean> {
  const put = await ifItHolds(retry, () =>
    client.send(new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' })),
  );
  return put !== undefined;
}

/**
 * Writes the row of a match if all its players may play: the accounts are checked in the same transaction.
 * @returns `known` when the match exists
 */
export async function createForAll(
  parts: HostedMatches,
  Item: MatchRow,
): Promise<'created' | 'known' | 'removed'> {
  const { retry, client, table, players, now } = parts;
  const TransactItems = [
    { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
    ...(players === undefined ? [] : mayPlayChecks(players, Item.seats, now())),
  ];
  try {
    await whileContended(retry, () => client.send(new TransactWriteCommand({ TransactItems })));
    return 'created';
  } catch (error) {
    const failed = failedConditions(error);
    if (failed === undefined) throw error;
    return failed.has(0) ? 'known' : 'removed';
  }
}

/** The partition of index `active` that has a match. */
export const shardKeyOf = (matchId: MatchId): string =>
  activeShardKey({ shard: shardOf(matchId, activeShards) });

/**
 * The claim that follows a log: the next epoch, not earlier than the newest entry.
 * @param aliveAt the last sign of life of the former owner in the match's row
 */
function claimAfter(log: readonly LogEntry[], at: number, aliveAt = 0): ClaimEntry {
  const last = log.at(-1);
  const said = last?.at ?? 0;
  return {
    kind: 'claim',
    sequence: (last?.sequence ?? 0) + 1,
    at: Math.max(at, said),
    epoch: ownershipOf(log).epoch + 1,
    ...(aliveAt > said ? { aliveAt } : {}),
  };
}
