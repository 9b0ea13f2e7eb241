import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type PlayerId } from '../core/ids';
import { playerRows } from './keys';
import { prefixedRows } from './prefixed-rows';
import { type TransactItem } from './transaction';

export const accountEventNames = [
  'secret-replaced',
  'sessions-ended',
  'identity-linked',
  'identity-unlinked',
  'banned',
  'unbanned',
] as const;

/** An event of an account, for operators who examine it later. */
export interface AccountEvent {
  readonly event: (typeof accountEventNames)[number];
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: 'player' | 'operator';
  /** The identity provider, or the reason. */
  readonly about?: string;
  /** The operator's name, as passed to the command. */
  readonly operator?: string;
}

/** How long events are kept: a little over a year. */
const keptSeconds = 400 * 24 * 60 * 60;

/** The event's row, for the transaction of the change itself. */
export function eventWrite(TableName: string, playerId: PlayerId, event: AccountEvent): TransactItem {
  const { at, event: name } = event;
  return {
    Put: {
      TableName,
      Item: {
        ...playerRows.accountEvent.key({ playerId, at, event: name }),
        ...event,
        expiresAt: Math.floor(at / 1000) + keptSeconds,
      },
    },
  };
}

/** Events of a player's account, oldest first. */
export async function readEvents(
  client: DynamoDBDocumentClient,
  TableName: string,
  playerId: PlayerId,
): Promise<readonly AccountEvent[]> {
  const { accountEvent } = playerRows;
  const rows = await prefixedRows(
    { client, TableName },
    accountEvent.partition({ playerId }),
    accountEvent.sortPrefix,
  );
  const events: AccountEvent[] = [];
  for (const { event: name, at, by, about, operator } of rows) {
    const event = accountEventNames.find((known) => known === name);
    if (event === undefined) continue;
    events.push({
      event,
      at: Number(at),
      by: by === 'operator' ? 'operator' : 'player',
      ...(typeof about === 'string' ? { about } : {}),
      ...(typeof operator === 'string' ? { operator } : {}),
    });
  }
  return events;
}
