import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type TicketId } from '../core/ids';
import { batchGet } from './batch-get';
import { type RetryPolicy } from './contention';
import { ticketRows } from './keys';
import { type TicketRecord } from './ticket-record';
import { readTicketRow, ticketRecord } from './ticket-row';

/**
 * Many tickets at once, in no order; unknown tickets are left out. The rows may be moments old.
 * @param ids each once
 * @throws StoreContended
 */
export async function readTickets(
  client: DynamoDBDocumentClient,
  table: string,
  ids: readonly TicketId[],
  retry: RetryPolicy,
): Promise<readonly TicketRecord[]> {
  const keys = ids.map((ticketId) => ticketRows.ticket.key({ ticketId }));
  const rows = await batchGet(client, table, retry, keys);
  return rows.map((row) => ticketRecord(readTicketRow(row)));
}
