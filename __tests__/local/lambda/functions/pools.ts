import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach } from '@jest/globals';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type EventEnvelope, matchmakingDetailType } from '../../../../contract/events';
import { createTables, startDynamoDb } from '../../../../local/dynamodb';
import * as z from 'zod/mini';
import { parseText } from '../../../support/json-values';
import { declare, testFunctions } from '../support';

export const functions = testFunctions();
export const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-lambda-data-'));
const open: Array<() => Promise<unknown> | void> = [];
/** Closed after the test, the newest first, even if the test fails. */
export function closing<Value>(value: Value, close: (value: Value) => Promise<unknown> | void): Value {
  open.push(() => close(value));
  return value;
}
export const byHand = { kind: 'eventbridge', source: 'aws.gamelift', detailTypes: [] } as const;
export const onMatchmaking = {
  kind: 'eventbridge',
  source: 'aws.gamelift',
  detailTypes: [matchmakingDetailType],
} as const;
export const envelope: EventEnvelope = {
  version: '0',
  id: 'e1',
  'detail-type': matchmakingDetailType,
  source: 'aws.gamelift',
  account: '000000000000',
  time: '2026-11-22T12:00:00.000Z',
  region: 'us-east-1',
  resources: [],
  detail: { type: 'MatchmakingSearching', tickets: [] },
};

/** Counts calls and decides the answers: functions in worker threads can only be watched over the network. */
export async function watcher(answer: (call: number, body: string) => number) {
  const calls: string[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request
      .on('data', (chunk) => {
        body += chunk;
      })
      .on('end', () => {
        calls.push(body);
        response.writeHead(answer(calls.length, body)).end();
      });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** A function that sends every event to the watcher, and fails when the watcher answers with an error. */
export const reporting = (url: string) =>
  `export const handler = async (event) => { const { status } = await fetch('${url}', { method: ` +
  "'POST', body: JSON.stringify(event) }); if (status >= 400) throw new Error('told to fail'); };";

const handed = z.object({
  Records: z.array(
    z.looseObject({ dynamodb: z.looseObject({ NewImage: z.object({ n: z.object({ N: z.string() }) }) }) }),
  ),
});

/** The changes of rows that a call handed to a function. */
export const recordsIn = (call: string) => parseText(handed, call).Records;
export const numbersIn = (calls: readonly string[]): number[] =>
  calls.flatMap(recordsIn).map(({ dynamodb }) => Number(dynamodb.NewImage.n.N));

export const tables = {
  players: 'stream-players',
  tickets: 'stream-tickets',
  matches: 'stream-matches',
  leaderboards: 'stream-leaderboards',
  ranks: 'stream-ranks',
  deliveries: 'stream-deliveries',
};

/** A table with a stream, and the options of a function that follows it. */
export async function followTable(name: string) {
  const dynamodb = closing(await startDynamoDb(), (started) => started.close());
  const client = closing(
    new DynamoDBClient({
      region: 'us-east-1',
      endpoint: dynamodb.url,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
    (made) => made.destroy(),
  );
  const documents = DynamoDBDocumentClient.from(client);
  await createTables(client, tables);
  return {
    dynamodb,
    put: (n: number) =>
      documents.send(new PutCommand({ TableName: tables.leaderboards, Item: { pk: 'A', sk: String(n), n } })),
    options: {
      declarations: [
        declare(name, { kind: 'stream', table: 'leaderboards', batchSize: 10, windowSeconds: 0 }),
      ],
      environment: { leaderboardsTable: tables.leaderboards },
      endpoints: {
        dynamodb: dynamodb.url,
        gamelift: 'http://127.0.0.1:9',
        secretsManager: 'http://127.0.0.1:9',
      },
      streamPollMs: 5,
    },
  };
}

/** Passes requests on, and counts those for records of streams. */
export async function countingProxy(target: string) {
  const counted = { url: '', requests: 0 };
  const server = closing(
    http.createServer((request, response) => {
      if (request.headers['x-amz-target'] === 'DynamoDBStreams_20120810.GetRecords') counted.requests += 1;
      const { method, headers } = request;
      request.pipe(
        http.request(target, { method, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        }),
      );
    }),
    (started) =>
      new Promise((resolve) => {
        started.close(resolve);
        started.closeAllConnections();
      }),
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  counted.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return counted;
}

/** Makes what the tests of the suite share, and ends it after them. */
export function usePools(): void {
  afterAll(() => {
    functions.remove();
    fs.rmSync(scratch, { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });
}
