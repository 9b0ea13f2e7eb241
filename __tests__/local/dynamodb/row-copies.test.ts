/** The rows that say what a table is are stored twice: its own, its TTL and its tags. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ListTagsOfResourceCommand,
  PutItemCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ClassicLevel } from 'classic-level';
import { startDynamoDb } from '../../../local/dynamodb';
import { salvage } from '../../../local/dynamodb/leveldb/salvage';
import { repairDatabase } from '../../../local/dynamodb/repair';
import { makeTable } from './cases/tables';
import { clientsOf } from './emulators';

const TableName = 'things';
/** Packed, it takes about as much room. */
const textOf = (id: number): string =>
  Array.from({ length: 100 }, (_, word) => ((id + 1) * (word + 1) * 7919).toString(36)).join(' ');

let template: string;
let folder: string;
let repaired: string;

async function withClient<Result>(
  dataDir: string,
  use: (client: DynamoDBClient) => Promise<Result>,
): Promise<Result> {
  const database = await startDynamoDb({ dataDir, ttlSweepMs: 0 });
  const { client, streams } = clientsOf(database.url);
  try {
    return await use(client);
  } finally {
    client.destroy();
    streams.destroy();
    await database.close();
  }
}

const arnOf = async (client: DynamoDBClient): Promise<string | undefined> =>
  (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableArn;

/** The tags and the TTL of the table. */
async function settingsIn(dataDir: string) {
  return withClient(dataDir, async (client) => {
    const ResourceArn = await arnOf(client);
    const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn }));
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    return { tags: Tags, ttl: TimeToLiveDescription?.AttributeName };
  });
}

const whole = { tags: [{ Key: 'team', Value: 'blue' }], ttl: 'ends' };

beforeAll(async () => {
  template = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-row-copies-'));
  await withClient(template, async (client) => {
    await makeTable({ client }, TableName);
    const ResourceArn = await arnOf(client);
    await client.send(
      new TagResourceCommand({ ResourceArn, Tags: [...whole.tags, { Key: 'x', Value: 'y' }] }),
    );
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['x'] }));
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName,
        TimeToLiveSpecification: { AttributeName: whole.ttl, Enabled: true },
      }),
    );
    for (let id = 0; id < 40; id += 1)
      await client.send(
        new PutItemCommand({
          TableName,
          Item: { pk: { S: `p${id}` }, sk: { S: 's' }, text: { S: textOf(id) } },
        }),
      );
  });
  // This start makes a table file of the log.
  await withClient(template, async () => undefined);
});
afterAll(() => {
  fs.rmSync(template, { recursive: true, force: true });
});
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-row-copies-'));
  repaired = `${folder}.repaired`;
  fs.cpSync(template, folder, { recursive: true });
});
afterEach(() => {
  for (const place of [folder, repaired]) fs.rmSync(place, { recursive: true, force: true });
});

const fileLike = (end: string): string =>
  path.join(folder, fs.readdirSync(folder).find((name) => name.endsWith(end)) ?? 'none');
const repair = (): Promise<unknown> =>
  repairDatabase(folder, repaired, { region: 'us-east-1', now: Date.now });
const copies = /^copy-of-(tag-things~team|ttl-setting~things)$/;
const copiesIn = (): readonly string[] =>
  [...salvage(folder).values.keys()].filter((key) => copies.test(key));

async function change(use: (level: ClassicLevel) => Promise<void>): Promise<void> {
  const level = new ClassicLevel(folder);
  await level.open();
  await use(level);
  await level.close();
}

describe('TTL and tags of a table', () => {
  it.each<[string, (size: number) => readonly [number, number]]>([
    ['beginning', (size) => [0, Math.floor(size / 4)]],
    ['end', (size) => [Math.floor((size * 3) / 4), size]],
  ])('are kept by a repair where the %s of the only file with them is lost', async (_which, range) => {
    // Each start writes them into the log, too.
    fs.truncateSync(fileLike('.log'));
    const file = fileLike('.ldb');
    const bytes = fs.readFileSync(file);
    bytes.fill(0, ...range(bytes.length));
    fs.writeFileSync(file, bytes);
    await repair();
    expect(await settingsIn(repaired)).toEqual(whole);
  });

  it('have no copies in a folder of an earlier version until its first start', async () => {
    await change((level) => level.clear({ gte: 'copy-of-t', lt: 'copy-of-u' }));
    expect(copiesIn()).toEqual([]);
    expect(await settingsIn(folder)).toEqual(whole);
    expect(copiesIn()).toHaveLength(2);
  });

  it('stay deleted where an earlier version has deleted them, and not their copies', async () => {
    await change((level) =>
      level.batch(['tag-things~team', 'ttl-setting~things'].map((key) => ({ type: 'del', key }))),
    );
    expect(copiesIn()).toHaveLength(2);
    await repair();
    expect(await settingsIn(repaired)).toEqual({ tags: [], ttl: undefined });
    expect(await settingsIn(folder)).toEqual({ tags: [], ttl: undefined });
    expect(copiesIn()).toEqual([]);
  });

  it('come from their copies where the newest writes of the rows are lost', async () => {
    const newer = new Map<string, string>();
    await withClient(folder, async (client) => {
      const ResourceArn = await arnOf(client);
      await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'team', Value: 'red' }] }));
    });
    await change(async (level) => {
      for (const key of ['copy-of-tag-things~team', 'copy-of-ttl-setting~things', 'copy-of-table~things'])
        newer.set(key, (await level.get(key)) ?? '');
      // An older value of the one row, and older deletions of the others.
      await level.put('tag-things~team', JSON.stringify('blue'));
      await level.batch(['ttl-setting~things', 'table~things'].map((key) => ({ type: 'del', key })));
      for (const [key, value] of newer) await level.put(key, value);
    });
    await repair();
    expect(await settingsIn(repaired)).toEqual({ tags: [{ Key: 'team', Value: 'red' }], ttl: whole.ttl });
  });

  it('are deleted with their copies when the table is', async () => {
    await withClient(folder, (client) => client.send(new DeleteTableCommand({ TableName })));
    expect(copiesIn()).toEqual([]);
  });
});
