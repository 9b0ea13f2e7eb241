import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTables, startDynamoDb } from '../../../local/dynamodb';
import { createMatchStore } from '../../../store/match-store';
import { createPlayerRecordStore } from '../../../store/player-records';
import { createPlayerStore } from '../../../store/players';
import { createRewardStore } from '../../../store/rewards';
import { createSessionStore } from '../../../store/sessions';
import { createTicketStore } from '../../../store/tickets';
import { tableNames } from './backend';

/** The stores on an embedded DynamoDB of their own. */
export async function startStores() {
  // Tests have their own clocks, by which rows have long expired for the database, so TTL is off.
  const dynamodb = await startDynamoDb({ ttlSweepMs: 0 });
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: dynamodb.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await createTables(client, tableNames);
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    url: dynamodb.url,
    documents,
    players: createPlayerStore(documents, tableNames),
    sessions: createSessionStore(documents, tableNames),
    records: createPlayerRecordStore(documents, tableNames),
    rewards: createRewardStore(documents, tableNames),
    tickets: createTicketStore(documents, tableNames),
    matches: createMatchStore(documents, tableNames),
    async close() {
      client.destroy();
      await dynamodb.close();
    },
  };
}
