import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { hasEnded, type TicketStatus, ticketStatuses } from '../contract/ticket-status';
import {
  type GameName,
  type MatchId,
  type MatchmakingName,
  type PlayerId,
  type PlayerSessionId,
  type Seat,
  ticketId,
  type TicketId,
} from '../core/ids';
import { type Json } from '../core/json';
import {
  defaultRetryPolicy,
  failedConditions,
  type RetryPolicy,
  StoreContended,
  whileContended,
} from './contention';
import { openShardKey, shardOf, ticketRows } from './keys';
import { readRow } from './read-row';
import { fieldsOf } from './row-fields';
import { longestWaiting } from './sharded-index';
import { readTicketRow, ticketRecord } from './ticket-row';

export interface TicketRecord {
  readonly ticketId: TicketId;
  readonly playerId: PlayerId;
  readonly game: GameName;
  readonly matchmaking: MatchmakingName;
  /** Options of the requested match, with defaults filled in. */
  readonly options: Json;
  readonly status: TicketStatus;
  readonly createdAt: number;
  /** Epoch milliseconds. */
  readonly completedAt?: number;
  /** Epoch milliseconds since which its match waits for a server. */
  readonly placingSince?: number;
  readonly estimatedWaitSeconds?: number;
  /** The match that FlexMatch made of it, while that is being accepted or placed. */
  readonly made?: MatchId;
  /** For a completed ticket. */
  readonly match?: { readonly matchId: MatchId; readonly seat: Seat };
  readonly connection?: {
    readonly ipAddress: string;
    readonly dnsName?: string;
    /** The fleet has a certificate: clients connect with TLS, to the host name. */
    readonly tls: boolean;
    readonly port: number;
    readonly playerSessionId: PlayerSessionId;
  };
  readonly reason?: string;
}

/**
 * The change of a ticket by an event. `at` is the event's time in epoch milliseconds: an older event never
 * overwrites a newer one, and no event overwrites an end. An end applies to any open ticket: FlexMatch sends
 * no event of a ticket after it, even if clocks differ.
 */
export interface TicketChange {
  readonly ticketId: TicketId;
  readonly at: number;
  readonly status: TicketStatus;
  readonly estimatedWaitSeconds?: number;
  readonly made?: MatchId;
  readonly match?: TicketRecord['match'];
  readonly connection?: TicketRecord['connection'];
  readonly reason?: string;
  /** The player requested it: it also applies while the ticket is getting a match against bots. */
  readonly byPlayer?: true;
}

/** The ticket id is taken. */
export class TicketIdTaken extends Error {}

/** The player has an open ticket: with two tickets FlexMatch could match a player with themselves. */
export class TicketAlreadyOpen extends Error {
  constructor(readonly ticketId: TicketId) {
    super(`ticket ${ticketId} is open`);
  }
}

export interface TicketStore {
  /**
   * @param admit called with the player's previous ticket, which has ended: when it throws, nothing is
   * written. No other ticket of the player comes in between.
   * @throws TicketIdTaken | TicketAlreadyOpen: of two concurrent calls for one player one succeeds; what
   * `admit` throws
   */
  create(ticket: TicketRecord, admit?: (before: TicketRecord) => Promise<void>): Promise<void>;
  get(ticketId: TicketId): Promise<TicketRecord | undefined>;
  /** Conditional and idempotent; false when the row already has a newer state or an end. */
  change(change: TicketChange): Promise<boolean>;
  /**
   * Marks a searching ticket that is about to get a match against bots: for a while, only that match, a match
   * of FlexMatch, or its player ends it. @returns false when it does not search
   */
  beginFilling(ticketId: TicketId, at: number): Promise<boolean>;
  /** The player's open ticket, if any (read consistently). */
  openTicketOf(playerId: PlayerId): Promise<TicketRecord | undefined>;
  /** For the sweeper: open tickets without an event since a time. */
  staleOpenTickets(heardBefore: number, limit: number): Promise<readonly TicketRecord[]>;
}

/** Statuses in which a match is proposed or placed; other open tickets have none. */
const proposed: ReadonlySet<TicketStatus> = new Set<TicketStatus>(['requires-acceptance', 'placing']);

/** Partitions of index `open`: every status change of an open ticket writes to it. */
const openShards = 4;
/** Ended tickets are not needed after a week. */
const keptSeconds = 7 * 24 * 60 * 60;
const tickets = ticketRows.ticket;
/**
 * The time that a process has to give a ticket a match against bots; after it the next reader of the ticket
 * starts again.
 */
