import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { environment } from '../../../contract/environment';
import { type EventEnvelope, matchmakingDetailType } from '../../../contract/events';
import { createTables, startDynamoDb } from '../../../local/dynamodb';
import { type DeadLetter } from '../../../local/lambda';
import { LocalTime } from '../../../local/time/local-time';
import { declare, start, testFunctions, until } from './support';

const functions = testFunctions();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-lambda-data-'));
afterAll(() => {
  functions.remove();
  fs.rmSync(scratch, { recursive: true, force: true });
});
const open: Array<() => Promise<unknown> | void> = [];
/** Closed after the test, the newest first, even if the test fails. */
function closing<Value>(value: Value, close: (value: Value) => Promise<unknown> | void): Value {
  open.push(() => close(value));
  return value;
}
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});
const byHand = { kind: 'eventbridge', source: 'aws.gamelift', detailTypes: [] } as const;
const onMatchmaking = {
  kind: 'eventbridge',
  source: 'aws.gamelift',
  detailTypes: [matchmakingDetailType],
} as const;
const envelope: EventEnvelope = {
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
async function watcher(answer: (call: number, body: string) => number) {
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
/** A function that sends every event to the watcher, and fails when told to. */
const telling = (url: string) =>
  `export const handler = async (event) => { const { status } = await fetch('${url}', { method: 'POST', body: JSON.stringify(event) }); if (status >= 400) throw new Error('told to fail'); };`;

describe('the time of a function', () => {
  it('is that of its stack, which can be stopped and advanced', async () => {
    functions.add(
      'time',
      'export const now = Date.now; export const handler = async () => [now(), +new Date()];',
    );
    const time = new LocalTime();
    const lambda = await start(functions, { declarations: [declare('time', byHand)], time });
    closing(lambda, () => lambda.close());
    time.stop();
    const { stoppedAt } = time.shift;
    expect(await lambda.invoke('time', {})).toEqual({ ok: true, payload: [stoppedAt, stoppedAt] });
    time.step(90_000);
    expect(await lambda.invoke('time', {})).toEqual({
      ok: true,
      payload: [time.shift.stoppedAt, time.shift.stoppedAt],
    });
  });
});

describe('environments', () => {
  it("has the function's declared variables and Lambda's own, and none of this process", async () => {
    process.env.TURNLIFT_TEST_LEAK = 'leak';
    functions.add('environment', 'export const handler = async () => process.env;');
    const lambda = await start(functions, {
      declarations: [declare('environment', byHand, { environment: ['playersTable', 'issuer'] })],
      environment: { playersTable: 'P', ticketsTable: 'T' },
      credentials: (name) => ({ accessKeyId: `key-of-${name}`, secretAccessKey: 'secret' }),
    });
    try {
      const result = await lambda.invoke('environment', {});
      const variables = result.ok ? (result.payload as Record<string, string>) : {};
      expect(variables).toMatchObject({
        [environment.playersTable]: 'P',
        [environment.issuer]: lambda.url,
        AWS_REGION: 'us-east-1',
        AWS_LAMBDA_FUNCTION_NAME: 'environment',
        AWS_ACCESS_KEY_ID: 'key-of-environment',
      });
      expect(
        Object.keys(variables)
          .filter((name) => name.startsWith('TURNLIFT_'))
          .sort(),
      ).toEqual([environment.issuer, environment.playersTable].sort());
      expect(variables.PATH).toBeUndefined();
    } finally {
      await lambda.close();
      delete process.env.TURNLIFT_TEST_LEAK;
    }
  });

  it('refuses to start when a variable or a bundle is missing, and names them', async () => {
    functions.add('wanting', 'export const handler = async () => undefined;');
    await expect(
      start(functions, {
        declarations: [declare('wanting', byHand, { environment: ['ticketsTable', 'matchesTable'] })],
        environment: { ticketsTable: 'T' },
      }),
    ).rejects.toThrow('function wanting declares environment variables without a value: matchesTable');
    await expect(start(functions, { declarations: [declare('absent', byHand)] })).rejects.toThrow(
      /functions are not built: .*absent.*index\.mjs\. Run: npm run build/,
    );
  });

  it('handles one event at a time in each instance, and no more at once than the declaration reserves', async () => {
    functions.add(
      'counting',
      'let busy = 0; let most = 0; let calls = 0; export const handler = async () => { busy += 1; calls += 1; most = Math.max(most, busy); await new Promise((resolve) => setTimeout(resolve, 5)); busy -= 1; return { most, calls }; };',
    );
    const lambda = await start(functions, {
      declarations: [declare('counting', byHand, { reservedConcurrency: 1 })],
    });
    try {
      const results = await Promise.all(Array.from({ length: 10 }, () => lambda.invoke('counting', {})));
      expect(results.map((result) => (result.ok ? result.payload : result))).toContainEqual({
        most: 1,
        calls: 10,
      });
    } finally {
      await lambda.close();
    }
  });

  it('reports a bundle that throws when it is loaded, and one without a handler', async () => {
    functions.add('broken', 'throw new Error("bad deployment");');
    functions.add('handlerless', 'export const main = 1;');
    const lambda = await start(functions, {
      declarations: [declare('broken', byHand), declare('handlerless', byHand)],
    });
    try {
      expect(await lambda.invoke('broken', {})).toMatchObject({
        ok: false,
        reason: 'crashed',
        error: { errorMessage: 'bad deployment' },
      });
      expect(await lambda.invoke('handlerless', {})).toMatchObject({
        ok: false,
        error: { errorMessage: expect.stringContaining('exports no function handler') },
      });
    } finally {
      await lambda.close();
    }
  });

  it('refuses a port in use', async () => {
    functions.add('any', 'export const handler = async () => undefined;');
    const first = await start(functions, { declarations: [declare('any', byHand)] });
    try {
      await expect(
        start(functions, { declarations: [declare('any', byHand)], port: Number(new URL(first.url).port) }),
      ).rejects.toThrow(/EADDRINUSE/);
    } finally {
      await first.close();
    }
  });
});

describe('events', () => {
  it('reach the functions whose trigger fits, and are retried until they are handled', async () => {
    const seen = await watcher((call) => (call < 3 ? 500 : 200));
    functions.add('receiver', telling(seen.url));
    functions.add('bystander', telling(seen.url));
    const lambda = await start(functions, {
      declarations: [declare('receiver', onMatchmaking), declare('bystander', byHand)],
      retryAfterMilliseconds: [1, 1],
    });
    try {
      await lambda.deliver(envelope);
      expect(seen.calls).toHaveLength(3);
      expect(JSON.parse(seen.calls[2] ?? '')).toEqual(envelope);
      await lambda.deliver({ ...envelope, 'detail-type': 'GameLift Queue Placement Event' });
      expect(seen.calls).toHaveLength(3);
    } finally {
      await lambda.close();
      await seen.close();
    }
  });

  it('become dead letters when no attempt succeeds', async () => {
    const seen = await watcher(() => 500);
    functions.add('failing', telling(seen.url));
    const lambda = await start(functions, {
      declarations: [declare('failing', onMatchmaking)],
      retryAfterMilliseconds: [1, 1],
      dataFolder: path.join(scratch, 'dead'),
    });
    try {
      await lambda.deliver(envelope);
      const letters = fs
        .readFileSync(path.join(scratch, 'dead', 'dead-letters.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as DeadLetter);
      expect(letters).toEqual([
        expect.objectContaining({
          function: 'failing',
          attempts: 3,
          event: envelope,
          error: expect.objectContaining({ errorMessage: 'told to fail' }),
        }),
      ]);
    } finally {
      await lambda.close();
      await seen.close();
    }
  });
});

describe('events at the end', () => {
  it('are returned to their sender when the local Lambda closes before they are handled', async () => {
    const seen = closing(await watcher(() => 500), (started) => started.close());
    functions.add('failing', telling(seen.url));
    const lambda = await start(functions, {
      declarations: [declare('failing', onMatchmaking)],
      retryAfterMilliseconds: [3_600_000],
      dataFolder: path.join(scratch, 'given-back'),
    });
    const delivery = expect(lambda.deliver(envelope)).rejects.toThrow(
      'closed before failing had handled an event',
    );
    await until(() => seen.calls.length === 1, 'the first attempt');
    await lambda.close();
    await delivery;
    expect(fs.existsSync(path.join(scratch, 'given-back', 'dead-letters.jsonl'))).toBe(false);
  });
});

describe('closing', () => {
  it('do not wait for a handler that hangs', async () => {
    const seen = closing(await watcher(() => 200), (started) => started.close());
    functions.add(
      'hanging',
      `export const handler = async () => { await fetch('${seen.url}', { method: 'POST' }); await new Promise(() => undefined); };`,
    );
    const lambda = await start(functions, {
      declarations: [declare('hanging', onMatchmaking, { timeoutSeconds: 900 })],
    });
    const delivery = expect(lambda.deliver(envelope)).rejects.toThrow(
      'closed before hanging had handled an event',
    );
    await until(() => seen.calls.length === 1, 'the handler hangs');
    await lambda.close();
    await delivery;
  });
});

describe('schedules', () => {
  it('run once at the start and then at their rate', async () => {
    const due: Array<{ at: number; run: () => void }> = [];
    let now = 0;
    const clock = {
      now: () => now,
      after: (milliseconds: number, run: () => void) => {
        const entry = { at: now + milliseconds, run };
        due.push(entry);
        return () => {
          due.splice(due.indexOf(entry), 1);
        };
      },
    };
    const seen = await watcher(() => 200);
    functions.add('scheduled', telling(seen.url));
    const lambda = await start(functions, {
      declarations: [declare('scheduled', { kind: 'schedule', every: '5 minutes' })],
      clock,
    });
    try {
      expect(seen.calls).toHaveLength(1);
      expect(JSON.parse(seen.calls[0] ?? '')).toMatchObject({
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        time: '1970-01-01T00:00:00Z',
        detail: {},
      });
      for (const round of [2, 3]) {
        await until(() => due.length === 1, 'the next run is due');
        const next = due.shift();
        now = next?.at ?? 0;
        next?.run();
        await until(() => seen.calls.length === round, `run ${round}`);
        expect(now).toBe((round - 1) * 300_000);
      }
      expect(await lambda.runSchedule('scheduled')).toMatchObject({ ok: true });
    } finally {
      await lambda.close();
      await seen.close();
    }
  });
});

interface Handed {
  Records: Array<{
    eventName: string;
    eventSource: string;
    dynamodb: {
      NewImage: { n: { N: string } };
      SequenceNumber: string;
      ApproximateCreationDateTime: number;
    };
  }>;
}
const numbersIn = (calls: readonly string[]): number[] =>
  calls.flatMap((call) =>
    (JSON.parse(call) as Handed).Records.map((record) => Number(record.dynamodb.NewImage.n.N)),
  );

/** A table with a stream, and the options of a function that follows it. */
async function followed(name: string) {
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
  const tables = {
    players: 'stream-players',
    tickets: 'stream-tickets',
    matches: 'stream-matches',
    leaderboards: 'stream-leaderboards',
    ranks: 'stream-ranks',
    deliveries: 'stream-deliveries',
  };
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
      streamPollMilliseconds: 5,
    },
  };
}

/** Passes requests on, and counts those for records of streams. */
async function countingProxy(target: string) {
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

describe('streams', () => {
  it('are requested only for records that were not read yet', async () => {
    const { dynamodb, put, options } = await followed('asking');
    const seen = closing(await watcher(() => 200), (started) => started.close());
    functions.add('asking', telling(seen.url));
    const proxy = await countingProxy(dynamodb.url);
    let looks = 0;
    const lambda = await start(functions, {
      ...options,
      endpoints: { ...options.endpoints, dynamodb: proxy.url },
      newestRecord: (arn) => {
        looks += 1;
        return dynamodb.newestRecord(arn);
      },
    });
    try {
      for (const n of [1, 2]) {
        await put(n);
        await until(() => numbersIn(seen.calls).length >= n, `change ${n}`);
        const before = looks;
        await until(() => looks > before + 2, 'the end of a request under way');
        const { requests } = proxy;
        await until(() => looks > before + 20, 'more looks at the stream');
        expect(proxy.requests).toBe(requests);
      }
      expect(numbersIn(seen.calls)).toEqual([1, 2]);
    } finally {
      await lambda.close();
    }
  });

  it('deliver every change to the function in order, again when it fails, and continue from the same place after a restart', async () => {
    const { put, ...followedBy } = await followed('following');
    let failures = 2;
    const seen = closing(
      await watcher(() => {
        failures -= 1;
        return failures >= 0 ? 500 : 200;
      }),
      (started) => started.close(),
    );
    functions.add('following', telling(seen.url));
    const options = { ...followedBy.options, dataFolder: path.join(scratch, 'streams') };
    const handled = () => numbersIn(seen.calls.slice(2));

    const first = await start(functions, options);
    try {
      for (let n = 1; n <= 25; n += 1) await put(n);
      await until(() => handled().length >= 25, 'the first 25 changes');
      expect(handled()).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
      const [record] = (JSON.parse(seen.calls.at(-1) ?? '') as Handed).Records;
      expect(record).toMatchObject({
        eventName: 'INSERT',
        eventSource: 'aws:dynamodb',
        dynamodb: { SequenceNumber: expect.any(String), ApproximateCreationDateTime: expect.any(Number) },
      });
      expect(seen.calls.every((call) => (JSON.parse(call) as Handed).Records.length <= 10)).toBe(true);
    } finally {
      await first.close();
    }
    await put(26);
    const second = await start(functions, options);
    try {
      await until(() => handled().length >= 26, 'the change between');
      await put(27);
      await until(() => handled().length >= 27, 'the change after');
      expect(handled().slice(25)).toEqual([26, 27]);
    } finally {
      await second.close();
    }
  });
});
