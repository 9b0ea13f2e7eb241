import { ticketLeaseMs, renewalMs } from '../contract/ticket-lease';
import { hasEnded } from '../contract/ticket-status';
import { type TicketId } from '../core/ids';
import { ticketRows } from './keys';
import { type Table } from './table';
import { updateTicket } from './ticket-changes';
import { type TicketRecord } from './ticket-record';

/** TicketStore.renew. Of two requests at once, one writes. */
export async function renewLease(table: Table, ticket: TicketRecord, at: number): Promise<void> {
  const { ticketId, status, askedAt = 0, lapsedAt } = ticket;
  if (hasEnded(status) || lapsedAt !== undefined || askedAt > at - renewalMs) return;
  await updateTicket(table, {
    Key: ticketRows.ticket.key({ ticketId }),
    UpdateExpression: 'SET askedAt = :at',
    ConditionExpression:
      'attribute_exists(openShard) AND attribute_not_exists(lapsedAt) AND ' +
      '(attribute_not_exists(askedAt) OR askedAt <= :before)',
    ExpressionAttributeValues: { ':at': at, ':before': at - renewalMs },
  });
}

/**
 * TicketStore.lapse. The write decides between a renewal and the end of the lease: after it no renewal
 * succeeds, and it fails after a renewal.
 */
export async function lapseLease(table: Table, ticketId: TicketId, at: number): Promise<boolean> {
  const failed = await updateTicket(table, {
    Key: ticketRows.ticket.key({ ticketId }),
    UpdateExpression: 'SET lapsedAt = :at',
    ConditionExpression: 'attribute_exists(openShard) AND askedAt < :before',
    ExpressionAttributeValues: { ':at': at, ':before': at - ticketLeaseMs },
  });
  return failed === undefined;
}
