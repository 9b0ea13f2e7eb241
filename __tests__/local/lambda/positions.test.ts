/** Positions in streams beside other tables than those of which they are: no new record is skipped. */
import fs from 'node:fs';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ClassicLevel } from 'classic-level';
import { createTables, type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb';
import { repairDatabase } from '../../../local/dynamodb/repair';
import { until } from '../../support/until';
import {
  closing,
  functions,
  numbersIn,
  reporting,
  scratch,
  tables,
  usePools,
  watcher,
} from './functions/pools';
import { declare, start } from './support';

usePools();

const day = 24 * 60 * 60 * 1000;
let folder: string;
let now: number;
/** Numbers of the rows that were handed to the function. */
let handed: () => number[];
let said: string[];
const at = (name: string): string => path.join(folder, name);
const file = (name = 'counting'): string => at(`lambda/stream-${name}.json`);

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(scratch, 'positions-'));
  now = Date.now();
  said = [];
  const seen = closing(await watcher(() => 200), (started) => started.close());
  handed = () => numbersIn(seen.calls);
  for (const name of ['counting', 'other']) functions.add(name, reporting(seen.url));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

interface Tables {
  readonly dynamodb: LocalDynamoDb;
  /** Writes rows with these numbers. */
  put(from: number, to: number): Promise<void>;
}

/** The tables in `dynamodb/`, without functions. */
async function withTables(use: (opened: Tables) => Promise<void>): Promise<void> {
  const dynamodb = await startDynamoDb({ dataDir: at('dynamodb'), ttlSweepMs: 0, now: () => now });
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: dynamodb.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  try {
    await createTables(client, tables);
    const documents = DynamoDBDocumentClient.from(client);
    await use({
      dynamodb,
      put: async (from, to) => {
        for (let n = from; n <= to; n += 1)
          await documents.send(
            new PutCommand({ TableName: tables.leaderboards, Item: { pk: 'A', sk: String(n), n } }),
          );
      },
    });
  } finally {
    client.destroy();
    await dynamodb.close();
  }
}

/** Starts the function on them, and ends it when it has got the row with a number. */
async function follow(
  { dynamodb }: Tables,
  last: number,
  { name = 'counting', act = async () => {} }: { readonly name?: string; act?(): Promise<void> } = {},
): Promise<void> {
  const lambda = await start(functions, {
    declarations: [declare(name, { kind: 'stream', table: 'leaderboards', batchSize: 10, windowSeconds: 0 })],
    environment: { leaderboardsTable: tables.leaderboards },
    endpoints: {
      dynamodb: dynamodb.url,
      gamelift: 'http://127.0.0.1:9',
      secretsManager: 'http://127.0.0.1:9',
    },
    streamPollMs: 5,
    dataFolder: at('lambda'),
    log: (_name, line) => said.push(line),
  });
  try {
    await act();
    await until(`row ${last}`, () => handed().at(-1) === last);
    await until('its position', () => {
      const newest = dynamodb.stream(tables.leaderboards, 1);
      return newest.then((found) => lambda.streamReaders()[0]?.position === found?.newest);
    });
  } finally {
    await lambda.close();
  }
}

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('an older copy of the tables beside newer positions', () => {
  /** Rows 1 to 5 are in the copy, 6 to 9 only in what it replaces. */
  beforeEach(async () => {
    await withTables(async (opened) => {
      await opened.put(1, 5);
      await follow(opened, 5);
    });
    fs.cpSync(at('dynamodb'), at('older'), { recursive: true });
    await withTables(async (opened) => {
      await opened.put(6, 9);
      await follow(opened, 9);
    });
    expect(handed()).toEqual(numbers(1, 9));
    fs.rmSync(at('dynamodb'), { recursive: true });
    fs.renameSync(at('older'), at('dynamodb'));
  });

  it('is noticed: the new records have earlier numbers, and are not skipped', async () => {
    await withTables((opened) => follow(opened, 10, { act: () => opened.put(10, 10) }));
    expect(handed().slice(9)).toEqual([...numbers(1, 5), 10]);
    expect(said).toEqual([
      `the position in ${file()} is ahead of the newest record of the stream of ${tables.leaderboards}, as ` +
        'after an older copy of dynamodb/ was put back: the stream is read again from its oldest record',
    ]);
  });

  it('is noticed when its stream has grown beyond the positions', async () => {
    await withTables(async (opened) => {
      await opened.put(11, 20);
      await follow(opened, 20);
    });
    expect(handed().slice(9)).toEqual([...numbers(1, 5), ...numbers(11, 20)]);
    expect(said.join()).toMatch(/is that of another record of the stream/);
    // Once: the positions are those of these tables now.
    await withTables((opened) => follow(opened, 21, { act: () => opened.put(21, 21) }));
    expect([handed().at(-2), said.length]).toEqual([20, 1]);
  });
});

