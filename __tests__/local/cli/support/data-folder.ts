import fs from 'node:fs';
import path from 'node:path';
import {
  BatchWriteItemCommand,
  DescribeTableCommand,
  paginateQuery,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { strToU8, zipSync } from 'fflate';
import { startDynamoDb } from '../../../../local/dynamodb';
import { State } from '../../../../local/gamelift/state/state';
import { SecretVault } from '../../../../local/secrets/secret-vault';
import { makeDataFolder } from '../../../../local/stack/data-folder';
import { writeMarker } from '../../../../local/stack/data-marker';
import { dataScheme } from '../../../../local/stack/data-scheme';
import { makeTable } from '../../dynamodb/cases/tables';
import { clientsOf, type Emulator } from '../../dynamodb/emulators';

export const fail = (error: Error): never => {
  throw error;
};

/** Fills a folder as a stack leaves it, with content in each part: 400 items, 30 tickets, a script, a key. */
export async function fillDataFolder(folder: string): Promise<void> {
  const at = (...names: readonly string[]): string => path.join(folder, ...names);
  for (const round of [0, 1]) await fillDatabase(folder, round);
  const state = await State.open(at('gamelift', 'state'), fail);
  for (let id = 0; id < 30; id += 1) {
    state.collection<{ readonly value: number }>('tickets').put(`t${id}`, { value: id });
    await state.flushed();
  }
  fs.mkdirSync(at('gamelift', 'scripts', 'script-1'), { recursive: true });
  fs.writeFileSync(
    at('gamelift', 'scripts', 'script-1', '1.zip'),
    zipSync({ 'server.js': strToU8('exports.ssExports = {};\n'.repeat(20)) }),
  );
  state.collection<{ readonly revision: number }>('scripts').put('script-1', { revision: 1 });
  await state.close();
  new SecretVault(at('secrets', 'secrets.json'), 'us-east-1', Date.now).create('keys', {
    secretString: 'a key',
  });
  makeDataFolder(folder);
  writeMarker(folder, dataScheme, { environment: 'laptop', region: 'us-east-1' });
}

async function withDatabase<Result>(
  folder: string,
  use: (emulator: Emulator) => Promise<Result>,
): Promise<Result> {
  const database = await startDynamoDb({ dataDir: path.join(folder, 'dynamodb'), ttlSweepMs: 0 });
  const clients = clientsOf(database.url);
  try {
    return await use({ name: 'turnlift', ...clients, close: async () => undefined });
  } finally {
    clients.client.destroy();
    clients.streams.destroy();
    await database.close();
  }
}

/** Writes 200 items into the table, with ids of the round. */
export async function fillDatabase(folder: string, round: number): Promise<void> {
  await withDatabase(folder, async (emulator) => {
    if (round === 0) await makeTable(emulator, 'things');
    for (let batch = 0; batch < 8; batch += 1)
      await emulator.client.send(
        new BatchWriteItemCommand({
          RequestItems: {
            things: Array.from({ length: 25 }, (_, item) => {
              const id = `${round}-${batch}-${item}`;
              return {
                PutRequest: {
                  Item: {
                    pk: { S: id },
                    sk: { S: 's' },
                    gpk: { S: 'g' },
                    gsk: { S: id },
                    text: { S: 'z'.repeat(500) },
                  },
                },
              };
            }),
          },
        }),
      );
  });
}

/** Sorted ids in the table, and in its index. */
export interface DataContent {
  readonly items: readonly string[];
  readonly indexed: readonly string[];
}

/** Reads the table and its index, as a stack would. */
export async function contentOf(folder: string): Promise<DataContent> {
  return withDatabase(folder, async ({ client }) => {
    const [items, indexed]: [string[], string[]] = [[], []];
    for await (const page of paginateScan({ client }, { TableName: 'things' }))
      items.push(...(page.Items ?? []).map(({ pk }) => pk?.S ?? ''));
    for await (const page of paginateQuery(
      { client },
      {
        TableName: 'things',
        IndexName: 'rank',
        KeyConditionExpression: 'gpk = :g',
        ExpressionAttributeValues: { ':g': { S: 'g' } },
      },
    ))
      indexed.push(...(page.Items ?? []).map(({ pk }) => pk?.S ?? ''));
    return { items: items.sort(), indexed: indexed.sort() };
  });
}

/** The number of records for a consumer that begins at the start of the table's stream. */
export async function newestRecords(folder: string): Promise<number> {
  return withDatabase(folder, async ({ client, streams }) => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'things' }));
    const StreamArn = Table?.LatestStreamArn;
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    return (await streams.send(new GetRecordsCommand({ ShardIterator }))).Records?.length ?? 0;
  });
}
