import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  BatchWriteItemCommand,
  DeleteTableCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { create } from 'dynalite/db';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startDynamoDb } from '../../../local/dynamodb';
import { damageInFolder } from '../../../local/dynamodb/leveldb/folder-check';
import { salvage } from '../../../local/dynamodb/leveldb/salvage';
import { repairDatabase } from '../../../local/dynamodb/repair';
import { databaseTrouble } from '../../../local/dynamodb/trouble';
import { makeTable } from './cases/tables';
import { clientsOf } from './emulators';

let template: string;
let folder: string;

/** A database with tables and a log, large enough that LevelDB wrote both. */
beforeAll(async () => {
  template = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-whole-'));
  for (const round of [0, 1]) {
    const database = await startDynamoDb({ dataDir: template, ttlSweepMs: 0 });
    const { client, streams } = clientsOf(database.url);
    if (round === 0) await makeTable({ client }, 'things');
    for (let batch = 0; batch < 12; batch += 1)
      await client.send(
        new BatchWriteItemCommand({
          RequestItems: {
            things: Array.from({ length: 25 }, (_, item) => ({
              PutRequest: {
                Item: {
                  pk: { S: `${round}-${batch}-${item}` },
                  sk: { S: 's' },
                  text: { S: 'y'.repeat(900) },
                },
              },
            })),
          },
        }),
      );
    client.destroy();
    streams.destroy();
    await database.close();
  }
});
afterAll(() => {
  fs.rmSync(template, { recursive: true, force: true });
});
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-damaged-'));
  fs.cpSync(template, folder, { recursive: true });
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

const fileLike = (form: RegExp): string =>
  path.join(folder, fs.readdirSync(folder).find((name) => form.test(name)) ?? `none like ${String(form)}`);

function flip(file: string, at: (size: number) => number): void {
  const bytes = fs.readFileSync(file);
  const place = Math.floor(at(bytes.length));
  bytes[place] = (bytes[place] ?? 0) ^ 0x10;
  fs.writeFileSync(file, bytes);
}

/** All files of a folder. */
const bytesIn = (place: string): Record<string, string> =>
  Object.fromEntries(
    fs.readdirSync(place).map((name) => [name, fs.readFileSync(path.join(place, name), 'base64')]),
  );

/** The error with which the database does not start. */
async function refusal(): Promise<unknown> {
  try {
    await (await startDynamoDb({ dataDir: folder })).close();
    return 'it started';
  } catch (error) {
    return error;
  }
}

/**
 * Writes the files that a killed process leaves beside the files in use. LevelDB deletes them, except for the
 * newer manifest.
 */
function leaveUnfinished(): void {
  const table = fs.readFileSync(fileLike(/\.ldb$/));
  // A compaction was writing it.
  fs.writeFileSync(path.join(folder, '000999.ldb'), table.subarray(0, table.length / 2));
  // It was in a table already, and about to be deleted.
  fs.copyFileSync(fileLike(/\.log$/), path.join(folder, '000001.log'));
  fs.writeFileSync(path.join(folder, 'MANIFEST-000998'), 'unfinished');
  fs.writeFileSync(path.join(folder, '000998.dbtmp'), 'MANI');
}

describe('files that a killed process left unfinished', () => {
  it('are not called damage; all items are there, and LevelDB deletes the files', async () => {
    leaveUnfinished();
    expect(damageInFolder(folder)).toEqual([]);
    await expect(databaseTrouble(folder)).resolves.toBeUndefined();
    leaveUnfinished();
    const database = await startDynamoDb({ dataDir: folder, ttlSweepMs: 0 });
    const { client, streams } = clientsOf(database.url);
    const { Count } = await client.send(new ScanCommand({ TableName: 'things', Select: 'COUNT' }));
    client.destroy();
    streams.destroy();
    await database.close();
    expect(Count).toBe(600);
    expect(fs.readdirSync(folder).filter((name) => /000999|998\.dbtmp|000001/.test(name))).toEqual([]);
  });

  it('do not hide damage of a file that is in use, and are not named with it', async () => {
    const table = fileLike(/\.ldb$/);
    leaveUnfinished();
    flip(table, (size) => size / 3);
    expect(damageInFolder(folder)).toEqual([
      { file: table, what: expect.stringMatching(/^is damaged: it is damaged at byte/) },
    ]);
    const { lostBlocks, lostLogBytes } = salvage(folder);
    expect([lostBlocks, lostLogBytes]).toEqual([1, 0]);
  });
});

