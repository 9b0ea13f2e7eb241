import { type Columns, playerOf } from './columns';
import { startRedis } from './redis';

/** Sends a request for random players, and prints and keeps its times under a name. */
export type Measure = (name: string, ask: (player: number) => Promise<unknown>) => Promise<void>;

/** The reference figure where Redis is not installed. */
const redisElsewhere =
  'Redis 7.0, a sorted set of 1,000,000 members, one core, measured elsewhere: 7.5 µs of CPU an ' +
  'update, 10.2 µs a rank (4.3 pipelined), 5.5 µs a page of 10, 102 bytes a member';

/** Measures the same requests on a sorted set of Redis. */
export async function besideRedis(
  columns: Columns,
  players: number,
  measure: Measure,
  print: (line: string) => void,
): Promise<void> {
  const redis = await startRedis();
  if (redis === undefined) {
    print('Redis: skipped, since no redis-server is installed.');
    print(redisElsewhere);
    return;
  }
  for (let from = 0; from < players; from += 1000)
    await redis.send(
      Array.from({ length: Math.min(1000, players - from) }, (_, index) => [
        'ZADD',
        'board',
        String(columns.steps(from + index) ?? 0),
        playerOf(from + index),
      ]),
    );
  const rankOf = async (player: number): Promise<number> => {
    const [rank] = await redis.send([['ZREVRANK', 'board', playerOf(player)]]);
    if (typeof rank !== 'number') throw new Error(`Redis does not know player ${player}`);
    return rank;
  };
  const range = (from: number, to: number): Promise<unknown> =>
    redis.send([['ZREVRANGE', 'board', String(Math.max(0, from)), String(to), 'WITHSCORES']]);
  await measure('Redis: improving result', (player) =>
    redis.send([['ZINCRBY', 'board', '1', playerOf(player)]]),
  );
  await measure('Redis: rank of a player', rankOf);
  await measure('Redis: page of 20', () => range(0, 19));
  await measure('Redis: 10 around a player', async (player) => {
    const rank = await rankOf(player);
    await range(rank - 5, rank + 5);
  });
  const [bytes] = await redis.send([['MEMORY', 'USAGE', 'board', 'SAMPLES', '0']]);
  print(`Redis: ${Math.round(Number(bytes) / players)} bytes of memory a player`);
  redis.close();
}
