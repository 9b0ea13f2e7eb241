import { createServer, type Server } from 'node:http';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTables, startDynamoDb } from '../../local/dynamodb';
import { createDocumentClient } from '../../store/client';
import { createPlayerStore } from '../../store/players';
import { aPlayer, names } from './database';
import { listeningPort } from '../../local/listening-port';

const before = { ...process.env };
beforeEach(() => {
  Object.assign(process.env, {
    AWS_REGION: 'eu-north-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
afterEach(() => {
  process.env = { ...before };
});

describe('createDocumentClient', () => {
  it("reads the address of the database from the SDK's own environment", async () => {
    const dynamodb = await startDynamoDb();
    process.env.AWS_ENDPOINT_URL_DYNAMODB = dynamodb.url;
    const client = createDocumentClient();
    await createTables(client, names);
    const players = createPlayerStore(client, names);
    const player = { playerId: aPlayer(), displayName: 'Ada', createdAt: 1 };
    await players.create(player, 'a'.repeat(64));
    expect(await players.get(player.playerId)).toEqual(player);
    expect(await client.config.region()).toBe('eu-north-1');
    expect(await createDocumentClient({ region: 'us-west-2' }).config.region()).toBe('us-west-2');
    client.destroy();
    await dynamodb.close();
  });

  it('retries a throttled call as often as configured, and then gives up', async () => {
    let calls = 0;
    const throttles: Server = createServer((_, response) => {
      calls += 1;
      response
        .writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
        .end('{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}');
    });
    await new Promise<void>((resolve) => {
      throttles.listen(0, '127.0.0.1', resolve);
    });
    process.env.AWS_ENDPOINT_URL_DYNAMODB = `http://127.0.0.1:${listeningPort(throttles)}`;
    process.env.AWS_MAX_ATTEMPTS = '2';
    const client = createDocumentClient();
    await expect(client.send(new GetCommand({ TableName: 'x', Key: { pk: 'a' } }))).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
    });
    expect(calls).toBe(2);
    client.destroy();
    throttles.closeAllConnections();
    await new Promise((resolve) => {
      throttles.close(resolve);
    });
  });

  it('gives up on a database that never answers', async () => {
    let calls = 0;
    const silent: Server = createServer(() => {
      calls += 1;
    });
    await new Promise<void>((resolve) => {
      silent.listen(0, '127.0.0.1', resolve);
    });
    process.env.AWS_ENDPOINT_URL_DYNAMODB = `http://127.0.0.1:${listeningPort(silent)}`;
    process.env.AWS_MAX_ATTEMPTS = '2';
    const client = createDocumentClient({ requestTimeoutMs: 100 });
    await expect(client.send(new GetCommand({ TableName: 'x', Key: { pk: 'a' } }))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(calls).toBe(2);
    client.destroy();
    silent.closeAllConnections();
    await new Promise((resolve) => {
      silent.close(resolve);
    });
  });
});
