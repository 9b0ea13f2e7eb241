import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tablesNamed } from '../../../contract/tables';
import { createTables, type LocalDynamoDb, startDynamoDb, type TableNames } from '../../../local/dynamodb';
import { createMatchStore, createPlayerStore, type MatchStore, type PlayerStore } from '../../../store';
import { createInvitationStore, type InvitationStore } from '../../../store/invitations';
import { createRematchStore, type RematchStore } from '../../../store/rematches';

export const region = 'eu-central-1';
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
export const tables: TableNames = tablesNamed((table) => `test-${table}`);

/** The real store on the embedded emulator, in memory. */
export interface EmulatedStore {
  readonly dynamodb: LocalDynamoDb;
  readonly matches: MatchStore;
  readonly invitations: InvitationStore;
  readonly rematches: RematchStore;
  readonly players: PlayerStore;
  close(): Promise<void>;
}

export async function emulatedStore(): Promise<EmulatedStore> {
  // Tests have their own clocks, by which rows have long expired for the database, so TTL is off.
  const dynamodb = await startDynamoDb({ ttlSweepMs: 0 });
  const client = new DynamoDBClient({ endpoint: dynamodb.url, region, credentials });
  await createTables(client, tables);
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    dynamodb,
    matches: createMatchStore(documents, tables),
    invitations: createInvitationStore(documents, tables),
    rematches: createRematchStore(documents, tables),
    players: createPlayerStore(documents, tables),
    async close() {
      client.destroy();
      await dynamodb.close();
    },
  };
}
