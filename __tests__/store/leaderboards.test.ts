import { BatchWriteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type PlayerId } from '../../core/ids';
import { boardsOf, entryRow } from '../../store/boards';
import {
  createLeaderboardStore,
  type LeaderboardEntry,
  type LeaderboardStore,
} from '../../store/leaderboards';
import { InvalidCursor } from '../../store/pages';
import { aPlayer, type Database, game, names, openDatabase, otherGame } from './database';

let database: Database;
let leaderboards: LeaderboardStore;
beforeAll(async () => {
  database = await openDatabase();
  leaderboards = createLeaderboardStore(database.client, names, [game, otherGame]);
});
afterAll(async () => {
  await database.close();
});

const board = 'noughts.rating';
const score = (period: string, playerId: PlayerId, s: number, t: number) =>
  database.client.send(
    new PutCommand({ TableName: names.leaderboards, Item: entryRow(board, period, playerId, s, t) }),
  );

async function everyPage(period: string, limit: number): Promise<LeaderboardEntry[]> {
  const all: LeaderboardEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await leaderboards.top(board, period, {
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    expect(page.items.length).toBeGreaterThan(0);
    all.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

describe('leaderboards', () => {
  it('are two a game', () => {
    const boards = boardsOf([game, otherGame]);
    expect(boards).toEqual(
      expect.arrayContaining([
        { board: 'columns.wins', game: 'columns', measure: 'wins' },
        { board, game: 'noughts', measure: 'rating' },
      ]),
    );
    expect(leaderboards.boards()).toEqual(boards);
  });

  it('rank 1, 2, 2, 4: who reached a score earlier stands first among equals', async () => {
    const [a, b, c, d] = [aPlayer(), aPlayer(), aPlayer(), aPlayer()] as [
      PlayerId,
      PlayerId,
      PlayerId,
      PlayerId,
    ];
    for (const [player, s, t] of [
      [a, 30, 4],
      [b, 20, 9],
      [c, 20, 8],
      [d, 10, 1],
    ] as const)
      await score('2026-01', player, s, t);
    const expected = [
      [1, a, 30, 4],
      [2, c, 20, 8],
      [2, b, 20, 9],
      [4, d, 10, 1],
    ].map(([rank, playerId, value, at]) => ({ rank, playerId, score: value, at }));
    expect((await leaderboards.top(board, '2026-01', { limit: 10 })).items).toEqual(expected);
    for (const limit of [1, 2, 3]) expect(await everyPage('2026-01', limit)).toEqual(expected);
    for (const entry of expected)
      expect(await leaderboards.standing(board, '2026-01', entry.playerId as PlayerId)).toEqual(entry);
    // Scores go down, too.
    await score('2026-01', a, 5, 10);
    expect((await leaderboards.standing(board, '2026-01', a))?.rank).toBe(4);
    expect((await leaderboards.standing(board, '2026-01', c))?.rank).toBe(1);
  });

  it('an empty board, a player who is not on it', async () => {
    expect(await leaderboards.top(board, '1999-01', { limit: 5 })).toEqual({ items: [] });
    expect(await leaderboards.standing(board, '1999-01', aPlayer())).toBeUndefined();
  });

  it('any scores, changed in any way, in pages of any size: as a sorted list says', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ player: fc.nat(14), s: fc.integer({ min: 0, max: 6 }), t: fc.nat(1000) }), {
          minLength: 1,
          maxLength: 40,
        }),
        fc.integer({ min: 1, max: 20 }),
        async (scores, limit) => {
          const period = `run-${(run += 1)}`;
          const crowd = Array.from({ length: 15 }, aPlayer);
          const model = new Map<PlayerId, { s: number; t: number }>();
          for (const { player, s, t } of scores) {
            const id = crowd[player] as PlayerId;
            await score(period, id, s, t);
            model.set(id, { s, t });
          }
          const values = [...model.values()];
          const expected = [...model]
            .sort(
              ([leftId, left], [rightId, right]) =>
                right.s - left.s || left.t - right.t || (leftId > rightId ? -1 : 1),
            )
            .map(([playerId, { s, t }]) => ({
              rank: 1 + values.filter((other) => other.s > s).length,
              playerId,
              score: s,
              at: t,
            }));
          expect(await everyPage(period, limit)).toEqual(expected);
          const some = expected[expected.length >> 1];
          expect(await leaderboards.standing(board, period, some?.playerId as PlayerId)).toEqual(some);
        },
      ),
      { numRuns: 15, seed: 20261122 },
    );
  });

  it('refuse a cursor of another board, of another period, or of nobody', async () => {
    for (let s = 1; s <= 3; s += 1) await score('2026-02', aPlayer(), s, 1);
    const { cursor } = await leaderboards.top(board, '2026-02', { limit: 1 });
    await expect(leaderboards.top(board, '2026-03', { limit: 1, cursor: cursor ?? '' })).rejects.toThrow(
      InvalidCursor,
    );
    await expect(
      leaderboards.top('noughts.wins', '2026-02', { limit: 1, cursor: cursor ?? '' }),
    ).rejects.toThrow(InvalidCursor);
    await expect(leaderboards.top(board, '2026-02', { limit: 1, cursor: `x${cursor}` })).rejects.toThrow(
      InvalidCursor,
    );
    expect((await leaderboards.top(board, '2026-02', { limit: 1, cursor: cursor ?? '' })).items).toHaveLength(
      1,
    );
  });

  it('count ranks over more entries than one answer of DynamoDB holds', async () => {
    const mine = aPlayer();
    const row = entryRow(board, '2026-04', mine, 1, 1);
    await score('2026-04', mine, 1, 1);
    // One shard holds more than 1 MB of index entries: keys may be long, so a thousand do.
    const above = 1250;
    const rows = Array.from({ length: above }, (_, index) => {
      const other = entryRow(board, '2026-04', aPlayer(), 2 + (index % 50), index);
      return { ...other, gpk: row.gpk, gsk: `${other.gsk}${'x'.repeat(850)}` };
    });
    for (let from = 0; from < above; from += 250) {
      await Promise.all(
        Array.from({ length: 10 }, (_, part) => rows.slice(from + part * 25, from + part * 25 + 25)).map(
          (Items) =>
            database.client.send(
              new BatchWriteCommand({
                RequestItems: { [names.leaderboards]: Items.map((Item) => ({ PutRequest: { Item } })) },
              }),
            ),
        ),
      );
    }
    const count = await database.client.send(
      new QueryCommand({
        TableName: names.leaderboards,
        IndexName: 'rank',
        Select: 'COUNT',
        KeyConditionExpression: 'gpk = :gpk',
        ExpressionAttributeValues: { ':gpk': row.gpk },
      }),
    );
    expect(count.LastEvaluatedKey).toBeDefined();
    expect((await leaderboards.standing(board, '2026-04', mine))?.rank).toBe(above + 1);
  });

  it('take whole scores only', () => {
    for (const bad of [-1, 0.5, 2 ** 48, Number.NaN])
      expect(() => entryRow(board, 'all', aPlayer(), bad, 0)).toThrow(RangeError);
  });
});