/** Repairs the database, and puts the repaired one in its place. @returns the losses */
async function repair(): Promise<readonly string[]> {
  const { lost } = await repairDatabase(at('dynamodb'), at('repaired'), {
    region: 'us-east-1',
    now: () => now,
  });
  fs.rmSync(at('dynamodb'), { recursive: true });
  fs.renameSync(at('repaired'), at('dynamodb'));
  return lost;
}

describe('a repair of the tables', () => {
  /** Rows 1 to 5 were handed to the function, 6 to 9 were not. */
  beforeEach(() =>
    withTables(async (opened) => {
      await opened.put(1, 5);
      await follow(opened, 5);
      await opened.put(6, 9);
    }),
  );

  it('keeps the records that no function has read: they come before the new ones', async () => {
    fs.rmSync(at('dynamodb/CURRENT'));
    expect(await repair()).toEqual([]);
    await withTables(async (opened) => {
      await opened.put(10, 12);
      await follow(opened, 12);
    });
    expect(handed()).toEqual(numbers(1, 12));
    // The closed stream is not read again.
    await withTables((opened) => follow(opened, 13, { act: () => opened.put(13, 13) }));
    expect([handed(), said]).toEqual([numbers(1, 13), []]);
  });

  it('keeps those of two closed streams', async () => {
    await repair();
    await withTables((opened) => opened.put(10, 12));
    now += 1000;
    await repair();
    await withTables((opened) => follow(opened, 13, { act: () => opened.put(13, 13) }));
    expect([handed(), said]).toEqual([numbers(1, 13), []]);
  });

  it('makes the row of a stream that is lost: all its records are read again', async () => {
    const [level, without] = [new ClassicLevel(at('dynamodb')), new ClassicLevel(at('without'))];
    for await (const [key, value] of level.iterator())
      if (!key.startsWith('stream-row~')) await without.put(key, value);
    await Promise.all([level.close(), without.close()]);
    fs.copyFileSync(at('dynamodb/turnlift.ledger'), at('without/turnlift.ledger'));
    fs.rmSync(at('dynamodb'), { recursive: true });
    fs.renameSync(at('without'), at('dynamodb'));
    await repair();
    await withTables((opened) => follow(opened, 10, { act: () => opened.put(10, 10) }));
    expect([handed(), said]).toEqual([[...numbers(1, 5), ...numbers(1, 10)], []]);
  });
});

describe('positions', () => {
  const follows = (from: number, to: number): Promise<void> =>
    withTables(async (opened) => {
      await opened.put(from, to);
      await follow(opened, to);
    });

  it('of an earlier version are continued, and name their function then', async () => {
    await follows(1, 3);
    const { positions } = JSON.parse(fs.readFileSync(file(), 'utf8'));
    expect(Object.values(positions)).toEqual([
      { sequence: expect.stringMatching(/3$/), eventId: expect.stringMatching(/^[0-9a-f]{32}$/) },
    ]);
    const sequences = Object.keys(positions).map((shard) => [shard, positions[shard].sequence]);
    fs.writeFileSync(file(), JSON.stringify(Object.fromEntries(sequences)));
    await withTables((opened) => follow(opened, 3));
    expect(JSON.parse(fs.readFileSync(file(), 'utf8'))).toMatchObject({ function: 'counting' });
    await follows(4, 4);
    expect([handed(), said]).toEqual([numbers(1, 4), []]);
  });

  it('of another function are not taken', async () => {
    await follows(1, 3);
    fs.renameSync(file(), file('other'));
    await withTables(async (opened) => {
      await opened.put(4, 4);
      await follow(opened, 4, { name: 'other' });
    });
    expect(handed()).toEqual([...numbers(1, 3), ...numbers(1, 4)]);
    expect(said).toEqual([
      `${file('other')} is of the function counting: the stream is read again from its oldest record`,
    ]);
  });

  it('in a part of the stream that was deleted after a day: the rest of the stream is read', async () => {
    await follows(1, 3);
    fs.cpSync(at('lambda'), at('older'), { recursive: true });
    await follows(4, 6);
    await withTables(async (opened) => {
      now += 2 * day;
      await opened.dynamodb.sweep();
    });
    fs.rmSync(at('lambda'), { recursive: true });
    fs.renameSync(at('older'), at('lambda'));
    await follows(7, 8);
    expect([handed(), said]).toEqual([numbers(1, 8), []]);
  });
});
