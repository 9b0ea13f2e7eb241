import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach } from '@jest/globals';
import { type DynamoDbOptions, type LocalDynamoDb, startDynamoDb } from '../../../../local/dynamodb';
import { tablesNamed } from '../../../../contract/tables';
import { clientsOf, type Emulator } from '../emulators';

export const clock = {
  now: 0,
};

export const minute = 60_000;
export const names = tablesNamed((table) => `t-${table}`);

export let dataDir: string;
const running: Array<{ dynamodb: LocalDynamoDb; emulator: Emulator }> = [];

export async function start(
  options: DynamoDbOptions = {},
): Promise<{ dynamodb: LocalDynamoDb; emulator: Emulator }> {
  const dynamodb = await startDynamoDb({ ttlSweepMs: 0, now: () => clock.now, ...options });
  const clients = clientsOf(dynamodb.url);
  const emulator: Emulator = {
    name: 'turnlift',
    ...clients,
    close: async () => {
      clients.client.destroy();
      clients.streams.destroy();
      await dynamodb.close();
    },
  };
  running.push({ dynamodb, emulator });
  return { dynamodb, emulator };
}

export const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'a' } });
export const rankKey = (pk: string, gsk: string) => ({ ...key(pk), gpk: { S: 'g' }, gsk: { S: gsk } });
export const put = (pk: string) => new PutItemCommand({ TableName: 'things', Item: key(pk) });

/** Makes what the tests of the suite share, and ends it after them. */
export function useEmulated(): void {
  beforeEach(() => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'turnlift-dynamodb-'));
    clock.now = Date.UTC(2026, 10, 22, 12);
  });
  afterEach(async () => {
    for (const { emulator } of running.splice(0)) await emulator.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
}
