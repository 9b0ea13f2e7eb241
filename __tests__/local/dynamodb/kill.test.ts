import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import {
  type AttributeValue,
  paginateQuery,
  paginateScan,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startDynamoDb } from '../../../local/dynamodb';
import { makeTable, records } from './cases/tables';
import { clientsOf, type Emulator } from './emulators';
import { serveArguments } from './serve';

let dataDir: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'turnlift-dynamodb-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

async function serve(): Promise<Emulator> {
  const spawned = spawn(process.execPath, serveArguments(dataDir), {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  child = spawned;
  const lines = createInterface({ input: spawned.stdout });
  const [url] = await once(lines, 'line');
  const clients = clientsOf(String(url));
  return {
    name: 'turnlift',
    ...clients,
    close: async () => {
      clients.client.destroy();
      clients.streams.destroy();
    },
  };
}

/** Writes three rows in each transaction, eight at a time, and kills the process after this many answers. */
async function writeUntilKilled(
  emulator: Emulator,
  round: number,
  answers: number,
): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  const one = async (worker: number): Promise<void> => {
    for (let i = 0; ; i += 1) {
      const id = `${round}-${worker}-${i}`;
      const row = (part: string): Record<string, AttributeValue> => ({
        pk: { S: id },
        sk: { S: part },
        gpk: { S: 'g' },
        gsk: { S: `${id}#${part}` },
        s: { N: '1' },
      });
      try {
        await emulator.client.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              ...['a', 'b'].map((part) => ({ Put: { TableName: 'things', Item: row(part) } })),
              {
                Update: {
                  TableName: 'things',
                  Key: { pk: { S: `counter-${worker}` }, sk: { S: 'n' } },
                  UpdateExpression: 'ADD n :one',
                  ExpressionAttributeValues: { ':one': { N: '1' } },
                },
              },
            ],
          }),
        );
      } catch {
        return;
      }
      acknowledged.push(id);
      if (acknowledged.length === answers) child?.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, worker) => one(worker)));
  return acknowledged;
}

async function readEverything(
  emulator: Emulator,
): Promise<{ rows: Array<Record<string, AttributeValue>>; indexed: string[] }> {
  const rows: Array<Record<string, AttributeValue>> = [];
  for await (const page of paginateScan(
    { client: emulator.client },
    { TableName: 'things', ConsistentRead: true },
  ))
    rows.push(...(page.Items ?? []));
  const indexed: string[] = [];
  for await (const page of paginateQuery(
    { client: emulator.client },
    {
      TableName: 'things',
      IndexName: 'rank',
      KeyConditionExpression: 'gpk = :g',
      ExpressionAttributeValues: { ':g': { S: 'g' } },
    },
  ))
    indexed.push(...(page.Items ?? []).map(({ gsk }) => gsk?.S ?? ''));
  return { rows, indexed };
}

describe('kill -9 in the middle of writing', () => {
  it('loses no acknowledged write; item, index and stream agree, transactions are whole', async () => {
    const acknowledged: string[] = [];
    for (const [round, answers] of [40, 7, 113].entries()) {
      const emulator = await serve();
      if (round === 0) await makeTable(emulator, 'things');
      acknowledged.push(...(await writeUntilKilled(emulator, round, answers)));
      await emulator.close();
    }
    const dynamodb = await startDynamoDb({ dataDir, ttlSweepMs: 0 });
    const emulator: Emulator = {
      name: 'turnlift',
      ...clientsOf(dynamodb.url),
      close: () => dynamodb.close(),
    };
    const { rows, indexed } = await readEverything(emulator);

    const parts = new Map<string, number>();
    let counted = 0;
    for (const { pk, gsk, n } of rows) {
      if (gsk) parts.set(pk?.S ?? '', (parts.get(pk?.S ?? '') ?? 0) + 1);
      else counted += Number(n?.N);
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(160);
    expect(acknowledged.filter((id) => parts.get(id) !== 2)).toEqual([]);
    // Writes whose answer was lost are in all three parts or in none.
    expect([...parts.values()].every((count) => count === 2)).toBe(true);
    expect(counted).toBe(parts.size);
    expect(indexed.sort()).toEqual(rows.flatMap(({ gsk }) => gsk?.S ?? []).sort());

    const replayed = new Map<string, string>();
    let last = '';
    for (const { dynamodb: record } of await records(emulator, 'things')) {
      expect((record?.SequenceNumber ?? '') > last).toBe(true);
      last = record?.SequenceNumber ?? '';
      replayed.set(`${record?.Keys?.pk?.S}/${record?.Keys?.sk?.S}`, canonical(record?.NewImage));
    }
    expect(replayed).toEqual(new Map(rows.map((row) => [`${row.pk?.S}/${row.sk?.S}`, canonical(row)])));
    emulator.client.destroy();
    emulator.streams.destroy();
    await dynamodb.close();
  });
});

function canonical(item: object | undefined): string {
  return JSON.stringify(Object.entries(item ?? {}).sort(([left], [right]) => (left < right ? -1 : 1)));
}
