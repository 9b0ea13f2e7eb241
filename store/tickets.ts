import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { ticketLeaseMs } from '../contract/ticket-lease';
import { hasEnded } from '../contract/ticket-status';
import { type PlayerId, ticketId, type TicketId } from '../core/ids';
import {
  defaultRetryPolicy,
  failedConditions,
  type RetryPolicy,
  StoreContended,
  whileContended,
} from './contention';
import { openShardKey, shardOf, ticketRows } from './keys';
import { readRow } from './read-row';
import { rowFieldsOf } from './row-fields';
import { allWaiting, filteredPages, longestWaiting, type ShardedIndex } from './sharded-index';
import { readTicketRow, ticketRecord } from './ticket-row';
import { type TransactItem } from './transaction';
import { type Table } from './table';
import { changeTicket, stepOf, updateTicket } from './ticket-changes';
import { lapseLease, renewLease } from './ticket-lease';
import { type TicketChange, type TicketRecord } from './ticket-record';

/** The ticket id is taken. */
export class TicketIdTaken extends Error {}

/** The player has an open ticket: with two tickets FlexMatch could match a player with themselves. */
export class TicketAlreadyOpen extends Error {
  constructor(readonly ticketId: TicketId) {
    super(`ticket ${ticketId} is open`);
  }
}

/** Tickets as events leave them, and which ticket of a player is open. */
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
  /**
   * The open tickets.
   * @param maxTicketsOfShard tickets that are read from each shard of the index
   * @returns undefined when a shard has more
   */
  openTickets(maxTicketsOfShard: number): Promise<readonly TicketRecord[] | undefined>;
  /** For the sweeper: open tickets without an event since a time. */
  staleOpenTickets(heardBefore: number, limit: number): Promise<readonly TicketRecord[]>;
  /**
   * The client of a ticket has just asked for it (contract/ticket-lease.ts). Writes at most once in a while,
   * and not after the end of the ticket or of its lease.
   * @param ticket as it was read
   */
  renew(ticket: TicketRecord, at: number): Promise<void>;
  /** For the sweeper: open tickets whose lease is over, in pages. The index may lag behind the renewals. */
  lapsed(at: number): AsyncIterable<readonly TicketRecord[]>;
  /**
   * Marks an open ticket whose lease is over, for good. From then on it is not renewed, and for a while only
   * its match, its player or the sweeper ends it. Repeating it is harmless.
   * @returns false when it has ended, or was renewed
   */
  lapse(ticketId: TicketId, at: number): Promise<boolean>;
}

/** Partitions of index `open`: every status change of an open ticket writes to it. */
const openShards = 4;
/** Ended tickets are not needed after a week. */
const keptSeconds = 7 * 24 * 60 * 60;

/** The tickets table, with its index of open tickets. */
interface TicketsTable extends Table {
  readonly waiting: ShardedIndex<'heardAt', 'ticketId'>;
}

/** @param names the tickets table's real name @param retry for tests: waiting and randomness */
export function createTicketStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'tickets'>,
  retry: RetryPolicy = defaultRetryPolicy,
): TicketStore {
  const TableName = names.tickets;
  const waiting: TicketsTable['waiting'] = {
    table: TableName,
    index: 'open',
    shard: 'openShard',
    shardKeys: Array.from({ length: openShards }, (_, shard) => openShardKey({ shard })),
    time: 'heardAt',
    id: 'ticketId',
  };
  const table: TicketsTable = { client, TableName, retry, waiting };
  return {
    create: (ticket, admit) => create(table, ticket, admit),
    get: (ticketId) => get(table, ticketId),
    change: (change) => changeTicket(table, change),
    beginFilling: (ticketId, at) => beginFilling(table, ticketId, at),
    openTicketOf: (playerId) => openTicketOf(table, playerId),
    openTickets: (maxTicketsOfShard) => openTickets(table, maxTicketsOfShard),
    staleOpenTickets: (heardBefore, limit) => staleOpenTickets(table, heardBefore, limit),
    renew: (ticket, at) => renewLease(table, ticket, at),
    lapsed: (at) => lapsed(table, at),
    lapse: (ticketId, at) => lapseLease(table, ticketId, at),
  };
}

