import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ClassicLevel } from 'classic-level';
import { startDynamoDb } from '../../../local/dynamodb';
import { makeTable } from '../dynamodb/cases/tables';
import { clientsOf } from '../dynamodb/emulators';
import { type DataContent, contentOf, fillDataFolder } from './support/data-folder';
import { repairData } from '../../../local/cli/repair-data';

/** A table file of LevelDB holds 200 items here; the 200 others are in its log. */
let filled: string;
let before: DataContent;
let folder: string;

beforeAll(async () => {
  filled = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-filled-'));
  await fillDataFolder(filled);
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-copy-'));
  fs.cpSync(filled, copy, { recursive: true });
  before = await contentOf(copy);
  fs.rmSync(copy, { recursive: true });
});
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-data-'));
  fs.cpSync(filled, folder, { recursive: true });
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
afterAll(() => fs.rmSync(filled, { recursive: true, force: true }));

const footerSize = 48;

/** Changes the table's bytes, and repairs. @returns what the report says of the database, and its items */
async function afterDamage(
  damage: (table: Buffer) => Buffer,
): Promise<{ lost?: string; items: readonly string[] }> {
  const name = fs.readdirSync(path.join(folder, 'dynamodb')).find((one) => one.endsWith('.ldb')) ?? '';
  const file = path.join(folder, 'dynamodb', name);
  fs.writeFileSync(file, damage(fs.readFileSync(file)));
  const { parts } = await repairData(folder, new Date(0));
  const database = parts.find(({ part }) => part === 'DynamoDB');
  expect(database?.damage).toMatch(/\.ldb/);
  const { items, indexed } = await contentOf(folder);
  expect(indexed).toEqual(items);
  return { ...(database?.lost === undefined ? {} : { lost: database.lost }), items };
}

const without = (table: Buffer, from: number, to: number): Buffer =>
  Buffer.concat([table.subarray(0, from), Buffer.alloc(to - from), table.subarray(to)]);

describe('npm run repair of a table whose index cannot be read', () => {
  it.each<[string, (table: Buffer) => Buffer]>([
    ['a byte behind its end', (table) => Buffer.concat([table, Buffer.of(1)])],
    ['its last bytes cut off', (table) => table.subarray(0, -7)],
    ['its footer cut off', (table) => table.subarray(0, -footerSize)],
    ['its index cut off, too', (table) => table.subarray(0, -footerSize - 20)],
    ['a footer of zeros', (table) => without(table, table.length - footerSize, table.length)],
  ])('loses nothing with %s', async (_damage, damage) => {
    expect(await afterDamage(damage)).toEqual({ items: before.items });
  });

  it('saves the blocks before the place where it is cut off, and says how much is lost', async () => {
    let size = 0;
    const { lost, items } = await afterDamage((table) => {
      size = table.length;
      return table.subarray(0, Math.floor(table.length * 0.3));
    });
    const bytes = Number(/^at most (\d+) bytes of tables/.exec(lost ?? '')?.[1]);
    expect(bytes).toBeGreaterThan(size * 0.7);
    expect(bytes).toBeLessThan(size * 0.7 + 5_000);
    expect(items.length).toBeGreaterThan(200);
    expect(items.length).toBeLessThan(400);
    expect(before.items).toEqual(expect.arrayContaining([...items]));
  });

  it('continues behind a hole, also without its end', async () => {
    const { lost, items } = await afterDamage((table) => {
      const hole = Math.floor(table.length * 0.2);
      return without(table, hole, hole + 3_000).subarray(0, -footerSize - 20);
    });
    const bytes = Number(/^at most (\d+) bytes of tables/.exec(lost ?? '')?.[1]);
    expect(bytes).toBeGreaterThanOrEqual(3_000);
    expect(bytes).toBeLessThan(13_000);
    expect(before.items).toEqual(expect.arrayContaining([...items]));
    expect(items.length).toBeGreaterThan(200);
  });

  it('continues behind a hole at its beginning, also without its end', async () => {
    const { items } = await afterDamage((table) =>
      without(table, 0, Math.floor(table.length / 10)).subarray(0, -footerSize - 20),
    );
    expect(before.items).toEqual(expect.arrayContaining([...items]));
    expect(items.length).toBeGreaterThan(200);
  });

  it.each<[string, (table: Buffer) => Buffer]>([
    ['lost bytes', (table) => Buffer.concat([table.subarray(0, 100), table.subarray(150)])],
    ['got bytes', (table) => Buffer.concat([table.subarray(0, 100), Buffer.alloc(40), table.subarray(100)])],
  ])(
    'reads the blocks behind a place where it %s, though the index has their old places',
    async (_how, damage) => {
      const { lost, items } = await afterDamage(damage);
      expect(lost).toBe('1 block of tables, older values and deleted items may be back');
      expect(before.items).toEqual(expect.arrayContaining([...items]));
      expect(items.length).toBeGreaterThan(350);
    },
  );

  it('names the bytes of a table that is empty, and keeps what is in the log', async () => {
    let size = 0;
    const { lost, items } = await afterDamage((table) => {
      size = table.length;
      return Buffer.alloc(0);
    });
    expect(lost).toBe(`at most ${size} bytes of tables, older values and deleted items may be back`);
    expect(items).toEqual(before.items.filter((id) => id.startsWith('1-')));
  });

  it('writes the items of a table whose row is in no file as requests that put them back', async () => {
    const level = new ClassicLevel(path.join(folder, 'dynamodb'));
    await level.open();
    await level.batch(['table~things', 'copy-of-table~things'].map((key) => ({ type: 'del', key })));
    await level.close();
    fs.rmSync(path.join(folder, 'dynamodb', 'CURRENT'));
    const { parts } = await repairData(folder, new Date(0));
    const requests = 'dynamodb/items-without-table.jsonl';
    expect(parts.find(({ part }) => part === 'DynamoDB')?.lost).toContain(
      `the table things: create it again, and send its 400 items, which are PutItem requests in ${requests}`,
    );
    const lines = fs.readFileSync(path.join(folder, requests), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(400);
    const database = await startDynamoDb({ dataDir: path.join(folder, 'dynamodb'), ttlSweepMs: 0 });
    const { client, streams } = clientsOf(database.url);
    await makeTable({ client }, 'things');
    for (const line of lines) await client.send(new PutItemCommand(JSON.parse(line)));
    client.destroy();
    streams.destroy();
    await database.close();
    expect(await contentOf(folder)).toEqual(before);
  });
});
