import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTables, type LocalDynamoDb, startDynamoDb, type TableNames } from '../../../local/dynamodb';
import { createMatchStore, type MatchStore } from '../../../store';

export const region = 'eu-central-1';
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
export const tables: TableNames = {
  players: 'test-players',
  tickets: 'test-tickets',
  matches: 'test-matches',
  leaderboards: 'test-leaderboards',
  ranks: 'test-ranks',
};

/** The real store on the embedded emulator, in memory. */
export interface EmulatedStore {
  readonly dynamodb: LocalDynamoDb;
  readonly matches: MatchStore;
  close(): Promise<void>;
}

export async function emulatedStore(): Promise<EmulatedStore> {
  const dynamodb = await startDynamoDb();
  const client = new DynamoDBClient({ endpoint: dynamodb.url, region, credentials });
  await createTables(client, tables);
  const matches = createMatchStore(
    DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    tables,
  );
  return {
    dynamodb,
    matches,
    async close() {
      client.destroy();
      await dynamodb.close();
    },
  };
}
