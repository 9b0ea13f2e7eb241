/** The writes of the logs in use follow each other: a log that is cut, copied or swapped is named. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BatchWriteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startDynamoDb } from '../../../local/dynamodb';
import { recordsIn } from '../../../local/dynamodb/leveldb/log-format';
import { type RepairedDatabase, repairDatabase } from '../../../local/dynamodb/repair';
import { databaseTrouble } from '../../../local/dynamodb/trouble';
import { makeTable } from './cases/tables';
import { clientsOf } from './emulators';
import { logOf } from './log-file';

let template: string;
let folder: string;
let [older, newer] = ['', ''];
/** The first log of two that are cut out of one. */
let oneLog: Buffer;

/**
 * A database of 60 items in a table and 240 in two logs. A process leaves two that is killed while LevelDB
 * makes a table of the older one.
 */
beforeAll(async () => {
  template = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-two-logs-'));
  for (const [round, batches] of [20, 80].entries())
    await withClient(template, async ({ client }) => {
      if (round === 0) await makeTable({ client }, 'things');
      for (let batch = 0; batch < batches; batch += 1)
        await client.send(
          new BatchWriteItemCommand({
            RequestItems: {
              things: Array.from({ length: 3 }, (_, item) => ({
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
    });
  older = fs.readdirSync(template).find((name) => name.endsWith('.log')) ?? 'none';
  newer = `${String(Number.parseInt(older, 10) + 1).padStart(6, '0')}.log`;
  oneLog = fs.readFileSync(path.join(template, older));
  const records = recordsIn(oneLog);
  const half = Math.floor(records.length / 2);
  fs.writeFileSync(path.join(template, older), logOf(records.slice(0, half)));
  fs.writeFileSync(path.join(template, newer), logOf(records.slice(half)));
});
afterAll(() => {
  fs.rmSync(template, { recursive: true, force: true });
});
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-logs-'));
  fs.cpSync(template, folder, { recursive: true });
});
afterEach(() => {
  for (const place of [folder, `${folder}.repaired`]) fs.rmSync(place, { recursive: true, force: true });
});

const at = (name: string): string => path.join(folder, name);

async function withClient<Result>(
  dataDir: string,
  use: (clients: ReturnType<typeof clientsOf>) => Promise<Result>,
): Promise<Result> {
  const database = await startDynamoDb({ dataDir, ttlSweepMs: 0 });
  const clients = clientsOf(database.url);
  try {
    return await use(clients);
  } finally {
    clients.client.destroy();
    clients.streams.destroy();
    await database.close();
  }
}

const itemsIn = (dataDir: string): Promise<number | undefined> =>
  withClient(dataDir, async ({ client }) => {
    const { Count } = await client.send(new ScanCommand({ TableName: 'things', Select: 'COUNT' }));
    return Count;
  });

const repaired = (): Promise<RepairedDatabase> =>
  repairDatabase(folder, `${folder}.repaired`, { region: 'us-east-1', now: Date.now });

function change(name: string, how: (bytes: Buffer) => Buffer): void {
  fs.writeFileSync(at(name), how(fs.readFileSync(at(name))));
}
const zeroed = (bytes: Buffer, from: number, to: number): Buffer => Buffer.from(bytes).fill(0, from, to);

describe('two logs that are in use', () => {
  it('are both read by LevelDB when they are whole', async () => {
    await expect(databaseTrouble(folder)).resolves.toBeUndefined();
    await expect(itemsIn(folder)).resolves.toBe(300);
  });

  const endOf = (bytes: Buffer): number => bytes.length;
  it.each<[string, (log: Buffer) => Buffer, RegExp]>([
    ['is empty', () => Buffer.alloc(0), /has lost its writes$/],
    ['is zeroed', (log) => Buffer.alloc(log.length), /has lost its writes$/],
    [
      'lacks its last byte',
      (log) => log.subarray(0, -1),
      /has lost its newest writes: \d+\.log begins behind/,
    ],
    [
      'is cut',
      (log) => log.subarray(0, log.length * 0.7),
      /has lost its newest writes: \d+\.log begins behind/,
    ],
    [
      'has a changed byte near its end',
      (log) => zeroed(log, endOf(log) - 900, endOf(log) - 890),
      /has lost its newest writes: \d+\.log begins behind/,
    ],
    ['has a block of zeros in it', (log) => zeroed(log, 32_768, 65_536), /lacks writes before byte \d+$/],
    ['lacks its first block', (log) => log.subarray(32_768), /has lost its first writes$/],
  ])('are refused when the older one %s, by its name; a repair says so', async (_what, spoil, message) => {
    change(older, spoil);
    const trouble = await databaseTrouble(folder);
    expect(trouble).toMatch(message);
    expect(trouble).toMatch(new RegExp(`^${older} `));
    await expect(startDynamoDb({ dataDir: folder })).rejects.toMatchObject({
      code: 'LEVEL_CORRUPTION',
      message: expect.stringMatching(message),
    });
    const { items, lost } = await repaired();
    const count = items.get('things') ?? 0;
    expect([count >= 180, count < 300]).toEqual([true, true]);
    expect(lost.join(', ')).toMatch(
      /(\d+ bytes|\d+ writes) of logs.*older values and deleted items may be back/,
    );
  });

  it('are refused when the older one is missing; the newer one is not accused', async () => {
    fs.rmSync(at(older));
    await expect(databaseTrouble(folder)).resolves.toBe(`${older} is missing`);
    expect((await repaired()).lost).toContain('what was in the missing log');
  });

  it('are refused when the newer one stands in the place of both', async () => {
    fs.copyFileSync(at(newer), at(older));
    await expect(databaseTrouble(folder)).resolves.toMatch(
      new RegExp(`^${older} has lost its first writes, ${newer} begins before ${older} ends`),
    );
    const { items, lost } = await repaired();
    expect(items.get('things')).toBeLessThan(300);
    expect(lost.join()).toMatch(/^\d+ writes of logs/);
  });

  it('are refused when they are swapped, and a repair loses nothing', async () => {
    fs.renameSync(at(older), at('both'));
    fs.renameSync(at(newer), at(older));
    fs.renameSync(at('both'), at(newer));
    await expect(databaseTrouble(folder)).resolves.toMatch(
      new RegExp(`${newer} begins before ${older} ends`),
    );
    const { items, lost } = await repaired();
    expect([items.get('things'), lost]).toEqual([300, []]);
    await expect(itemsIn(`${folder}.repaired`)).resolves.toBe(300);
  });
});

describe('a log whose writes come twice', () => {
  beforeEach(() => fs.rmSync(at(newer)));

  it('as a whole is named before LevelDB reads it, and a repair saves all items', async () => {
    fs.writeFileSync(at(older), Buffer.concat([oneLog, oneLog]));
    const message = new RegExp(`${older} (repeats writes|is damaged) at byte \\d+$`);
    await expect(databaseTrouble(folder)).resolves.toMatch(message);
    await expect(startDynamoDb({ dataDir: folder })).rejects.toThrow(message);
    expect((await repaired()).items.get('things')).toBe(300);
  });

  it('in some records is named before LevelDB reads it, and a repair loses nothing', async () => {
    const records = recordsIn(oneLog);
    fs.writeFileSync(at(older), logOf([...records.slice(0, 9), ...records.slice(7)]));
    const message = new RegExp(`${older} repeats writes at byte \\d+$`);
    await expect(databaseTrouble(folder)).resolves.toMatch(message);
    await expect(startDynamoDb({ dataDir: folder })).rejects.toThrow(message);
    const { items, lost } = await repaired();
    expect([items.get('things'), lost]).toEqual([300, []]);
    await expect(itemsIn(`${folder}.repaired`)).resolves.toBe(300);
  });
});
