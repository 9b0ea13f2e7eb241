import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startDynamoDb } from '../../../local/dynamodb';
import { damageIn } from '../../../local/dynamodb/leveldb/log-format';
import { makeTable } from './cases/tables';
import { clientsOf } from './emulators';

let dataDir: string;
beforeEach(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-dynamodb-'));
});
afterEach(() => {
  fs.rmSync(dataDir, { recursive: true, force: true });
});

/** Some hundred items, more than a block of the log. @returns the log's file */
async function fillLog(): Promise<string> {
  const database = await startDynamoDb({ dataDir });
  const { client, streams } = clientsOf(database.url);
  await makeTable({ client }, 'things');
  for (let item = 0; item < 40; item += 1)
    await client.send(
      new PutItemCommand({
        TableName: 'things',
        Item: { pk: { S: `p${item}` }, sk: { S: 's' }, text: { S: 'x'.repeat(2000) } },
      }),
    );
  client.destroy();
  streams.destroy();
  await database.close();
  const log = fs.readdirSync(dataDir).find((name) => name.endsWith('.log'));
  if (log === undefined) throw new Error('LevelDB left no log');
  return path.join(dataDir, log);
}

describe('the write-ahead log of the database', () => {
  it('is accepted after a kill at any moment, and after a power cut', async () => {
    const log = fs.readFileSync(await fillLog());
    expect(log.length).toBeGreaterThan(2 * 32 * 1024);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: log.length }), (length) => {
        expect(damageIn(log.subarray(0, length))).toBeUndefined();
      }),
    );
    expect(damageIn(Buffer.concat([log, Buffer.alloc(5000)]))).toBeUndefined();
    await (await startDynamoDb({ dataDir })).close();
  });

  it.each<[string, (log: Buffer) => Buffer]>([
    ['noise instead of it', (log) => Buffer.from(log.map((_byte, index) => ((index * 167 + 13) % 251) + 1))],
    [
      'a few bytes changed at its beginning',
      (log) => Buffer.concat([log.subarray(0, 20), Buffer.from('noise'), log.subarray(25)]),
    ],
    ['another file in its place', () => Buffer.from('%PDF-1.7 and more that is none of ours')],
  ])('is refused with %s, by name, and left unchanged', async (_what, spoil) => {
    const file = await fillLog();
    const spoilt = spoil(fs.readFileSync(file));
    fs.writeFileSync(file, spoilt);
    await expect(startDynamoDb({ dataDir })).rejects.toMatchObject({
      code: 'LEVEL_CORRUPTION',
      message: expect.stringMatching(/\d+\.log is damaged at byte 0$/),
    });
    expect(fs.readFileSync(file).equals(spoilt)).toBe(true);
  });
});
