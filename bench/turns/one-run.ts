import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import path from 'node:path';
import * as z from 'zod/mini';
import { type Figures, figuresSchema, type Stats, statsSchema } from './figures';

/** A program and its arguments, as they are forked. */
export interface Program {
  readonly file: string;
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly options?: readonly string[];
}

const ready = z.object({ ready: z.union([z.number(), z.array(z.number())]) });
const ended = z.object({ result: figuresSchema });
const failed = z.object({ fail: z.string() });
const uncountedCollections = path.join(__dirname, `uncounted-collections${path.extname(__filename)}`);
const pinned = spawnSync('taskset', ['--version']).error === undefined;

/** Servers on one core, players on another, where the system can pin processes. */
function start(
  { file, arguments: words = [], environment = {}, options = [] }: Program,
  core: number,
): ChildProcess {
  const node = ['--expose-gc', '--max-old-space-size=6000', '--require', uncountedCollections, ...options];
  return fork(file, words, {
    ...(pinned
      ? { execPath: 'taskset', execArgv: ['-c', String(core), process.execPath, ...node] }
      : { execArgv: node }),
    env: { ...process.env, NODE_ENV: 'production', NODE_NO_WARNINGS: '1', ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** The next message of a shape; colyseus sends others on the same channel, for its own monitor. */
function nextMessage<Message>(server: ChildProcess, shape: z.ZodMiniType<Message>): Promise<Message> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      server.off('message', listener);
      server.off('exit', over);
    };
    const over = (code: number | null): void => {
      stop();
      reject(new Error(`a server ended with code ${String(code)}`));
    };
    const listener = (message: unknown): void => {
      const read = shape.safeParse(message);
      if (!read.success) return;
      stop();
      resolve(read.data);
    };
    server.on('message', listener);
    server.on('exit', over);
  });
}

/**
 * One measurement: servers, and the players that play on them.
 * @param players given the ports on which the servers listen
 */
export async function oneRun(
  servers: readonly Program[],
  players: (ports: readonly number[]) => Program,
): Promise<Figures> {
  const running = servers.map((server) => start(server, 0));
  try {
    const ports: number[] = [];
    for (const server of running) {
      const { ready: listening } = await nextMessage(server, ready);
      ports.push(...(typeof listening === 'number' ? [listening] : listening));
    }
    return await playTurns(running, start(players(ports), 1));
  } finally {
    for (const server of running) server.kill();
  }
}

/** Sums the reports of the servers whenever the players ask, until they have a result. */
async function playTurns(servers: readonly ChildProcess[], players: ChildProcess): Promise<Figures> {
  try {
    return await new Promise((resolve, reject) => {
      players.once('exit', (code) => reject(new Error(`the players ended with code ${String(code)}`)));
      players.on('message', (message) => {
        if (message === 'stats') {
          void statsOf(servers).then((stats) => players.send({ stats }), reject);
          return;
        }
        const [result, failure] = [ended.safeParse(message), failed.safeParse(message)];
        if (result.success) resolve(result.data.result);
        else reject(new Error(failure.success ? failure.data.fail : result.error.message));
      });
    });
  } finally {
    players.kill();
  }
}

async function statsOf(servers: readonly ChildProcess[]): Promise<Stats> {
  const all = await Promise.all(
    servers.map(async (server) => {
      const answer = nextMessage(server, statsSchema);
      server.send('stats');
      return (await answer).stats;
    }),
  );
  const sum = (field: keyof Stats) => all.reduce((total, one) => total + one[field], 0);
  return { cpuUs: sum('cpuUs'), rss: sum('rss'), heap: sum('heap'), ext: sum('ext') };
}
