import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type MatchId } from '../core/ids';
import { type ClaimEntry, firstEpoch, type LogEntry, type MatchHeader, ownershipOf } from '../core/match/log';
import { ifItHolds, type RetryPolicy, StoreContended } from './contention';
import { activeShardKey, matchRows, shardOf } from './keys';
import { type EntryStore } from './match-entries';
import { type SeatedMatches } from './seated-matches';
import { createVoidMatches } from './void-matches';
import { matchRecord, type MatchRow, readMatchRow } from './match-row';
import { createWarnings } from './warnings';
import {
  type Claimant,
  type Claimed,
  MatchEnded,
  type MatchRecord,
  type MatchStore,
  OwnershipLost,
  SequenceTaken,
} from './matches';

/** Partitions of index `active`: every match is written to it once and deleted from it once. */
export const activeShards = 4;

export interface HostingParts {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
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

type Hosting = Pick<
  MatchStore,
  | 'arrange'
  | 'claim'
  | 'voidBeforeBegin'
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
  | 'layDown'
>;

/** Owner and location of a match: claims are entries of the log, and the match's row follows them. */
export function createHosting({
  client,
  table,
  retry,
  now,
  newId,
  entries,
  seats,
  decideRated,
  row,
}: HostingParts): Hosting {
  const voids = createVoidMatches(client, table, retry, now);

  /**
   * Changes a match's row while it is active and a further condition holds.
   * @returns the changed row, or undefined when the condition does not hold
   */
  async function change(
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
  async function created(Item: MatchRow): Promise<boolean> {
    const put = await ifItHolds(retry, () =>
      client.send(
        new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' }),
      ),
    );
    return put !== undefined;
  }

  /** Copies the `end` entry of the log to the row. */
  async function close(matchId: MatchId, reason: MatchRecord['reason']): Promise<void> {
    const update = 'SET #status = :abandoned, abandonedBecause = :reason REMOVE activeShard, attendedAt';
    await change(matchId, update, '', { ':abandoned': 'abandoned', ':reason': reason });
  }

  /** A match that became void before it began ends with its first claim. */
  async function endIfVoid(claimed: Claimed): Promise<Claimed> {
    const { matchId } = claimed.header;
    if (!(await voids.isVoid(matchId))) return claimed;
    const sequence = claimed.entries.length + 1;
    const end = { kind: 'end', sequence, at: now(), reason: 'cancelled' } as const;
    await append(matchId, claimed.ownerEpoch, end);
    await close(matchId, end.reason);
    return { ...claimed, status: 'abandoned', reason: end.reason, entries: [...claimed.entries, end] };
  }

  async function takeOver(matchId: MatchId, claimant: Claimant): ReturnType<Hosting['takeOver']> {
    const [found, written] = await Promise.all([row(matchId), entries.read(matchId)]);
    if (found === undefined) return undefined;
    const log = [...written];
    if (found.status !== 'active') return { ...matchRecord(found), entries: log };
    const claimId = newId();
    for (let attempt = 0; attempt < retry.attempts; attempt += 1) {
      const last = log.at(-1);
      if (last?.kind === 'end') {
        // The process that ended the match died before it updated the row.
        await close(matchId, last.reason);
        return {
          ...matchRecord({ ...found, status: 'abandoned', abandonedBecause: last.reason }),
          entries: log,
        };
      }
      const claim = claimAfter(log, now(), found.aliveAt);
      const owner = 'functionName' in claimant ? claimant.functionName : claimant.gameSessionId;
      const taken = await entries.put(matchId, claim, { epoch: claim.epoch, owner, claimId });
      if (taken === undefined) {
        const record = matchRecord(await followClaim(found, claim, claimant));
        const claimed = { ...record, ownerEpoch: claim.epoch, entries: [...log, claim] };
        // The process of the first claim may have died before this check.
        return last === undefined ? await endIfVoid(claimed) : claimed;
      }
      log.push(...(await entries.read(matchId, last?.sequence ?? 0)));
    }
    throw new StoreContended(`match ${matchId} was claimed by others ${retry.attempts} times`);
  }

  /** Copies a claim of a game session to the row. A claim of a function does not move the match. */
  async function followClaim(found: MatchRow, { epoch }: ClaimEntry, claimant: Claimant): Promise<MatchRow> {
    if ('functionName' in claimant) return found;
    const { gameSessionId } = claimant;
    const followed = await change(
      found.matchId,
      'SET gameSessionId = :session, ownerEpoch = :epoch, hosting = :live, hostedAt = :at, activeShard = :shard, attendedAt = :at',
      'ownerEpoch < :epoch',
      {
        ':session': gameSessionId,
        ':epoch': epoch,
        ':live': 'live',
        ':at': now(),
        ':shard': shardKeyOf(found.matchId),
      },
    );
    return followed ?? { ...found, gameSessionId };
  }

  const append: Hosting['append'] = async (matchId, ownerEpoch, entry, turns = []) => {
    const taken = await entries.put(matchId, entry, { epoch: ownerEpoch }, turns);
    if (taken === undefined) return;
    const where = `match ${matchId} has entry ${entry.sequence}`;
    if (taken.entry.kind === 'end') throw new MatchEnded(`${where}: it ended without a result`);
    if (taken.epoch !== ownerEpoch)
      throw new OwnershipLost(`${where} of owner epoch ${taken.epoch}, not ${ownerEpoch}`);
    throw new SequenceTaken(where, taken.entry);
  };

  return {
    takeOver,
    append,
    voidBeforeBegin: voids.voidBeforeBegin,

    async arrange(header) {
      const at = now();
      const arranged: MatchRow = {
        ...matchRows.match.key({ matchId: header.matchId }),
        ...header,
        status: 'active',
        ownerEpoch: firstEpoch,
        hosting: 'placing',
        attempt: 1,
        hostedAt: at,
        activeShard: shardKeyOf(header.matchId),
        attendedAt: at,
      };
      await seats.remember(header);
      if (await created(arranged)) return matchRecord(arranged);
      const found = await row(header.matchId);
      if (found === undefined) throw new Error(`match ${header.matchId} vanished while it was arranged`);
      return matchRecord(found);
    },

    async claim(header, gameSessionId) {
      const at = now();
      const first: MatchRow = {
        ...matchRows.match.key({ matchId: header.matchId }),
        ...(await decideRated(header)),
        status: 'active',
        ownerEpoch: firstEpoch,
        gameSessionId,
        hosting: 'live',
        attempt: 0,
        hostedAt: at,
        activeShard: shardKeyOf(header.matchId),
        attendedAt: at,
      };
      // Written before the match, so that its players find it as soon as it exists.
      await seats.remember(header);
      if (await created(first)) return await endIfVoid({ ...matchRecord(first), entries: [] });
      const claimed = await takeOver(header.matchId, { gameSessionId });
      if (claimed === undefined) throw new Error(`match ${header.matchId} vanished while it was claimed`);
      return claimed;
    },

    warn: createWarnings(client, table, retry),

    async sleep(matchId, ownerEpoch, entry, lookAt, turns = []) {
      await append(matchId, ownerEpoch, entry, turns);
      const { at, epoch } = entry;
      // When a placement has begun, its server will wake the match, so the row keeps the placement.
      await change(
        matchId,
        'SET hosting = :asleep, hostedAt = :at, retryAt = :at, ownerEpoch = :epoch, attendedAt = :look, activeShard = :shard',
        'ownerEpoch < :epoch AND hosting <> :placing',
        {
          ':asleep': 'asleep',
          ':placing': 'placing',
          ':at': at,
          ':epoch': epoch,
          ':look': lookAt ?? at,
          ':shard': shardKeyOf(matchId),
        },
      );
    },

    async abandon(matchId, ownerEpoch, end) {
      await append(matchId, ownerEpoch, end);
      await close(matchId, end.reason);
    },

    async attend({ header, ownerEpoch, attendedAt }, at) {
      if (attendedAt === undefined) return; // the match has ended
      await change(
        header.matchId,
        'SET attendedAt = :at',
        'ownerEpoch = :epoch AND attendedAt < :at AND attendedAt = :read',
        { ':epoch': ownerEpoch, ':at': at, ':read': attendedAt },
      );
    },

    async hasten(matchId, at) {
      await change(matchId, 'SET attendedAt = :at', 'hosting = :asleep', {
        ':asleep': 'asleep',
        ':at': at,
      });
    },

    async markAlive(matchId, ownerEpoch, at) {
      await change(matchId, 'SET aliveAt = :at', 'ownerEpoch <= :epoch', { ':epoch': ownerEpoch, ':at': at });
    },

    async beginUnder(matchId, ownerEpoch, rulesVersion) {
      const values = { ':epoch': ownerEpoch, ':version': rulesVersion };
      const begun = await change(matchId, 'SET rulesVersion = :version', 'ownerEpoch <= :epoch', values);
      return begun !== undefined;
    },

    async startPlacing(match, at) {
      const { matchId } = match.header;
      const placed = await change(
        matchId,
        'SET hosting = :placing, attempt = :next, hostedAt = :at, attendedAt = :at, activeShard = :shard REMOVE retryAt',
        asRead,
        {
          ...read(match),
          ':placing': 'placing',
          ':next': match.hosting.attempt + 1,
          ':at': at,
          ':shard': shardKeyOf(matchId),
        },
      );
      return placed && matchRecord(placed);
    },

    async layDown(match, at, retryAt) {
      const laid = await change(
        match.header.matchId,
        'SET hosting = :asleep, hostedAt = :at, attendedAt = :at, retryAt = :retry, attempt = :attempt',
        asRead,
        { ...read(match), ':asleep': 'asleep', ':at': at, ':retry': retryAt },
      );
      return laid && matchRecord(laid);
    },
  };
}

/** Holds unless the match was claimed or placed since it was read. */
const asRead =
  'ownerEpoch = :epoch AND (hosting = :hosting OR (attribute_not_exists(hosting) AND :hosting = :live)) AND (attempt = :attempt OR (attribute_not_exists(attempt) AND :attempt = :none))';

const read = ({ ownerEpoch, hosting }: MatchRecord): Readonly<Record<string, unknown>> => ({
  ':epoch': ownerEpoch,
  ':hosting': hosting.kind,
  ':live': 'live',
  ':attempt': hosting.attempt,
  ':none': 0,
});

const shardKeyOf = (matchId: MatchId): string => activeShardKey({ shard: shardOf(matchId, activeShards) });

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
