import { type InvitationCode } from '../core/ids';
import { type InvitationRow } from './invitation-row';
import { ticketRows } from './keys';
import { type TimedTable } from './table';
import { type TransactItem } from './transaction';

/** Players can read the result for a day. */
const keptMs = 24 * 60 * 60 * 1000;

/** Epoch seconds after which DynamoDB deletes the row. */
const expiryOf = (openUntil: number): number => Math.ceil((openUntil + keptMs) / 1000);

const itemOf = (row: InvitationRow) => ({
  ...ticketRows.invitation.key({ code: row.code }),
  ...row,
  expiresAt: expiryOf(row.openUntil),
});

/** The rows by which players find an open invitation. */
export const pointersTo = ({ code, from, to, place }: InvitationRow) => [
  ticketRows.sent.key({ playerId: from, place }),
  ...to.map((playerId) => ticketRows.invited.key({ playerId, code })),
];

/** The writes of a new invitation: its row, and the rows by which its players find it. */
export function creation({ TableName, now }: TimedTable, invitation: InvitationRow): TransactItem[] {
  const { code, from, to, openUntil, place, game } = invitation;
  const { sent, invited } = ticketRows;
  const pointer = { code, openUntil, place, expiresAt: expiryOf(openUntil) };
  // The function on the table's stream notifies the invited player, by this row alone.
  const asking = { ...pointer, from, game };
  const free = {
    ConditionExpression: 'attribute_not_exists(pk) OR openUntil <= :now',
    ExpressionAttributeValues: { ':now': now() },
  };
  return [
    {
      Put: {
        TableName: TableName,
        Item: itemOf(invitation),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    {
      Put: {
        TableName: TableName,
        Item: { ...sent.key({ playerId: from, place }), ...pointer },
        ...free,
      },
    },
    ...to.map((playerId) => ({
      Put: {
        TableName: TableName,
        Item: { ...invited.key({ playerId, code }), ...asking, playerId },
      },
    })),
  ];
}

/** The write of a changed invitation; it fails when another was faster. */
export function replaced(
  { TableName }: TimedTable,
  { version }: InvitationRow,
  changed: InvitationRow,
): TransactItem {
  return {
    Put: {
      TableName,
      Item: itemOf(changed),
      ConditionExpression: 'version = :version',
      ExpressionAttributeValues: { ':version': version },
    },
  };
}

/** The removal of a row by which a player finds an invitation. */
export function deleted(
  { TableName }: TimedTable,
  Key: { readonly pk: string; readonly sk: string },
  code: InvitationCode,
): TransactItem {
  return {
    Delete: {
      TableName,
      Key: { ...Key },
      // A place may belong to another invitation by now, if this one has expired.
      ConditionExpression: 'attribute_not_exists(pk) OR code = :code',
      ExpressionAttributeValues: { ':code': code },
    },
  };
}
