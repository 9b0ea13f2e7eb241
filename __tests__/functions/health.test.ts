import http from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { createHealth, probeMs } from '../../functions/players/health';
import { createTables, startDynamoDb } from '../../local/dynamodb';
import { playerRows } from '../../store/keys';
import { createWriteProbe, type WriteProbe } from '../../store/write-probe';
import { tableNames } from './support/backend';

/** Health on a real table that refuses writes at times. */
let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
let documents: DynamoDBDocumentClient;
const documentsAt = (endpoint: string): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      region: 'us-east-1',
      endpoint,
      maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
  );
beforeAll(async () => {
  dynamodb = await startDynamoDb({ ttlSweepMs: 0 });
  documents = documentsAt(dynamodb.url);
  await createTables(documents, tableNames);
});
afterAll(async () => {
  documents.destroy();
  await dynamodb.close();
});
beforeEach(() => {
  dynamodb.faults.set({});
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});

/** The probe, and how often it wrote. */
function counted(probe: WriteProbe): WriteProbe & { readonly writes: number } {
  let writes = 0;
  return {
    get writes() {
      return writes;
    },
    async write() {
      writes += 1;
      await probe.write();
    },
  };
}

it('writes, and reports the error of a failed write until one succeeds', async () => {
  let time = 1_800_000_000_000;
  const probe = counted(createWriteProbe(documents, tableNames, probeMs));
  const health = createHealth({ probe, now: () => time });
  expect(await health()).toBeUndefined();
  const { Item } = await documents.send(
    new GetCommand({ TableName: tableNames.players, Key: playerRows.probe.key({}) }),
  );
  expect(Item).toEqual({ pk: 'HEALTH', sk: 'PROBE' });

  dynamodb.faults.set({ throttling: 1 });
  time += 1000;
  expect(await health()).toMatch(/^(ProvisionedThroughputExceeded|Throttling)Exception$/);
  dynamodb.faults.set({});
  time += 1000;
  expect(await health()).toBeUndefined();
  expect(probe.writes).toBe(3);
});

it('writes at most once a second, however many ask', async () => {
  let time = 1_800_000_000_000;
  const probe = counted(createWriteProbe(documents, tableNames, probeMs));
  const health = createHealth({ probe, now: () => time });
  await Promise.all(Array.from({ length: 50 }, () => health()));
  time += 999;
  await health();
  expect(probe.writes).toBe(1);
  time += 1;
  await health();
  expect(probe.writes).toBe(2);
  // A system clock that was set back does not extend the cached answer.
  time -= 60_000;
  await health();
  expect(probe.writes).toBe(3);
});

it('does not wait for a database that never answers', async () => {
  const silent = http.createServer(() => undefined);
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve);
  });
  const address = silent.address();
  const mute = documentsAt(`http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`);
  const health = createHealth({ probe: createWriteProbe(mute, tableNames, 20), now: () => 0 });
  expect(await health()).toBe('no write within 0.9 s');
  mute.destroy();
  silent.closeAllConnections();
  await new Promise((resolve) => {
    silent.close(resolve);
  });
});