const fillingMilliseconds = 60_000;

/** @param names the tickets table's real name @param retry for tests: waiting and randomness */
export function createTicketStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'tickets'>,
  retry: RetryPolicy = defaultRetryPolicy,
): TicketStore {
  const TableName = names.tickets;
  const waiting = {
    table: TableName,
    index: 'open',
    shard: 'openShard',
    shardKeys: Array.from({ length: openShards }, (_, shard) => openShardKey({ shard })),
    time: 'heardAt',
    id: 'ticketId',
  } as const;

  async function get(ticketId: TicketId): Promise<TicketRecord | undefined> {
    const Item = await readRow(client, TableName, retry, tickets.key({ ticketId }));
    return Item && ticketRecord(readTicketRow(Item));
  }

  /** The ticket that a player opened last, open or not. */
  async function lastOf(playerId: PlayerId): Promise<TicketId | undefined> {
    const Item = await readRow(client, TableName, retry, ticketRows.openOf.key({ playerId }));
    return Item && ticketId(fieldsOf(Item, 'of an open ticket').text('ticketId'));
  }

  /**
   * @returns the current row, in DynamoDB's own JSON, when the condition failed; undefined when the update
   * was made
   */
  async function update(
    input: Omit<UpdateCommandInput, 'TableName'>,
  ): Promise<ConditionalCheckFailedException['Item'] | 'absent' | undefined> {
    try {
      await whileContended(retry, () =>
        client.send(
          new UpdateCommand({ TableName, ReturnValuesOnConditionCheckFailure: 'ALL_OLD', ...input }),
        ),
      );
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return error.Item ?? 'absent';
      throw error;
    }
  }

  return {
    async create(ticket, admit) {
      const { ticketId, playerId, createdAt } = ticket;
      const expiresAt = Math.floor(createdAt / 1000) + keptSeconds;
      for (let attempt = 1; attempt <= retry.attempts; attempt += 1) {
        const last = await lastOf(playerId);
        const lastTicket = last === undefined ? undefined : await get(last);
        if (lastTicket && !hasEnded(lastTicket.status) && lastTicket.ticketId !== ticketId)
          throw new TicketAlreadyOpen(lastTicket.ticketId);
        if (lastTicket !== undefined) await admit?.(lastTicket);
        try {
          await whileContended(retry, () =>
            client.send(
              new TransactWriteCommand({
                TransactItems: [
                  {
                    Put: {
                      TableName,
                      // Events have clocks of their own: the first event counts as newer than a row that is
                      // only "queued", at any time.
                      Item: {
                        ...tickets.key({ ticketId }),
                        ...ticket,
                        at: 0,
                        step: stepOf(ticket.status),
                        expiresAt,
                        ...(hasEnded(ticket.status)
                          ? {}
                          : { openShard: openShard(ticketId), heardAt: createdAt }),
                      },
                      ConditionExpression: 'attribute_not_exists(pk)',
                    },
                  },
                  {
                    Put: {
                      TableName,
                      Item: { ...ticketRows.openOf.key({ playerId }), ticketId, expiresAt },
                      ...(last === undefined
                        ? { ConditionExpression: 'attribute_not_exists(pk)' }
                        : {
                            ConditionExpression: 'attribute_not_exists(pk) OR ticketId = :last',
                            ExpressionAttributeValues: { ':last': last },
                          }),
                    },
                  },
                ],
              }),
            ),
          );
          return;
        } catch (error) {
          const failed = failedConditions(error);
          if (failed === undefined) throw error;
          if (failed.has(0)) {
            // Written by an attempt whose answer was lost.
            const standing = await get(ticketId);
            if (standing?.playerId === playerId && standing.createdAt === createdAt) return;
            throw new TicketIdTaken(`ticket ${ticketId} exists`);
          }
          // Another ticket of the player came first: look again.
        }
      }
      throw new StoreContended(`player ${playerId} opens tickets too fast`);
    },

    get,

    async change(change) {
      const old = await update(hasEnded(change.status) ? ending(change) : moving(change));
      if (old === undefined) return true;
      if (old === 'absent' || change.status !== 'completed' || old.status?.S !== 'completed') return false;
      // Already completed, perhaps from an event with fewer fields: missing fields are added, existing ones
      // stay.
      const missing = (['made', 'match', 'connection'] as const).filter(
        (field) => old[field] === undefined && change[field] !== undefined,
      );
      if (missing.length === 0) return false;
      return (
        (await update({
          Key: tickets.key({ ticketId: change.ticketId }),
          UpdateExpression: `SET ${missing.map((field) => `#${field} = if_not_exists(#${field}, :${field})`).join(', ')}`,
          ConditionExpression: `#status = :completed AND (${missing.map((field) => `attribute_not_exists(#${field})`).join(' OR ')})`,
          ExpressionAttributeNames: {
            '#status': 'status',
            ...Object.fromEntries(missing.map((field) => [`#${field}`, field])),
          },
          ExpressionAttributeValues: {
            ':completed': 'completed',
            ...Object.fromEntries(missing.map((field) => [`:${field}`, change[field]])),
          },
        })) === undefined
      );
    },

    async beginFilling(ticketId, at) {
      const failed = await update({
        Key: tickets.key({ ticketId }),
        UpdateExpression: 'SET fillingAt = :at',
        ConditionExpression: 'attribute_exists(openShard) AND #status IN (:queued, :searching)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':at': at, ':queued': 'queued', ':searching': 'searching' },
      });
      return failed === undefined;
    },

    async openTicketOf(playerId) {
      const last = await lastOf(playerId);
      const ticket = last === undefined ? undefined : await get(last);
      return ticket && !hasEnded(ticket.status) ? ticket : undefined;
    },

    async staleOpenTickets(heardBefore, limit) {
      const rows = await longestWaiting(client, retry, waiting, heardBefore, limit);
      return rows.map((row) => ticketRecord(readTicketRow(row)));
    },
  };
}

const openShard = (ticketId: TicketId): string => openShardKey({ shard: shardOf(ticketId, openShards) });
/** Order of statuses: decides between two events of the same millisecond. */
const stepOf = (status: TicketStatus): number => ticketStatuses.indexOf(status);

/** An open ticket stays open. The index entry marks an open ticket: an ended one has none. */
function moving(change: TicketChange): Omit<UpdateCommandInput, 'TableName'> {
  const fields = {
    estimatedWaitSeconds: change.estimatedWaitSeconds,
    made: change.made,
    match: change.match,
    connection: change.connection,
    reason: change.reason,
  };
  const dropped = [
    ...(change.reason === undefined ? ['reason'] : []),
    // A dropped proposal leaves nothing behind; the sweeper cannot know the match of a later one.
    ...(change.status !== 'placing' && change.made === undefined ? ['made'] : []),
    ...(proposed.has(change.status)
      ? []
      : (['match', 'connection'] as const).filter((field) => change[field] === undefined)),
  ];
  return assignment(
    change,
    { ...fields, heardAt: change.at },
    dropped,
    'attribute_exists(openShard) AND (#at < :at OR (#at = :at AND #step < :step))',
  );
}

function ending(change: TicketChange): Omit<UpdateCommandInput, 'TableName'> {
  const fields = { match: change.match, connection: change.connection, reason: change.reason };
  const kept = change.status === 'completed';
  const dropped = [
    'made',
    'openShard',
    'heardAt',
    'estimatedWaitSeconds',
    ...(change.reason === undefined ? ['reason'] : []),
    ...(kept ? [] : (['match', 'connection'] as const).filter((field) => change[field] === undefined)),
  ];
  if (kept || change.byPlayer === true)
    return assignment(change, fields, dropped, 'attribute_exists(openShard)');
  const { ExpressionAttributeValues, ...rest } = assignment(
    change,
    fields,
    dropped,
    'attribute_exists(openShard) AND (attribute_not_exists(fillingAt) OR fillingAt < :unfilled)',
  );
  const unfilled = change.at - fillingMilliseconds;
  return { ...rest, ExpressionAttributeValues: { ...ExpressionAttributeValues, ':unfilled': unfilled } };
}

function assignment(
  change: TicketChange,
  fields: Readonly<Record<string, unknown>>,
  dropped: readonly string[],
  condition: string,
): Omit<UpdateCommandInput, 'TableName'> {
  const set = Object.entries({
    ...fields,
    status: change.status,
    at: change.at,
    step: stepOf(change.status),
  }).filter(([, value]) => value !== undefined);
  const used = new Set([...set.map(([name]) => name), ...dropped]);
  return {
    Key: tickets.key({ ticketId: change.ticketId }),
    UpdateExpression: `SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}${dropped.length > 0 ? ` REMOVE ${dropped.map((name) => `#${name}`).join(', ')}` : ''}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: Object.fromEntries([...used].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
  };
}
