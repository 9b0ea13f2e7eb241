import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { create } from 'dynalite/db';
import { unzipSync } from 'fflate';
import { type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb';
import { repairDatabase } from '../../../local/dynamodb/repair';
import { compileProgram } from '../../support/compiled';
import { clientsOf } from './emulators';

/**
 * A folder that an earlier version wrote, killed while entries of an index were held back. It has 604 items
 * in `rooms` (room0 … room19, with sort keys 0 … 30). They are in the global index `open` and in the local
 * index `height`, where entries are missing.
 */
const earlier = path.join(__dirname, 'fixtures', 'index-layout-1.zip');
const items = 604;
const partitions = 20;

let entry: string;
let dataDir: string;
let said: string[];
let child: ChildProcess | undefined;
beforeAll(() => {
  entry = compileProgram('local/dynamodb/index.js');
}, 300_000);
beforeEach(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-layout-'));
  for (const [name, bytes] of Object.entries(unzipSync(fs.readFileSync(earlier))))
    fs.writeFileSync(path.join(dataDir, name), bytes);
  said = [];
});
afterEach(() => {
  child?.kill('SIGKILL');
  fs.rmSync(dataDir, { recursive: true, force: true });
});

/** A start during which time passes quickly: a second at each look. */
async function startDatabase(folder = dataDir): Promise<LocalDynamoDb> {
  let now = Date.UTC(2026, 10, 29);
  return startDynamoDb({
    dataDir: folder,
    ttlSweepMs: 0,
    now: () => (now += 1000),
    log: (line) => said.push(line),
  });
}

/** The items in the table and in its two indexes, as they are after a start. */
async function content(folder = dataDir): Promise<Record<'table' | 'open' | 'height', readonly string[]>> {
  const database = await startDatabase(folder);
  const { client, streams } = clientsOf(database.url);
  const inTable: string[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: 'rooms' }))
    inTable.push(...Items.map(({ pk, sk }) => `${pk?.S} ${sk?.S}`));
  const query = async (IndexName: string, name: string, value: string): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const { Items = [] } of paginateQuery(
      { client, pageSize: 50 },
      {
        TableName: 'rooms',
        IndexName,
        KeyConditionExpression: `${name} = :v`,
        ExpressionAttributeValues: { ':v': { S: value } },
      },
    ))
      found.push(...Items.map(({ pk, sk }) => `${pk?.S} ${sk?.S}`));
    return found;
  };
  const open = await query('open', 'g', 'open');
  const height: string[] = [];
  for (let room = 0; room < partitions; room += 1)
    height.push(...(await query('height', 'pk', `room${room}`)));
  client.destroy();
  streams.destroy();
  await database.close();
  return { table: inTable.sort(), open: [...open].sort(), height: height.sort() };
}

async function expectWhole(folder = dataDir): Promise<void> {
  const { table, open, height } = await content(folder);
  expect(new Set(table).size).toBe(items);
  expect(open).toEqual(table);
  expect(height).toEqual(table);
}

describe('a database whose indexes an earlier version wrote', () => {
  it('gets complete indexes at the first start, which says so if that takes over a second', async () => {
    await expectWhole();
    expect(said).toEqual([
      'DynamoDB: this version computes the indexes again: 500 items so far',
      `DynamoDB: this version computes the indexes again: ${items} items in all`,
    ]);
    await expectWhole();
    expect(said).toHaveLength(2);
  });

  it('gets them at the next start when the process is killed meanwhile', async () => {
    const program = `
      const [, entry, dataDir] = process.argv;
      let now = 0;
      const log = () => process.kill(process.pid, 'SIGKILL');
      require(entry).startDynamoDb({ dataDir, ttlSweepMs: 0, now: () => (now += 1000), log });`;
    child = spawn(process.execPath, ['-e', program, entry, dataDir], { stdio: 'inherit' });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    await expectWhole();
    expect(said).toHaveLength(2);
  });

  it('is repaired with complete indexes, which are not computed once more', async () => {
    const log = path.join(dataDir, '000003.log');
    const bytes = fs.readFileSync(log);
    bytes[40_000] = (bytes[40_000] ?? 0) ^ 1;
    fs.writeFileSync(log, bytes);
    await expect(startDatabase()).rejects.toMatchObject({ code: 'LEVEL_CORRUPTION' });
    const repaired = path.join(dataDir, 'repaired');
    const { lost } = await repairDatabase(dataDir, repaired, {
      region: 'us-east-1',
      now: () => Date.UTC(2026, 10, 29),
    });
    expect(lost).toEqual([
      expect.stringMatching(/^\d+ bytes of logs$/),
      'older values and deleted items may be back',
    ]);
    const { table, open, height } = await content(repaired);
    expect(table.length).toBeGreaterThan(items / 2);
    expect(open).toEqual(table);
    expect(height).toEqual(table);
    expect(said).toEqual([]);
  });
});

it('a database of a later version is refused', async () => {
  await (await startDatabase()).close();
  const { db } = create({ path: dataDir, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await db.open();
  await db.batch([{ type: 'put', key: 'turnlift-index-layout', value: 3 }]);
  await db.close();
  await expect(startDatabase()).rejects.toThrow(/were written by a later Turnlift: update this one/);
  // The refusal has closed the folder again.
  await expect(startDatabase()).rejects.toThrow(/were written by a later Turnlift/);
});
