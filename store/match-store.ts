import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  type QueryCommandInput,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type MatchId, type PlayerId, type Seat } from '../core/ids';
import { type LogEntry, type MatchAction } from '../core/match/log';
import { defaultScoring, type Scoring } from '../core/ranking/scoring';
import { defaultRetryPolicy, failedConditions, type RetryPolicy, whileContended } from './contention';
import { createCursors, tableCursorKey } from './cursors';
import { activeShardKey, matchRows, type RowKey, shardOf } from './keys';
import { createResultWriter, type RatePlayers } from './match-result';
import { matchRecord, type MatchRow } from './match-row';
import { type HistoryEntry, MatchEnded, type MatchStore, OwnershipLost, SequenceTaken } from './matches';
import { longestWaiting } from './sharded-index';

export interface MatchStoreOptions {
  /** Waiting and chance; for tests. */
  readonly retry?: RetryPolicy;
  /** Epoch milliseconds; for the rows that expire. */
  readonly now?: () => number;
  /** How results change ratings; core/rating unless told otherwise. */
  readonly rate?: RatePlayers;
  /** What the backend's definition says of counting results. */
  readonly scoring?: Scoring;
}

/** Player sessions live as long as a game session at most; a week is far beyond that. */
const sessionKeptSeconds = 7 * 24 * 60 * 60;
/** Partitions of index `active`: every match is written to it once and deleted from it once. */
const activeShards = 4;
/** Highest number that an entry's key can hold. */
const lastPossibleSequence = 99_999_999;

/**
 * @param names real names of the tables. The Realtime script, which finishes matches, needs matches and
 *   players; whoever only reads matches or seats player sessions needs `matches` alone.
 */
