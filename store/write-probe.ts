import { PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { playerRows } from './keys';

/** Whether the tables accept writes, tested by a write. */
export interface WriteProbe {
  /**
   * Writes a row that is never read. It is the same each time, so that no stream shows it.
   * @throws the error of the write; an `AbortError` when it takes too long
   */
  write(): Promise<void>;
}

/** @param withinMs the timeout of the write with its retries */
export function createWriteProbe(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'players'>,
  withinMs: number,
): WriteProbe {
  return {
    async write() {
      await client.send(new PutCommand({ TableName: names.players, Item: playerRows.probe.key({}) }), {
        abortSignal: AbortSignal.timeout(withinMs),
      });
    },
  };
}
