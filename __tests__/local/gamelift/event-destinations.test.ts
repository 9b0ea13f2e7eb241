import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type EventEnvelope } from '../../../contract/events';
import {
  busFunction,
  eventBridge,
  invokeAt,
  sns,
  toDestinations,
} from '../../../local/gamelift/events/destinations';
import * as z from 'zod/mini';
import { callerOf, textAt } from './caller';
import { jsonObject, parseText } from '../../support/json-values';
import { untilRead } from '../../support/until';
import { compileProgram } from '../../support/compiled';
import { listeningPort } from '../../../local/listening-port';

const root = path.join(__dirname, '..', '..', '..');
const topic = 'arn:aws:sns:us-west-2:111122223333:match';
const envelope: EventEnvelope = {
  version: '0',
  id: 'event-1',
  'detail-type': 'GameLift Matchmaking Event',
  source: 'aws.gamelift',
  account: '111122223333',
  time: '2026-01-01T00:00:00.000Z',
  region: 'us-west-2',
  resources: ['arn:aws:gamelift:us-west-2:111122223333:matchmakingconfiguration/duel'],
  detail: { type: 'MatchmakingSearching' },
};

interface Heard {
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}
let heard: Heard[] = [];
const call = z.object({ name: z.string(), event: jsonObject });
let answer: { status?: number; headers?: Record<string, string>; body?: string } = {};
let address = '';
const server = http.createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    heard.push({ headers: request.headers, body });
    response.writeHead(answer.status ?? 200, answer.headers ?? {}).end(answer.body ?? '{}');
  });
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${listeningPort(server)}`;
});
afterAll(() => {
  server.close();
});

it('an EventBridge gets an entry, an SNS a message, each with a signature for its service', async () => {
  heard = [];
  const sink = toDestinations([eventBridge(address, 'us-west-2')], [sns(address, 'us-west-2')]);
  await sink?.({ envelope });
  await sink?.({ envelope, topic });
  expect(
    heard.map(({ headers }) => /Credential=[^/]+\/\d{8}\/([^,]+)/.exec(headers.authorization ?? '')?.[1]),
  ).toEqual(['us-west-2/events/aws4_request', 'us-west-2/sns/aws4_request']);
  expect(heard[0]?.headers['x-amz-target']).toBe('AWSEvents.PutEvents');
  expect(JSON.parse(heard[0]?.body ?? '')).toEqual({
    Entries: [
      {
        Source: 'aws.gamelift',
        DetailType: 'GameLift Matchmaking Event',
        Detail: '{"type":"MatchmakingSearching"}',
        Resources: envelope.resources,
        Time: 1767225600,
      },
    ],
  });
  const published = new URLSearchParams(heard[1]?.body);
  expect([published.get('Action'), published.get('TopicArn')]).toEqual(['Publish', topic]);
  expect(JSON.parse(published.get('Message') ?? '')).toEqual(envelope);
});

it('a sink that is down or fails is retried', async () => {
  for (const [refusal, destination] of [
    [{ status: 503, body: 'busy' }, eventBridge(address, 'us-west-2')],
    [{ body: '{"FailedEntryCount":1}' }, eventBridge(address, 'us-west-2')],
    [{ headers: { 'x-amz-function-error': 'Unhandled' } }, busFunction(invokeAt(address))],
  ] as const) {
    answer = refusal;
    await expect(destination(envelope)).rejects.toThrow(/127\.0\.0\.1/);
    answer = {};
    await expect(destination(envelope)).resolves.toBeUndefined();
  }
});

it('functions in files get events as Lambda sends them, without a wrapper', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-events-'));
  const out = path.join(folder, 'out.jsonl');
  const handler =
    `handler = async (event, context) => { require('fs').appendFileSync(${JSON.stringify(out)}, ` +
    "JSON.stringify({ event, name: context.functionName }) + '\\n'); };";
  fs.writeFileSync(path.join(folder, 'function.cjs'), `exports.${handler}`);
  const gamelift = spawn(
    process.execPath,
    [
      compileProgram('local/cli/gamelift.js'),
      '--json',
      '--hosting',
      'hold',
      '--event-function',
      'function.cjs',
      '--topic-function',
      path.join(folder, 'function.cjs'),
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, INIT_CWD: folder } },
  );
  try {
    let stdout = '';
    gamelift.stdout.on('data', (chunk) => (stdout += String(chunk)));
    await untilRead(
      () => Promise.resolve(stdout),
      (text) => text.includes('\n'),
    );
    const url = textAt(JSON.parse(stdout.split('\n')[0] ?? ''), 'gamelift');
    const caller = callerOf({ url, close: () => Promise.resolve() });
    await caller.ok('CreateMatchmakingRuleSet', {
      Name: 'rs',
      RuleSetBody: '{"ruleLanguageVersion":"1.0","teams":[{"name":"a","minPlayers":2,"maxPlayers":2}]}',
    });
    await caller.ok('CreateMatchmakingConfiguration', {
      Name: 'duel',
      RuleSetName: 'rs',
      AcceptanceRequired: false,
      RequestTimeoutSeconds: 60,
      NotificationTarget: topic,
      GameSessionQueueArns: ['arn:aws:gamelift:us-west-2:111122223333:gamesessionqueue/q1'],
    });
    await caller.ok('StartMatchmaking', { ConfigurationName: 'duel', Players: [{ PlayerId: 'p' }] });
    const lines = await untilRead(
      () => Promise.resolve(fs.existsSync(out) ? fs.readFileSync(out, 'utf8').trim().split('\n') : []),
      (found) => found.length === 2,
    );
    const got = lines
      .map((line) => parseText(call, line))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
    expect(got.map(({ name }) => name)).toEqual(['event-function', 'topic-function']);
    expect(got[0]?.event).toMatchObject({ source: 'aws.gamelift', detail: { type: 'MatchmakingSearching' } });
    expect(JSON.parse(textAt(got[1]?.event, 'Records.0.Sns.Message'))).toEqual(got[0]?.event);
  } finally {
    gamelift.kill();
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