async function create(
  table: TicketsTable,
  ticket: TicketRecord,
  admit?: (before: TicketRecord) => Promise<void>,
): Promise<void> {
  const { ticketId, playerId, createdAt } = ticket;
  for (let attempt = 1; attempt <= table.retry.attempts; attempt += 1) {
    const last = await lastOf(table, playerId);
    const lastTicket = last === undefined ? undefined : await get(table, last);
    if (lastTicket && !hasEnded(lastTicket.status) && lastTicket.ticketId !== ticketId)
      throw new TicketAlreadyOpen(lastTicket.ticketId);
    if (lastTicket !== undefined) await admit?.(lastTicket);
    try {
      await whileContended(table.retry, () =>
        table.client.send(
          new TransactWriteCommand({
            TransactItems: creation(table, ticket, last),
          }),
        ),
      );
      return;
    } catch (error) {
      const failed = failedConditions(error);
      if (failed === undefined) throw error;
      if (failed.has(0)) {
        // Written by an attempt whose answer was lost.
        const standing = await get(table, ticketId);
        if (standing?.playerId === playerId && standing.createdAt === createdAt) return;
        throw new TicketIdTaken(`ticket ${ticketId} exists`);
      }
      // Another ticket of the player came first: look again.
    }
  }
  throw new StoreContended(`player ${playerId} opens tickets too fast`);
}

/** The writes of a new ticket. @param last the ticket that the player opened before it */
function creation(
  { TableName }: TicketsTable,
  ticket: TicketRecord,
  last: TicketId | undefined,
): TransactItem[] {
  const { ticketId, playerId, createdAt } = ticket;
  const expiresAt = Math.floor(createdAt / 1000) + keptSeconds;
  return [
    {
      Put: {
        TableName: TableName,
        // Events have clocks of their own: the first event counts as newer than a row that is
        // only "queued", at any time.
        Item: {
          ...ticketRows.ticket.key({ ticketId }),
          ...ticket,
          at: 0,
          step: stepOf(ticket.status),
          expiresAt,
          ...(hasEnded(ticket.status) ? {} : { openShard: openShard(ticketId), heardAt: createdAt }),
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    {
      Put: {
        TableName: TableName,
        Item: { ...ticketRows.openOf.key({ playerId }), ticketId, expiresAt },
        ...(last === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'attribute_not_exists(pk) OR ticketId = :last',
              ExpressionAttributeValues: { ':last': last },
            }),
      },
    },
  ];
}

async function beginFilling(table: TicketsTable, ticketId: TicketId, at: number): Promise<boolean> {
  const failed = await updateTicket(table, {
    Key: ticketRows.ticket.key({ ticketId }),
    UpdateExpression: 'SET fillingAt = :at',
    ConditionExpression: 'attribute_exists(openShard) AND #status IN (:queued, :searching)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':at': at, ':queued': 'queued', ':searching': 'searching' },
  });
  return failed === undefined;
}

async function openTicketOf(table: TicketsTable, playerId: PlayerId): Promise<TicketRecord | undefined> {
  const last = await lastOf(table, playerId);
  const ticket = last === undefined ? undefined : await get(table, last);
  return ticket && !hasEnded(ticket.status) ? ticket : undefined;
}

async function staleOpenTickets(
  { client, retry, waiting }: TicketsTable,
  heardBefore: number,
  limit: number,
): Promise<readonly TicketRecord[]> {
  const rows = await longestWaiting(client, retry, waiting, heardBefore, limit);
  return rows.map((row) => ticketRecord(readTicketRow(row)));
}

async function openTickets(
  { client, retry, waiting }: TicketsTable,
  maxTicketsOfShard: number,
): Promise<readonly TicketRecord[] | undefined> {
  const rows = await allWaiting(client, retry, waiting, maxTicketsOfShard);
  return rows?.map((row) => ticketRecord(readTicketRow(row)));
}

/**
 * Reads every open ticket, since the index is in the order of events. An index in the order of leases would
 * cost two more writes for each renewal. A hundred tickets take about eight reads a minute, or 600 writes.
 */
async function* lapsed(
  { client, retry, waiting }: TicketsTable,
  at: number,
): AsyncGenerator<readonly TicketRecord[]> {
  const isOver = {
    FilterExpression: 'askedAt < :before',
    ExpressionAttributeValues: { ':before': at - ticketLeaseMs },
  };
  for await (const rows of filteredPages(client, retry, waiting, isOver))
    yield rows.map((row) => ticketRecord(readTicketRow(row)));
}

async function get(table: TicketsTable, ticketId: TicketId): Promise<TicketRecord | undefined> {
  const Item = await readRow(table, ticketRows.ticket.key({ ticketId }));
  return Item && ticketRecord(readTicketRow(Item));
}

/** The ticket that a player opened last, open or not. */
async function lastOf(table: TicketsTable, playerId: PlayerId): Promise<TicketId | undefined> {
  const Item = await readRow(table, ticketRows.openOf.key({ playerId }));
  return Item && ticketId(rowFieldsOf(Item, 'of an open ticket').text('ticketId'));
}

const openShard = (ticketId: TicketId): string => openShardKey({ shard: shardOf(ticketId, openShards) });