export function createMatchStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'matches'> &
    Partial<Pick<Readonly<Record<TableName, string>>, 'players'>>,
  options: MatchStoreOptions = {},
): MatchStore {
  const TableName = names.matches;
  const waiting = {
    table: TableName,
    index: 'active',
    shard: 'activeShard',
    shardKeys: Array.from({ length: activeShards }, (_, shard) => activeShardKey({ shard })),
    time: 'attendedAt',
    id: 'matchId',
  } as const;
  const retry = options.retry ?? defaultRetryPolicy;
  const now = options.now ?? Date.now;
  const cursors = createCursors(tableCursorKey(client, TableName, retry));

  async function row(matchId: MatchId): Promise<MatchRow | undefined> {
    const { Item } = await whileContended(retry, () =>
      client.send(new GetCommand({ TableName, Key: matchRows.match.key({ matchId }), ConsistentRead: true })),
    );
    return Item as MatchRow | undefined;
  }

  /**
   * Changes a match's row on condition that it is active; false when it is not, or the further condition
   * fails.
   */
  async function whileActive(
    matchId: MatchId,
    UpdateExpression: string,
    condition: string,
    values: Readonly<Record<string, unknown>>,
  ): Promise<boolean> {
    try {
      await whileContended(retry, () =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: matchRows.match.key({ matchId }),
            UpdateExpression,
            ConditionExpression: `#status = :active AND ${condition}`,
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':active': 'active', ...values },
          }),
        ),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  return {
    async claim(header, gameSessionId) {
      const { matchId } = header;
      const attendance = {
        activeShard: activeShardKey({ shard: shardOf(matchId, activeShards) }),
        attendedAt: now(),
      };
      const first: MatchRow = {
        ...matchRows.match.key({ matchId }),
        ...header,
        status: 'active',
        ownerEpoch: 1,
        gameSessionId,
        lastSequence: 0,
        ...attendance,
      };
      try {
        await whileContended(retry, () =>
          client.send(
            new PutCommand({ TableName, Item: first, ConditionExpression: 'attribute_not_exists(pk)' }),
          ),
        );
        return matchRecord(first);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
      try {
        const { Attributes } = await whileContended(retry, () =>
          client.send(
            new UpdateCommand({
              TableName,
              Key: matchRows.match.key({ matchId }),
              UpdateExpression:
                'SET gameSessionId = :session, activeShard = :shard, attendedAt = :at ADD ownerEpoch :one',
              ConditionExpression: '#status = :active',
              ExpressionAttributeNames: { '#status': 'status' },
              ExpressionAttributeValues: {
                ':session': gameSessionId,
                ':one': 1,
                ':active': 'active',
                ':shard': attendance.activeShard,
                ':at': attendance.attendedAt,
              },
              ReturnValues: 'ALL_NEW',
            }),
          ),
        );
        return matchRecord(Attributes as MatchRow);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
      const ended = await row(matchId);
      if (!ended) throw new Error(`match ${matchId} vanished while it was claimed`);
      return matchRecord(ended);
    },

    async append(matchId, ownerEpoch, entry) {
      const action = JSON.stringify(entry.action);
      try {
        await whileContended(retry, () =>
          client.send(
            new TransactWriteCommand({
              TransactItems: [
                {
                  Update: {
                    TableName,
                    Key: matchRows.match.key({ matchId }),
                    UpdateExpression: 'SET lastSequence = :sequence',
                    ConditionExpression:
                      'ownerEpoch = :epoch AND lastSequence = :before AND #status = :active',
                    ExpressionAttributeNames: { '#status': 'status' },
                    ExpressionAttributeValues: {
                      ':sequence': entry.sequence,
                      ':before': entry.sequence - 1,
                      ':epoch': ownerEpoch,
                      ':active': 'active',
                    },
                    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
                  },
                },
                {
                  Put: {
                    TableName,
                    // JSON as text: a command comes back exactly as it was accepted, numbers included.
                    Item: {
                      ...matchRows.entry.key({ matchId, sequence: entry.sequence }),
                      sequence: entry.sequence,
                      commandId: entry.commandId,
                      seat: entry.seat,
                      at: entry.at,
                      action,
                      ownerEpoch,
                    },
                    ConditionExpression: 'attribute_not_exists(pk)',
                    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
                  },
                },
              ],
            }),
          ),
        );
      } catch (error) {
        if (!(error instanceof TransactionCanceledException) || failedConditions(error) === undefined)
          throw error;
        const [match, stored] = error.CancellationReasons?.map(({ Item }) => Item) ?? [];
        // An answer that was lost on the way: the same owner's same entry stands already.
        const repeated =
          stored !== undefined &&
          stored.ownerEpoch?.N === String(ownerEpoch) &&
          stored.commandId?.S === entry.commandId &&
          stored.seat?.N === String(entry.seat) &&
          stored.action?.S === action;
        if (match === undefined) {
          if (repeated) return;
          throw stored === undefined
            ? new OwnershipLost(`match ${matchId} was never claimed`)
            : new SequenceTaken(`match ${matchId} has entry ${entry.sequence}`);
        }
        if (match.ownerEpoch?.N !== String(ownerEpoch))
          throw new OwnershipLost(
            `match ${matchId} has owner epoch ${String(match.ownerEpoch?.N)}, not ${ownerEpoch}`,
          );
        if (repeated) return;
        if (match.status?.S !== 'active')
          throw new MatchEnded(`match ${matchId} is ${String(match.status?.S)}`);
        const last = Number(match.lastSequence?.N);
        if (last >= entry.sequence) throw new SequenceTaken(`match ${matchId} has entries up to ${last}`);
        throw new RangeError(`entry ${entry.sequence} of match ${matchId} would leave a gap after ${last}`);
      }
    },

    finish: createResultWriter(client, names, {
      retry,
      scoring: options.scoring ?? defaultScoring,
      now,
      ...(options.rate ? { rate: options.rate } : {}),
      readMatch: row,
    }),

    async get(matchId) {
      const found = await row(matchId);
      return found && matchRecord(found);
    },

    async log(matchId, afterSequence = 0, limit = Infinity) {
      const entries: LogEntry[] = [];
      // A page of DynamoDB's ends at a megabyte; where the number wanted is known, it ends there.
      const query: QueryCommandInput = {
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':pk': matchRows.entry.partition({ matchId }),
          ':first': matchRows.entry.sort({ sequence: Math.min(afterSequence + 1, lastPossibleSequence) }),
          ':last': matchRows.entry.sort({ sequence: lastPossibleSequence }),
        },
        ConsistentRead: true,
        ...(limit === Infinity ? {} : { Limit: limit }),
      };
      let from: QueryCommandInput['ExclusiveStartKey'];
      do {
        const page = await whileContended(retry, () =>
          client.send(new QueryCommand({ ...query, ExclusiveStartKey: from })),
        );
        entries.push(...(page.Items ?? []).map((item) => logEntry(item as EntryRow)));
        if (entries.length >= limit) return entries.slice(0, limit);
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return entries;
    },

    async seatPlayerSessions(matchId, seats) {
      const expiresAt = Math.floor(now() / 1000) + sessionKeptSeconds;
      await Promise.all(
        seats.map(({ playerSessionId, playerId }) =>
          whileContended(retry, () =>
            client.send(
              new PutCommand({
                TableName,
                Item: { ...matchRows.session.key({ matchId, playerSessionId }), playerId, expiresAt },
              }),
            ),
          ),
        ),
      );
    },

    async playerOfSession(matchId, playerSessionId) {
      const { Item } = await whileContended(retry, () =>
        client.send(
          new GetCommand({
            TableName,
            Key: matchRows.session.key({ matchId, playerSessionId }),
            ConsistentRead: true,
          }),
        ),
      );
      return (Item as { readonly playerId: PlayerId } | undefined)?.playerId;
    },

    async unattended(before, limit) {
      const rows = await longestWaiting<
        'attendedAt',
        'matchId',
        { readonly matchId: MatchId; readonly attendedAt: number }
      >(client, retry, waiting, before, limit);
      return rows.map((row) => row.matchId);
    },

    async attend(matchId, ownerEpoch, at) {
      await whileActive(matchId, 'SET attendedAt = :at', 'ownerEpoch = :epoch AND attendedAt < :at', {
        ':epoch': ownerEpoch,
        ':at': at,
      });
    },

    async abandon(matchId, ownerEpoch, lastSequence, reason) {
      return whileActive(
        matchId,
        'SET #status = :abandoned, abandonedBecause = :reason REMOVE activeShard, attendedAt',
        'ownerEpoch = :epoch AND lastSequence = :last',
        { ':epoch': ownerEpoch, ':last': lastSequence, ':abandoned': 'abandoned', ':reason': reason },
      );
    },

    async history(playerId, { limit, cursor }) {
      const list = `history#${playerId}`;
      const pk = matchRows.history.partition({ playerId });
      const after =
        cursor === undefined
          ? undefined
          : await cursors.decode(list, cursor, (position) =>
              typeof position === 'string' ? position : undefined,
            );
      // One more than asked for tells whether there is a next page.
      const { Items } = await whileContended(retry, () =>
        client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':pk': pk, ':prefix': matchRows.history.sortPrefix },
            ScanIndexForward: false,
            ConsistentRead: true,
            Limit: limit + 1,
            ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: after } }),
          }),
        ),
      );
      const rows = (Items ?? []).map((item) => item as HistoryEntry & RowKey);
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map(historyEntry),
        ...(rows.length > limit && last ? { cursor: await cursors.encode(list, last.sk) } : {}),
      };
    },
  } satisfies MatchStore;
}

interface EntryRow {
  readonly sequence: number;
  readonly commandId: LogEntry['commandId'];
  readonly seat: Seat;
  readonly at: number;
  /** JSON. */
  readonly action: string;
}

function logEntry({ sequence, commandId, seat, at, action }: EntryRow): LogEntry {
  return { sequence, commandId, seat, at, action: JSON.parse(action) as MatchAction };
}

function historyEntry({ pk: _pk, sk: _sk, ...entry }: HistoryEntry & RowKey): HistoryEntry {
  return entry;
}
