import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { leaderboardRows } from '../../../store/keys';
import { aPlayer, Crash, crashAt, type Database, names, openDatabase } from '../database';
import { best, change, indexOver } from './support';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(async () => {
  await database.close();
});

/** A process in which another step happens as soon as the answer to a command arrives. */
function interrupted(command: string, happens: () => Promise<unknown>): Database['client'] {
  const client = database.newClient();
  let isDue = true;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next(args);
      // Only the BatchGetItem of marks is after the writes.
      const isEarly = command.startsWith('Batch') && !JSON.stringify(args.input).includes('REMOVED');
      if (isDue && context.commandName === command && !isEarly) {
        isDue = false;
        await happens();
      }
      return answer;
    },
    { step: 'initialize', priority: 'low', name: 'interrupted' },
  );
  return client;
}

describe('a ban that is lifted or put', () => {
  const entered = async (periods: readonly string[]) => {
    const index = indexOver(database.client);
    const player = aPlayer();
    await index.entries.apply(periods.map((period) => change(best, player, 3, 1, { period })));
    await index.entries.suspend(player);
    const shown = async () =>
      Promise.all(
        periods.map(
          async (period) =>
            (await index.leaderboards.page(best, period, { limit: 5 }, { from: 'the best' })).items.filter(
              ({ playerId }) => playerId === player,
            ).length,
        ),
      );
    return { index, player, shown };
  };

  it.each(['BatchGetItemCommand', 'QueryCommand'])(
    'while a result is written, after its %s, lists all entries of the player again',
    async (command) => {
      const name = (number: number): string => `lift-${command}-${number}`;
      const { index, player, shown } = await entered([name(1), name(2)]);
      const writer = interrupted(command, () => index.entries.readmit(player));
      await indexOver(writer).entries.apply([change(best, player, 4, 2, { period: name(3) })]);
      expect(await shown()).toEqual([1, 1]);
      expect(await index.leaderboards.place(best, name(3), player)).toMatchObject({ score: 4 });
    },
  );

  it('is corrected when the writer died before it looked again', async () => {
    const { index, player, shown } = await entered(['died-1', 'died-2']);
    const writer = interrupted('QueryCommand', async () => {
      await index.entries.readmit(player);
      // By the writer's earlier read, the new entry has to be removed.
      crashAt(writer, 1, 'after');
    });
    const results = ['died-1', 'died-3'].map((period) => change(best, player, 4, 2, { period }));
    await expect(indexOver(writer).entries.apply(results)).rejects.toThrow(Crash);
    expect(await index.leaderboards.place(best, 'died-3', player)).toBeUndefined();
    await indexOver(database.client).entries.apply(results);
    expect(await shown()).toEqual([1, 1]);
    for (const { period } of results)
      expect(await index.leaderboards.place(best, period, player)).toMatchObject({ score: 4 });
  });

  it('again while the old one is lifted removes all entries', async () => {
    const { index, player, shown } = await entered(['again-1', 'again-2']);
    const lifting = interrupted('DeleteItemCommand', () => index.entries.suspend(player));
    await indexOver(lifting).entries.readmit(player);
    expect(await shown()).toEqual([0, 0]);
    await index.entries.readmit(player);
    expect(await shown()).toEqual([1, 1]);
  });

  it('repeatedly and concurrently ends in the state of the mark', async () => {
    const { index, player, shown } = await entered(['many-1', 'many-2']);
    for (let round = 0; round < 4; round += 1) {
      await Promise.all([
        index.entries.readmit(player),
        indexOver(database.client).entries.suspend(player),
        index.entries.apply([change(best, player, 9 + round, 2 + round, { period: 'many-1' })]),
      ]);
      const { Item } = await database.client.send(
        new GetCommand({
          TableName: names.leaderboards,
          Key: leaderboardRows.removal.key({ playerId: player }),
        }),
      );
      expect(await shown()).toEqual(Item === undefined ? [1, 1] : [0, 0]);
    }
  });
});
