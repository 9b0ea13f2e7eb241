/** A manifest that has lost a part lists files that LevelDB deleted: a repair goes by the files instead. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startDynamoDb } from '../../../local/dynamodb';
import { salvageLog } from '../../../local/dynamodb/leveldb/log-format';
import { repairDatabase } from '../../../local/dynamodb/repair';
import { databaseTrouble } from '../../../local/dynamodb/trouble';
import { until } from '../../support/until';
import { makeTable } from './cases/tables';
import { clientsOf } from './emulators';

let template: string;
let folder: string;
let name: string;
/** Places at which the manifest's records begin. */
let places: readonly number[];

/** A database whose manifest was changed while it was open: LevelDB made tables of two full logs. */
beforeAll(async () => {
  template = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-manifest-'));
  const database = await startDynamoDb({ dataDir: template, ttlSweepMs: 0 });
  const { client, streams } = clientsOf(database.url);
  await makeTable({ client }, 'things');
  const tables = (): number => fs.readdirSync(template).filter((one) => one.endsWith('.ldb')).length;
  const logs = (): readonly string[] => fs.readdirSync(template).filter((one) => one.endsWith('.log'));
  for (let item = 0; tables() < 2; item += 1) {
    const Item = { pk: { S: `p${item}` }, sk: { S: 's' }, text: { S: 'x'.repeat(380_000) } };
    await client.send(new PutItemCommand({ TableName: 'things', Item }));
    // LevelDB writes a full log into a table in another thread.
    await until('one log', () => logs().length === 1);
  }
  client.destroy();
  streams.destroy();
  await database.close();
  name = fs.readdirSync(template).find((one) => one.startsWith('MANIFEST-')) ?? 'none';
  places = salvageLog(fs.readFileSync(path.join(template, name))).records.map(({ at }) => at);
});
afterAll(() => {
  fs.rmSync(template, { recursive: true, force: true });
});
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-manifest-'));
  fs.cpSync(template, folder, { recursive: true });
});
afterEach(() => {
  for (const place of [folder, `${folder}.repaired`]) fs.rmSync(place, { recursive: true, force: true });
});

async function itemsSaved(): Promise<{ readonly items: number | undefined; readonly lost: string }> {
  const to = `${folder}.repaired`;
  const { items, lost } = await repairDatabase(folder, to, { region: 'us-east-1', now: Date.now });
  await (await startDynamoDb({ dataDir: to })).close();
  return { items: items.get('things'), lost: lost.join(', ') };
}

describe('a manifest', () => {
  it('has more records than an opening writes', () => {
    expect(places.length).toBeGreaterThan(3);
    expect(fs.statSync(path.join(template, name)).size).toBeGreaterThan(places.at(-1) ?? 0);
  });

  const whole = (): Promise<number | undefined> => {
    fs.rmSync(path.join(folder, name));
    return itemsSaved().then(({ items }) => items);
  };

  it.each<[string, RegExp, (bytes: Buffer, at: number) => Buffer]>([
    [
      'a changed byte',
      /^MANIFEST-\d+ is damaged$/,
      (bytes, at) => {
        bytes[at + 9] = (bytes[at + 9] ?? 0) ^ 1;
        return bytes;
      },
    ],
    [
      'zeros from a record on',
      /^MANIFEST-\d+ is damaged: its end is cut off$/,
      (bytes, at) => bytes.fill(0, at),
    ],
    [
      'no byte behind the middle of a record',
      /^MANIFEST-\d+ is damaged: its end is cut off$/,
      (bytes, at) => bytes.subarray(0, at + 9),
    ],
    [
      'no record from one on',
      /^MANIFEST-\d+ has perhaps lost its end: it does not name \d+\.ldb, .*is missing/,
      (bytes, at) => bytes.subarray(0, at),
    ],
  ])('with %s is named, and a repair saves all items', async (_what, message, spoil) => {
    const file = path.join(folder, name);
    const bytes = fs.readFileSync(file);
    const expected = await whole();
    expect(expected).toBeGreaterThan(10);
    for (const at of places.slice(2)) {
      fs.rmSync(`${folder}.repaired`, { recursive: true, force: true });
      fs.writeFileSync(file, spoil(Buffer.from(bytes), at));
      await expect(databaseTrouble(folder)).resolves.toMatch(message);
      await expect(startDynamoDb({ dataDir: folder })).rejects.toMatchObject({
        code: 'LEVEL_CORRUPTION',
        message: expect.stringContaining(name),
      });
      expect(await itemsSaved()).toEqual({
        items: expected,
        lost: expect.stringMatching(/^older values and deleted items may be back, perhaps more/),
      });
    }
  });

  it('with an unfinished record behind the others is whole: a killed process leaves it', async () => {
    fs.appendFileSync(path.join(folder, name), Buffer.from([1, 2, 3, 4, 200, 0, 1, 9]));
    await expect(databaseTrouble(folder)).resolves.toBeUndefined();
    await (await startDynamoDb({ dataDir: folder })).close();
  });

  it('that is there under its name is not missing: CURRENT that names another is damaged', async () => {
    fs.writeFileSync(path.join(folder, 'CURRENT'), 'MANIFEST-002004\n');
    await expect(databaseTrouble(folder)).resolves.toBe(
      `CURRENT is damaged: it names MANIFEST-002004, and the folder has ${name}`,
    );
    expect((await itemsSaved()).lost).toBe('');
  });
});
