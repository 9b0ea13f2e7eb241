import { spawn, spawnSync } from 'node:child_process';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** A Redis of its own with one sorted set, over its protocol. */
export interface Redis {
  /** Sends commands together, and resolves with their answers' first lines. */
  send(commands: ReadonlyArray<readonly string[]>): Promise<readonly string[]>;
  close(): void;
}

/** @returns undefined where no redis-server is installed */
export async function startRedis(): Promise<Redis | undefined> {
  if (spawnSync('redis-server', ['--version']).status !== 0) return undefined;
  const file = path.join(os.tmpdir(), `turnlift-redis-${process.pid}.sock`);
  const server = spawn(
    'redis-server',
    ['--port', '0', '--unixsocket', file, '--save', '', '--appendonly', 'no'],
    {
      stdio: 'ignore',
    },
  );
  const socket = await connected(file);
  let received = '';
  let waiting: { readonly count: number; readonly resolve: (lines: readonly string[]) => void } | undefined;
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    const lines = received.split('\r\n');
    if (waiting === undefined || lines.length - 1 < waiting.count) return;
    received = '';
    waiting.resolve(lines.slice(0, waiting.count));
  });
  return {
    send: (commands) =>
      new Promise((resolve) => {
        waiting = { count: commands.length, resolve };
        socket.write(
          commands
            .map(
              (words) =>
                `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`,
            )
            .join(''),
        );
      }),
    close() {
      socket.destroy();
      server.kill();
    },
  };
}

async function connected(file: string): Promise<net.Socket> {
  for (let tries = 0; tries < 200; tries += 1) {
    const socket = net.connect(file);
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return socket;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`redis-server does not answer on ${file}`);
}