describe('a table in the place of another', () => {
  it('is damage, though its own checksums are right; a repair finds all items', async () => {
    // Each start makes a table of the log that it finds.
    for (const start of ['first', 'second']) {
      const database = await startDynamoDb({ dataDir: folder, ttlSweepMs: 0 });
      const { client, streams } = clientsOf(database.url);
      const Item = { pk: { S: start }, sk: { S: 's' } };
      await client.send(new PutItemCommand({ TableName: 'things', Item }));
      client.destroy();
      streams.destroy();
      await database.close();
    }
    const tables = fs.readdirSync(folder).filter((name) => name.endsWith('.ldb'));
    const [one = '', other = ''] = tables.slice(-2).map((name) => path.join(folder, name));
    expect(damageInFolder(folder)).toEqual([]);
    fs.renameSync(one, `${one}.part`);
    fs.renameSync(other, one);
    fs.renameSync(`${one}.part`, other);
    const what = 'is damaged: it is another table than MANIFEST says';
    expect(damageInFolder(folder)).toEqual([
      { file: one, what },
      { file: other, what },
    ]);
    await expect(refusal()).resolves.toMatchObject({ code: 'LEVEL_CORRUPTION' });
    const to = path.join(folder, 'repaired');
    const { items, lost } = await repairDatabase(folder, to, { region: 'us-east-1', now: Date.now });
    expect([items.get('things'), lost]).toEqual([602, []]);
    // One of the two is lost when the other is copied over it.
    fs.copyFileSync(one, other);
    const again = path.join(folder, 'repaired-again');
    const outcome = await repairDatabase(folder, again, { region: 'us-east-1', now: Date.now });
    expect(outcome.lost).toEqual([
      'what was in the replaced tables',
      'older values and deleted items may be back',
    ]);
  });
});

describe('a database whose files have changed', () => {
  it('has a table, a log and no damage at first', async () => {
    expect(fileLike(/\.ldb$/)).not.toMatch(/none like/);
    expect(fs.statSync(fileLike(/\.log$/)).size).toBeGreaterThan(100_000);
    expect(damageInFolder(folder)).toEqual([]);
  });

  it.each<[string, RegExp, () => void]>([
    ['CURRENT gone', /CURRENT is missing/, () => fs.rmSync(fileLike(/^CURRENT$/))],
    ['CURRENT empty', /CURRENT is damaged/, () => fs.writeFileSync(fileLike(/^CURRENT$/), '')],
    ['MANIFEST gone', /MANIFEST-\d+ is missing/, () => fs.rmSync(fileLike(/^MANIFEST/))],
    ['MANIFEST empty', /MANIFEST-\d+ is damaged/, () => fs.writeFileSync(fileLike(/^MANIFEST/), '')],
    ['a byte of MANIFEST flipped', /MANIFEST-\d+ is damaged/, () => flip(fileLike(/^MANIFEST/), () => 20)],
    ['a table gone', /\d+\.ldb is missing/, () => fs.rmSync(fileLike(/\.ldb$/))],
    ['a table empty', /\d+\.ldb is damaged/, () => fs.writeFileSync(fileLike(/\.ldb$/), '')],
    ['a byte of a table flipped', /\d+\.ldb is damaged/, () => flip(fileLike(/\.ldb$/), (size) => size / 3)],
    [
      'a byte of its index flipped',
      /\d+\.ldb is damaged/,
      () => flip(fileLike(/\.ldb$/), (size) => size - 70),
    ],
    ['the log gone', /\d+\.log is missing/, () => fs.rmSync(fileLike(/\.log$/))],
    [
      'the log empty',
      /lost its newest \d+ of \d+ writes: its log \(\d+\.log\)/,
      () => fs.writeFileSync(fileLike(/\.log$/), ''),
    ],
    [
      'the log zeroed',
      /lost its newest \d+ of \d+ writes: its log \(\d+\.log\)/,
      () => fs.writeFileSync(fileLike(/\.log$/), Buffer.alloc(fs.statSync(fileLike(/\.log$/)).size)),
    ],
    [
      'the log cut in two',
      /lost its newest \d+ of \d+ writes/,
      () => fs.truncateSync(fileLike(/\.log$/), fs.statSync(fileLike(/\.log$/)).size / 2),
    ],
    [
      'a byte of the log flipped',
      /\d+\.log is damaged at byte/,
      () => flip(fileLike(/\.log$/), (size) => size / 2),
    ],
    [
      'the last bytes of the log flipped',
      /lost its newest 1 of/,
      () => flip(fileLike(/\.log$/), (size) => size - 3),
    ],
    ['the ledger gone', /turnlift\.ledger is missing/, () => fs.rmSync(fileLike(/\.ledger$/))],
    ['the ledger damaged', /turnlift\.ledger is damaged/, () => flip(fileLike(/\.ledger$/), () => 3)],
  ])('is refused with %s, by name', async (_what, message, spoil) => {
    spoil();
    const spoiled = bytesIn(folder);
    await expect(refusal()).resolves.toMatchObject({
      code: 'LEVEL_CORRUPTION',
      message: expect.stringMatching(message),
    });
    // The refusal changed nothing, so that a copy that is put back is read.
    expect(bytesIn(folder)).toEqual(spoiled);
    fs.cpSync(template, folder, { recursive: true });
    await expect(refusal()).resolves.toBe('it started');
  });
});

