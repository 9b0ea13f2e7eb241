import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDynamoDb } from '../../../../local/dynamodb';
import { javaIsThere, startAmazonsEmulator } from '../emulators';
import { FuzzChance } from './chance';
import { anyCall, type Call, tableName, wholeIndex } from './requests';
import { comparable, hangUp, type Said, send } from './wire';

/**
 * Sends the same random calls to our DynamoDB and to Amazon's; every answer must be the same. By default the
 * calls take some seconds; TURNLIFT_FUZZ_OPERATIONS=100000 gives a thorough run, TURNLIFT_FUZZ_SEED other
 * calls.
 */
const operations = Number(process.env.TURNLIFT_FUZZ_OPERATIONS ?? 2000);
const seed = Number(process.env.TURNLIFT_FUZZ_SEED ?? 20_261_128);
const lanes = 8;
const maxReported = 5;

const table: Call = {
  operation: 'CreateTable',
  request: {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'gpk', 'gsk'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: 'local',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'gsk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'global',
        KeySchema: [
          { AttributeName: 'gpk', KeyType: 'HASH' },
          { AttributeName: 'gsk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a'] },
      },
    ],
  },
};

/** The calls, one line each, so that a call can be sent again. */
function report(call: Call, ours: Said, amazons: Said): string {
  return [
    `call    ${JSON.stringify(call)}`,
    `ours    ${JSON.stringify(ours)}`,
    `Amazons ${JSON.stringify(amazons)}`,
  ].join('\n');
}

(javaIsThere() ? describe : describe.skip)("our DynamoDB and Amazon's (skipped without Java)", () => {
  let urls: { readonly ours: string; readonly amazons: string };
  const closers: Array<() => Promise<void>> = [];
  beforeAll(async () => {
    const ours = await startDynamoDb({ ttlSweepMs: 0 });
    closers.push(() => ours.close());
    const amazons = await startAmazonsEmulator();
    closers.push(() => amazons.close());
    urls = { ours: ours.url, amazons: amazons.url };
    for (const url of [urls.ours, urls.amazons]) await send(url, table);
  });
  afterAll(async () => {
    hangUp();
    for (const close of closers) await close();
  });

  it(
    `answer ${operations} random calls alike (seed ${seed})`,
    async () => {
      const differences: string[] = [];
      const lane = async (number: number): Promise<void> => {
        const chance = new FuzzChance(seed + number);
        const compare = async (call: Call): Promise<void> => {
          const [ours, amazons] = await Promise.all([send(urls.ours, call), send(urls.amazons, call)]);
          const isOrdered = !('IndexName' in call.request);
          if (comparable(ours, isOrdered) !== comparable(amazons, isOrdered))
            differences.push(report(call, ours, amazons));
        };
        for (let done = number; done < operations && differences.length < maxReported; done += lanes)
          await compare(anyCall(chance, `p${number}`));
        for (const at of [0, 1] as const) await compare(wholeIndex(`p${number}`, at));
      };
      await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
      expect(differences.join('\n\n')).toBe('');
    },
    operations * 20 + 60_000,
  );
});

if (!javaIsThere())
  it.skip("our DynamoDB answers as Amazon's (SKIPPED: there is no `java` on the PATH)", () => undefined);
