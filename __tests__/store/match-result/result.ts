import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { publicRating, newRating } from '../../../core/rating/rating';
import { createMatchStore } from '../../../store/match-store';
import { OwnershipLost } from '../../../store/matches';
import { aConduct } from '../../support/headers';
import { objectsAt } from '../../support/json-values';
import { aGameSession, aHeader, aPlayer, game, names, otherGame, playerAt, quickRetries } from '../database';
import { ended, now, database, matches, players, winAt, scores } from './result-stores';

export function result(): void {
  describe('a result', () => {
    /** All rows that contain results. */
    async function everyRow(): Promise<Map<string, unknown>> {
      const rows = new Map<string, unknown>();
      for (const TableName of Object.values(names)) {
        let ExclusiveStartKey: Record<string, unknown> | undefined;
        do {
          const page = await database.client.send(
            new ScanCommand({ TableName, ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }) }),
          );
          for (const row of page.Items ?? [])
            rows.set(`${TableName} ${String(row.pk)} ${String(row.sk)}`, row);
          ExclusiveStartKey = page.LastEvaluatedKey;
        } while (ExclusiveStartKey);
      }
      return rows;
    }

    it('writes match, standings and histories; a repeat changes nothing', async () => {
      const [winner, loser] = [aPlayer(), aPlayer()];
      const header = aHeader([winner, loser]);
      await matches.claim(header, aGameSession());
      expect(await matches.finish(header.matchId, winAt())).toBe('recorded');
      const after = await everyRow();
      expect(await matches.finish(header.matchId, winAt())).toBe('already-recorded');
      expect(
        await matches.finish(header.matchId, {
          ...winAt(),
          result: { places: [2, 1], reason: 'resigned' },
        }),
      ).toBe('already-recorded');
      expect(await everyRow()).toEqual(after);

      const [up, down] = [await players.standing(winner, game), await players.standing(loser, game)];
      expect(up).toMatchObject({ wins: 1, losses: 0, draws: 0 });
      expect(down).toMatchObject({ wins: 0, losses: 1, draws: 0 });
      const initial = publicRating(newRating());
      expect(up?.rating).toBeGreaterThan(initial);
      expect(down?.rating).toBeLessThan(initial);
      expect(await matches.history(winner, { limit: 10 })).toEqual({
        items: [
          {
            matchId: header.matchId,
            game,
            matchmaking: 'duel',
            rated: true,
            counted: 'rated',
            seat: 0,
            opponents: [loser],
            teammates: [],
            place: 1,
            outcome: 'win',
            reason: 'line',
            endedAt: winAt().endedAt,
            ratingBefore: initial,
            ratingAfter: up?.rating,
          },
        ],
      });
      expect(scores(down)).toEqual({
        'noughts.rating all': down?.rating,
        'noughts.rating 2026-11': down?.rating,
      });
      expect(scores(up)).toEqual({
        'noughts.rating all': up?.rating,
        'noughts.rating 2026-11': up?.rating,
        'noughts.wins all': 1,
        'noughts.wins 2026-11': 1,
      });
    });

    it('of eight seats is one transaction of 17 items, with places, scores and ratings of all', async () => {
      const sizes: number[] = [];
      const client = database.newClient();
      client.middlewareStack.add(
        (next, context) => async (args) => {
          if (context.commandName === 'TransactWriteItemsCommand')
            sizes.push(objectsAt(args.input, 'TransactItems').length);
          return next(args);
        },
        { step: 'initialize', name: 'sizes' },
      );
      const store = createMatchStore(client, names, { retry: quickRetries(), now });
      const seats = Array.from({ length: 8 }, () => aPlayer());
      const each = aHeader(seats);
      await store.claim(each, aGameSession());
      const points = [70, 80, 10, 60, 70, 30, 20, 50];
      const places = [2, 1, 8, 4, 2, 6, 7, 5];
      const end = {
        result: { places, scores: points, reason: 'points' },
        endedAt: ended,
        commands: 9,
        conduct: aConduct(8),
      };
      expect(await store.finish(each.matchId, end)).toBe('recorded');
      expect(await store.get(each.matchId)).toMatchObject({ status: 'finished', ending: end });
      const ratings = await Promise.all(
        seats.map(async (player) => (await players.standing(player, game))?.rating ?? 0),
      );
      for (const [seat, place] of places.entries()) {
        expect(await players.standing(playerAt(seats, seat), game)).toMatchObject({
          wins: place === 1 ? 1 : 0,
          losses: place === 1 ? 0 : 1,
          draws: 0,
        });
        for (const [other, otherPlace] of places.entries())
          if (place < otherPlace) expect(ratings[seat]).toBeGreaterThan(ratings[other] ?? 0);
        const { items } = await store.history(playerAt(seats, seat), { limit: 2 });
        expect(items).toMatchObject([{ place, score: points[seat], teammates: [], seat }]);
        expect(items[0]?.opponents).toHaveLength(7);
      }
      expect(sizes).toEqual([17]);
    });

    it('of teams of two wins and rates together, and records teammates and opponents', async () => {
      const seats = Array.from({ length: 4 }, () => aPlayer());
      const header = aHeader(seats, { teams: [0, 1, 1, 0] });
      await matches.claim(header, aGameSession());
      await matches.finish(header.matchId, {
        ...winAt(),
        result: { places: [3, 1, 1, 3], reason: 'line' },
        conduct: aConduct(4),
      });
      const initial = publicRating(newRating());
      for (const [seat, player] of seats.entries()) {
        const winner = seat === 1 || seat === 2;
        const standing = await players.standing(player, game);
        expect(standing).toMatchObject({ wins: winner ? 1 : 0, losses: winner ? 0 : 1 });
        expect((standing?.rating ?? 0) > initial).toBe(winner);
        expect((await matches.history(player, { limit: 1 })).items).toMatchObject([
          {
            outcome: winner ? 'win' : 'loss',
            place: winner ? 1 : 3,
            teammates: [seats[3 - seat]],
            opponents: seats.filter((_, other) => header.teams[other] !== header.teams[seat]),
          },
        ]);
      }
      const apart = aHeader(seats, { teams: [0, 1, 1, 0] });
      await matches.claim(apart, aGameSession());
      await expect(
        matches.finish(apart.matchId, { ...winAt(), result: { places: [1, 2, 3, 4], reason: 'line' } }),
      ).rejects.toThrow('are one team');
    });

    it('of an unrated match is history alone: no rating, no statistics, no leaderboard', async () => {
      const [winner, loser] = [aPlayer(), aPlayer()];
      const header = aHeader([winner, loser], { rated: false, options: { size: 3 } });
      await matches.claim(header, aGameSession());
      expect(await matches.finish(header.matchId, winAt())).toBe('recorded');
      expect(await matches.finish(header.matchId, winAt())).toBe('already-recorded');
      expect(await matches.get(header.matchId)).toMatchObject({ header, status: 'finished' });
      expect(await matches.get(header.matchId)).toMatchObject({ counted: 'unrated' });
      for (const player of [winner, loser]) expect(await players.standing(player, game)).toBeUndefined();
      const { items } = await matches.history(winner, { limit: 5 });
      expect(items).toMatchObject([{ rated: false, place: 1, outcome: 'win', matchmaking: 'duel' }]);
      expect(items[0]).not.toHaveProperty('ratingAfter');
    });

    it('keeps games apart, and months', async () => {
      const seats = [aPlayer(), aPlayer()];
      const november = aHeader(seats);
      const december = aHeader(seats);
      const elsewhere = aHeader(seats, { game: otherGame });
      for (const header of [november, december, elsewhere]) await matches.claim(header, aGameSession());
      await matches.finish(november.matchId, winAt());
      await matches.finish(december.matchId, winAt(Date.UTC(2026, 11, 1)));
      await matches.finish(elsewhere.matchId, winAt());
      const wins = async (of: typeof game, period: string) =>
        scores(await players.standing(playerAt(seats, 0), of))[`${of}.wins ${period}`];
      expect([
        await wins(game, 'all'),
        await wins(game, '2026-11'),
        await wins(game, '2026-12'),
        await wins(otherGame, '2026-11'),
      ]).toEqual([2, undefined, 1, 1]);
      expect(
        (await players.standings(playerAt(seats, 0))).map(({ game: of, wins: count }) => [of, count]).sort(),
      ).toEqual([
        ['columns', 1],
        ['noughts', 2],
      ]);
    });

    it('needs no owner, because the log has the end; refuses a result that does not fit', async () => {
      const header = aHeader();
      await matches.claim(header, aGameSession());
      await matches.claim(header, aGameSession());
      await expect(
        matches.finish(header.matchId, { ...winAt(), result: { places: [1], reason: 'x' } }),
      ).rejects.toThrow(RangeError);
      expect(await matches.finish(header.matchId, winAt())).toBe('recorded');
      expect(await matches.finish(header.matchId, winAt())).toBe('already-recorded');
      await expect(matches.finish(aHeader().matchId, winAt())).rejects.toThrow(OwnershipLost);
      const player = aPlayer();
      const mirror = aHeader([player, player]);
      await matches.claim(mirror, aGameSession());
      await expect(matches.finish(mirror.matchId, winAt())).rejects.toThrow('twice');
    });
  });
}