describe('a database of which only CURRENT is lost', () => {
  it('is repaired without a table that a killed process was about to delete', async () => {
    const whole = salvage(folder).values;
    const other = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-obsolete-'));
    for (const table of ['gone', 'gone-too']) {
      const database = await startDynamoDb({ dataDir: other, ttlSweepMs: 0 });
      const { client, streams } = clientsOf(database.url);
      await makeTable({ client }, table);
      client.destroy();
      streams.destroy();
      await database.close();
    }
    const obsolete = fs.readdirSync(other).find((name) => name.endsWith('.ldb')) ?? '';
    fs.copyFileSync(path.join(other, obsolete), path.join(folder, '000002.ldb'));
    fs.rmSync(other, { recursive: true });
    fs.rmSync(fileLike(/^CURRENT$/));
    expect(salvage(folder).values).toEqual(whole);
    // Without the manifest, too, it is not known that the file is obsolete.
    fs.rmSync(fileLike(/^MANIFEST/));
    expect(salvage(folder).values.has('table~gone')).toBe(true);
  });
});

describe('the second copy of a table’s own row', () => {
  it('does not bring a deleted table back', async () => {
    const database = await startDynamoDb({ dataDir: folder, ttlSweepMs: 0 });
    const { client, streams } = clientsOf(database.url);
    await makeTable({ client }, 'gone');
    await client.send(new DeleteTableCommand({ TableName: 'gone' }));
    client.destroy();
    streams.destroy();
    await database.close();
    const { db } = create({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    await db.open();
    const row = await db.get('table~things');
    await db.batch([{ type: 'put', key: 'copy-of-table~gone', value: row }]);
    await db.close();
    const { items } = await repairDatabase(folder, `${folder}.repaired`, {
      region: 'us-east-1',
      now: Date.now,
    });
    fs.rmSync(`${folder}.repaired`, { recursive: true });
    expect([...items.keys()]).toEqual(['things']);
  });

  it('is deleted at a start when an earlier version has deleted the table', async () => {
    const { db } = create({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    await db.open();
    await db.batch([{ type: 'put', key: 'copy-of-table~gone', value: await db.get('table~things') }]);
    await db.close();
    await (await startDynamoDb({ dataDir: folder })).close();
    expect(salvage(folder).values.has('copy-of-table~gone')).toBe(false);
    expect(salvage(folder).values.has('copy-of-table~things')).toBe(true);
  });

  it('is written at the first start of a folder of an earlier version', async () => {
    const { db } = create({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    await db.open();
    await db.batch([{ type: 'del', key: 'copy-of-table~things' }]);
    await db.close();
    await (await startDynamoDb({ dataDir: folder })).close();
    expect(salvage(folder).values.get('copy-of-table~things')).toBe(
      salvage(folder).values.get('table~things'),
    );
  });
});
