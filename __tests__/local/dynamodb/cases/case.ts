import {
  type AttributeValue,
  GetItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { type Emulator } from '../emulators';

/** The observations of a case, as plain JSON: the same on every emulator, and equal to `expected`. */
export interface Case {
  readonly name: string;
  readonly run: (emulator: Emulator, table: string) => Promise<unknown>;
  readonly expected: unknown;
  /** Where Amazon's emulator is known to differ from the service, with the reason. */
  readonly onDynamoDbLocal?: {
    readonly expected?: unknown;
    readonly notRun?: true;
    readonly because: string;
  };
}

export const S = (text: string): AttributeValue => ({ S: text });
export const N = (number: number): AttributeValue => ({ N: String(number) });
export const key = (pk: string, sk = 'a'): Record<string, AttributeValue> => ({ pk: S(pk), sk: S(sk) });
export const item = (
  pk: string,
  more: Record<string, AttributeValue> = {},
  sk = 'a',
): Record<string, AttributeValue> => ({ ...key(pk, sk), ...more });

/** Name and, for transactions, reasons of a refusal. */
export async function refusal(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    if (error instanceof TransactionCanceledException)
      return {
        name: error.name,
        reasons: error.CancellationReasons?.map(({ Code, Item }) => (Item ? { Code, Item } : { Code })),
      };
    if (error instanceof Error) return { name: error.name };
    throw error;
  }
}

/** An item, or `absent`. */
export async function get({ client }: Emulator, TableName: string, pk: string, sk = 'a'): Promise<unknown> {
  return (
    (await client.send(new GetItemCommand({ TableName, Key: key(pk, sk), ConsistentRead: true }))).Item ??
    'absent'
  );
}

export const transact = (
  { client }: Emulator,
  TransactItems: TransactWriteItem[],
  ClientRequestToken?: string,
): Promise<unknown> =>
  client.send(
    new TransactWriteItemsCommand({
      TransactItems,
      ...(ClientRequestToken === undefined ? {} : { ClientRequestToken }),
    }),
  );
