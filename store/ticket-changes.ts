import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { type TicketEnd } from '../contract/ticket-ends';
import { hasEnded, type TicketStatus, ticketStatuses } from '../contract/ticket-status';
import { whileContended } from './contention';
import { ticketRows } from './keys';
import { type Table } from './table';
import { type TicketChange } from './ticket-record';

const tickets = ticketRows.ticket;

/** Statuses in which a match is proposed or placed; other open tickets have none. */
const proposed: ReadonlySet<TicketStatus> = new Set<TicketStatus>(['requires-acceptance', 'placing']);

/**
 * The time that a process has to give a ticket a match against bots, or to end it after its lease. When it is
 * over, the next reader of the ticket, or the next sweep, starts again.
 */
const decidingMs = 60_000;

/** The end that a final status says by itself. */
const endOfStatus: Readonly<Record<TicketStatus, TicketEnd | undefined>> = {
  queued: undefined,
  searching: undefined,
  'requires-acceptance': undefined,
  placing: undefined,
  completed: undefined,
  failed: 'failed',
  cancelled: 'cancelled',
  'timed-out': 'timed-out',
};

/** Order of statuses: decides between two events of the same millisecond. */
export const stepOf = (status: TicketStatus): number => ticketStatuses.indexOf(status);

/** TicketStore.change. */
export async function changeTicket(table: Table, change: TicketChange): Promise<boolean> {
  const old = await updateTicket(table, hasEnded(change.status) ? ending(change) : moving(change));
  if (old === undefined) return true;
  if (old === 'absent' || change.status !== 'completed' || old.status?.S !== 'completed') return false;
  // Already completed, perhaps from an event with fewer fields: missing fields are added, existing ones
  // stay.
  const missing = (['made', 'match', 'connection'] as const).filter(
    (field) => old[field] === undefined && change[field] !== undefined,
  );
  if (missing.length === 0) return false;
  const added = missing.map((field) => `#${field} = if_not_exists(#${field}, :${field})`);
  const absent = missing.map((field) => `attribute_not_exists(#${field})`);
  return (
    (await updateTicket(table, {
      Key: tickets.key({ ticketId: change.ticketId }),
      UpdateExpression: `SET ${added.join(', ')}`,
      ConditionExpression: `#status = :completed AND (${absent.join(' OR ')})`,
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
}

/**
 * @returns the current row, in DynamoDB's own JSON, when the condition failed; undefined when the update
 * was made
 */
export async function updateTicket(
  { retry, client, TableName }: Table,
  input: Omit<UpdateCommandInput, 'TableName'>,
): Promise<ConditionalCheckFailedException['Item'] | 'absent' | undefined> {
  try {
    await whileContended(retry, () =>
      client.send(new UpdateCommand({ TableName, ReturnValuesOnConditionCheckFailure: 'ALL_OLD', ...input })),
    );
    return undefined;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return error.Item ?? 'absent';
    throw error;
  }
}

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
  const fields = {
    match: change.match,
    connection: change.connection,
    reason: change.reason,
    endedBecause: change.status === 'completed' ? undefined : endOf(change),
  };
  const kept = change.status === 'completed';
  const dropped = [
    'made',
    'openShard',
    'heardAt',
    'askedAt',
    'lapsedAt',
    'estimatedWaitSeconds',
    ...(change.reason === undefined ? ['reason'] : []),
    ...(kept ? [] : (['match', 'connection'] as const).filter((field) => change[field] === undefined)),
  ];
  if (kept || change.decided === true)
    return assignment(change, fields, dropped, 'attribute_exists(openShard)');
  const { ExpressionAttributeValues, ...rest } = assignment(
    change,
    fields,
    dropped,
    [
      'attribute_exists(openShard)',
      '(attribute_not_exists(fillingAt) OR fillingAt < :undecided)',
      '(attribute_not_exists(lapsedAt) OR lapsedAt < :undecided)',
    ].join(' AND '),
  );
  const undecided = change.at - decidingMs;
  return { ...rest, ExpressionAttributeValues: { ...ExpressionAttributeValues, ':undecided': undecided } };
}

const endOf = ({ endedBecause, status }: TicketChange): TicketEnd | undefined =>
  endedBecause ?? endOfStatus[status];

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
  const assigned = set.map(([name]) => `#${name} = :${name}`).join(', ');
  const removed = dropped.length > 0 ? ` REMOVE ${dropped.map((name) => `#${name}`).join(', ')}` : '';
  return {
    Key: tickets.key({ ticketId: change.ticketId }),
    UpdateExpression: `SET ${assigned}${removed}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: Object.fromEntries([...used].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
  };
}
