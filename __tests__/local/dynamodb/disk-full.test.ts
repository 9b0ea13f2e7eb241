import path from 'node:path';
import { type DynamoDBClient, paginateScan, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb';
import { makeTable } from './cases/tables';
import { clientsOf } from './emulators';
import { canMount, makeTinyDisk, type TinyDisk } from './tiny-disk';
import { until } from '../../support/until';

/** `describe` where a disk can be mounted; reported as skipped elsewhere. */
const onATinyDisk = canMount() ? describe : describe.skip;

onATinyDisk('a disk that is full (needs root, to mount one)', () => {
  let disk: TinyDisk;
  let database: LocalDynamoDb;
  let client: DynamoDBClient;
  const lines: string[] = [];

  const start = async (): Promise<void> => {
    database = await startDynamoDb({
      dataDir: path.join(disk.folder, 'dynamodb'),
      ttlSweepMs: 0,
      log: (line) => lines.push(line),
    });
    ({ client } = clientsOf(database.url));
  };
  beforeEach(async () => {
    const made = makeTinyDisk(8 * 1024 * 1024);
    if (!made) throw new Error('a disk could be mounted a moment ago');
    disk = made;
    lines.length = 0;
    await start();
    await makeTable(clientsOf(database.url), 'things');
  });
  afterEach(async () => {
    client.destroy();
    await database.close();
    disk.remove();
  });

  /** Writes rows, eight at a time. @returns the acknowledged rows, and the names of the errors */
  async function write(prefix: string, count: number): Promise<{ kept: string[]; errors: Set<string> }> {
    const kept: string[] = [];
    const errors = new Set<string>();
    const worker = async (number: number): Promise<void> => {
      for (let row = number; row < count; row += 8) {
        const id = `${prefix}-${row}`;
        try {
          await client.send(
            new PutItemCommand({
              TableName: 'things',
              Item: { pk: { S: id }, sk: { S: 'a' }, text: { S: 'x'.repeat(2000) + id } },
            }),
          );
          kept.push(id);
        } catch (error) {
          errors.add(error instanceof Error ? error.name : String(error));
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, number) => worker(number)));
    return { kept, errors };
  }

  async function rows(): Promise<Set<string>> {
    const found = new Set<string>();
    for await (const page of paginateScan({ client }, { TableName: 'things' }))
      for (const { pk } of page.Items ?? []) found.add(pk?.S ?? '');
    return found;
  }

  /** Resolves once writes are accepted again. */
  const writable = (): Promise<void> =>
    until('a disk that takes writes', () => database.unwritable() === undefined);

  it('loses no acknowledged write, reports the state, and accepts writes again by itself', async () => {
    const acknowledged = (await write('before', 100)).kept;
    disk.fill(200 * 1024);

    const { kept, errors } = await write('full', 400);
    acknowledged.push(...kept);
    expect(kept.length).toBeLessThan(400);
    expect([...errors]).toEqual(['InternalServerError']);
    expect(database.unwritable()).toMatch(/no space left/i);
    const health = await fetch(database.url);
    expect(health.status).toBe(503);
    expect(await health.text()).toMatch(/^unhealthy: dynamodb: .*no space left/i);
    expect(lines).toEqual([expect.stringMatching(/^DynamoDB: the disk refused a write \(.*no space left/i)]);
    // Existing rows can still be read.
    expect([...(await rows())].sort()).toEqual([...acknowledged].sort());

    disk.free();
    await writable();
    expect((await fetch(database.url)).status).toBe(200);
    expect(lines.at(-1)).toBe('DynamoDB: writes are taken again.');
    const later = await write('after', 500);
    expect(later.errors.size).toBe(0);
    acknowledged.push(...later.kept);

    client.destroy();
    await database.close();
    await start();
    const found = await rows();
    expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
  });

  it('is survived by a process that ends while it is full', async () => {
    const acknowledged = (await write('before', 50)).kept;
    disk.fill(100 * 1024);
    acknowledged.push(...(await write('full', 100)).kept);
    client.destroy();
    await database.close();
    disk.free();
    await start();
    const found = await rows();
    expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
  });
});
