import { spawn, spawnSync } from 'node:child_process';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** A private Redis server with one sorted set, over its protocol. */
export interface Redis {
  /** Sends commands in one pipeline, and resolves with their answers. */
  send(commands: ReadonlyArray<readonly string[]>): Promise<readonly Reply[]>;
  close(): void;
}

export type Reply = string | number | null | readonly Reply[];

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
  const socket = await connect(file);
  let received = '';
  let waiting: { readonly count: number; readonly resolve: (replies: readonly Reply[]) => void } | undefined;
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    const replies = waiting === undefined ? undefined : readReplies(received, waiting.count);
    if (replies === undefined) return;
    received = '';
    waiting?.resolve(replies);
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

/** @returns undefined while replies (RESP 2) are incomplete */
function readReplies(text: string, count: number): readonly Reply[] | undefined {
  let at = 0;
  const line = (): string | undefined => {
    const end = text.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const found = text.slice(at, end);
    at = end + 2;
    return found;
  };
  const several = (most: number): readonly Reply[] | undefined => {
    const found: Reply[] = [];
    while (found.length < most) {
      const one = reply();
      if (one === undefined) return undefined;
      found.push(one);
    }
    return found;
  };
  function reply(): Reply | undefined {
    const head = line();
    if (head === undefined) return undefined;
    const rest = head.slice(1);
    const length = Number(rest);
    switch (head.charAt(0)) {
      case ':':
        return length;
      case '*':
        return length < 0 ? null : several(length);
      case '$': {
        if (length < 0) return null;
        const end = at + length;
        if (text.length < end + 2) return undefined;
        const found = text.slice(at, end);
        at = end + 2;
        return found;
      }
      case '-':
        throw new Error(`Redis refuses: ${rest}`);
      default:
        return rest;
    }
  }
  return several(count);
}

async function connect(file: string): Promise<net.Socket> {
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
