import { PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { playerRows } from './keys';

/** Whether the tables take writes, found out by a write. */
export interface WriteProbe {
  /**
   * Writes a row that nothing reads. It is the same each time, so that no stream tells of it.
   * @throws whatever the write fails with; an `AbortError` when it takes too long
   */
  write(): Promise<void>;
}

/** @param withinMilliseconds the write and its retries may take so long */
export function createWriteProbe(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'players'>,
  withinMilliseconds: number,
): WriteProbe {
  return {
    async write() {
      await client.send(new PutCommand({ TableName: names.players, Item: playerRows.probe.key({}) }), {
        abortSignal: AbortSignal.timeout(withinMilliseconds),
      });
    },
  };
}
