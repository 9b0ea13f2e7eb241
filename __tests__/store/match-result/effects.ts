import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { type PlayerId } from '../../../core/ids';
import { type Conduct } from '../../../core/match/log';
import { type MatchEnding } from '../../../core/match/log';
import { type LeaderboardDeclaration, scoreChanges } from '../../../core/ranking/leaderboards';
import { inOrder } from '../../../core/ranking/head-to-head';
import { defaultScoring, type Scoring } from '../../../core/ranking/scoring';
import { newRating } from '../../../core/rating/rating';
import { leastNumber, maxNumber } from '../../../core/stored-number';
import { createMatchStore } from '../../../store/match-store';
import { createPlayerRecordStore } from '../../../store/player-records';
import { playerRows } from '../../../store/keys';
import { standingOfRow } from '../../../store/standings';
import { aRatingLeaderboard } from '../../support/leaderboards';
import { aConduct } from '../../support/headers';
import { aGameSession, aHeader, aPlayer, game, names, playerAt, quickRetries } from '../database';
import { ended, now, database, matches, players, winAt, scores } from './result-stores';

export function effects(): void {
  describe('the effect of a result', () => {
    const scoring: Scoring = { ...defaultScoring, minimumCommands: () => 2, ratedWithinDay: () => 2 };
    const store = (now: () => number) =>
      createMatchStore(database.client, names, { retry: quickRetries(), now, scoring });

    interface Counted {
      readonly at?: number;
      readonly result?: MatchEnding['result'];
    }

    /** Plays a match to its record, and updates the record of the pair. */
    async function countMatch(
      seats: readonly PlayerId[],
      conduct: Conduct,
      { at = ended, result = { places: [1, 2], reason: 'resigned' } }: Counted = {},
    ) {
      const header = aHeader(seats, { startedAt: at - 1000 });
      const here = store(() => at);
      await here.claim(header, aGameSession());
      await here.finish(header.matchId, { result, endedAt: at, commands: 5, conduct });
      const records = createPlayerRecordStore(database.client, names);
      for (const player of seats) {
        const standing = await players.standing(player, game);
        if (standing !== undefined) await records.follow(undefined, standing);
      }
      return (await here.get(header.matchId))?.counted;
    }

    it("void: no player wins, loses or moves; a player's absence is counted and in the history", async () => {
      const [here, away] = [aPlayer(), aPlayer()];
      const conduct: Conduct = { turns: [1, 0], left: [{ seat: 1, reason: 'abandoned' }], bots: [] };
      expect(await countMatch([here, away], conduct)).toBe('void');
      const fresh = { wins: 0, draws: 0, losses: 0, rated: 0, turns: 0, time: 0, voided: 1, version: 1 };
      expect(await players.standing(here, game)).toMatchObject({ ...fresh, abandoned: 0, ...newRating() });
      expect(await players.standing(away, game)).toMatchObject({ ...fresh, abandoned: 1, ...newRating() });
      expect(scores(await players.standing(here, game))).toEqual({});
      const { items } = await matches.history(away, { limit: 1 });
      expect(items).toMatchObject([{ outcome: 'void', counted: 'void', place: 2 }]);
      expect(items[0]).not.toHaveProperty('ratingAfter');
      expect(await createPlayerRecordStore(database.client, names).headToHead(here, away)).toEqual([]);
    });

    it('too short: in the statistics alone', async () => {
      const [one, two] = [aPlayer(), aPlayer()];
      const conduct: Conduct = { turns: [2, 1], left: [{ seat: 1, reason: 'resigned' }], bots: [] };
      expect(await countMatch([one, two], conduct)).toBe('too-short');
      const standing = await players.standing(one, game);
      expect(standing).toMatchObject({ wins: 1, rated: 0, turns: 2, streak: 0, ...newRating() });
      expect(scores(standing)).toEqual({});
    });

    it('the same opponents: two a day are rated, further ones not, the next day again', async () => {
      const [one, two] = [aPlayer(), aPlayer()];
      const rating = async () => (await players.standing(one, game))?.rating ?? 0;
      const hour = 3_600_000;
      const said: unknown[] = [];
      const ratings: number[] = [];
      for (const at of [0, 1, 2, 23, 24, 25, 26]) {
        said.push(
          await countMatch(at % 2 === 0 ? [one, two] : [two, one], aConduct(2, 3), { at: ended + at * hour }),
        );
        ratings.push(await rating());
      }
      expect(said).toEqual([
        'rated',
        'rated',
        'same-opponents',
        'same-opponents',
        'rated',
        'rated',
        'same-opponents',
      ]);
      expect(ratings[3]).toBe(ratings[1]);
      expect(ratings[4]).not.toBe(ratings[3]);
      expect(await players.standing(one, game)).toMatchObject({ wins: 4, losses: 3, rated: 4 });
      // Matches of other opponents are still rated.
      expect(await countMatch([one, aPlayer()], aConduct(2, 3), { at: ended + 26 * hour })).toBe('rated');
      const [record] = await createPlayerRecordStore(database.client, names).headToHead(one, two);
      expect([record?.firstWins, record?.secondWins].sort()).toEqual([3, 4]);
    });

    it('the same opponents: decided and announced when the match begins, and kept to its end', async () => {
      const [one, two] = [aPlayer(), aPlayer()];
      await countMatch([one, two], aConduct(2, 3));
      const begun = store(() => ended);
      const [last, beyond] = [aHeader([two, one]), aHeader([one, two])];
      expect((await begun.claim(last, aGameSession())).header.rated).toBe(true);
      // A running match is one of the two, so that starting many at once does not avoid the limit.
      const claimed = (await begun.claim(beyond, aGameSession())).header;
      expect(claimed).toMatchObject({ rated: false, unratedBecause: 'same-opponents' });
      // A second process of the match gets the same answer, a day later too.
      const later = store(() => ended + 25 * 3_600_000);
      expect((await later.claim(beyond, aGameSession())).header).toEqual(claimed);
      for (const { matchId } of [beyond, last])
        await later.finish(matchId, { ...winAt(), endedAt: ended, conduct: aConduct(2, 3) });
      expect((await later.get(last.matchId))?.counted).toBe('rated');
      expect((await later.get(beyond.matchId))?.counted).toBe('same-opponents');
      expect(await players.standing(one, game)).toMatchObject({ rated: 2 });
      const { items } = await matches.history(one, { limit: 9 });
      expect(items.find(({ matchId }) => matchId === beyond.matchId)).toMatchObject({ rated: false });
    });

    it('an unrated matchmaking: stated as the reason', async () => {
      const header = aHeader([aPlayer(), aPlayer()], { rated: false });
      const claimed = await store(() => ended).claim(header, aGameSession());
      expect(claimed.header).toMatchObject({ rated: false, unratedBecause: 'matchmaking' });
    });

    it('in several matches: one pair that met too often is enough, teammates do not count', async () => {
      const [a, b, c, d] = [aPlayer(), aPlayer(), aPlayer(), aPlayer()];
      for (let n = 0; n < 2; n += 1) expect(await countMatch([a, b], aConduct(2, 3))).toBe('rated');
      const result = { places: [1, 2, 3, 4], reason: 'points' };
      expect(await countMatch([c, a, d, b], aConduct(4, 3), { result })).toBe('same-opponents');
      const header = aHeader([a, c, b, d], { teams: [0, 1, 0, 1] });
      const here = store(() => ended);
      await here.claim(header, aGameSession());
      const won2 = { places: [1, 3, 1, 3], reason: 'points' };
      await here.finish(header.matchId, { ...winAt(), result: won2, conduct: aConduct(4, 3) });
      expect(await here.get(header.matchId)).toMatchObject({ counted: 'rated' });
    });

    it('a rating that was idle for long moves further', async () => {
      const [one, two, other, another] = [aPlayer(), aPlayer(), aPlayer(), aPlayer()];
      const sigmas: number[] = [];
      for (const pause of [0, 900]) {
        const seats = pause === 0 ? [one, two] : [other, another];
        let at = ended;
        for (let n = 0; n < 4; n += 1) {
          await countMatch(seats, aConduct(2, 3), { at });
          at += n === 2 ? pause * 86_400_000 : 30 * 3_600_000;
        }
        sigmas.push((await players.standing(playerAt(seats, 0), game))?.sigma ?? 0);
      }
      expect(sigmas[1]).toBeGreaterThan((sigmas[0] ?? 0) + 0.3);
    });

    it('a late record counts in the period of its recording, never in one before the last', async () => {
      const [one, two] = [aPlayer(), aPlayer()];
      const end = Date.UTC(2026, 10, 30, 23, 59, 59);
      const record = async (endedAt: number, recordedAt: number) => {
        const header = aHeader([one, two]);
        const here = createMatchStore(database.client, names, {
          retry: quickRetries(),
          now: () => recordedAt,
        });
        await here.claim(header, aGameSession());
        await here.finish(header.matchId, winAt(endedAt));
        return Object.keys(scores(await players.standing(one, game))).filter((key) => /wins 20/.test(key));
      };
      expect(await record(end, end + 60_000)).toEqual(['noughts.wins 2026-11']);
      expect(await record(end, end + 3_600_000)).toEqual(['noughts.wins 2026-12']);
      expect(await record(end, end + 60_000)).toEqual(['noughts.wins 2026-12']);
      expect(scores(await players.standing(one, game))['noughts.wins 2026-12']).toBe(2);
    });

    it('keeps what only another version knows: attributes of rows, scores of leaderboards', async () => {
      const [one, two] = [aPlayer(), aPlayer()];
      const [first, second] = inOrder(one, two);
      const keys = [
        playerRows.standing.key({ playerId: one, game }),
        playerRows.headToHead.key({ first, second, game }),
      ];
      const play = async (scoring: Scoring) => {
        const here = createMatchStore(database.client, names, { retry: quickRetries(), now, scoring });
        const header = aHeader([one, two]);
        await here.claim(header, aGameSession());
        await here.finish(header.matchId, winAt());
        const standing = await players.standing(one, game);
        const records = createPlayerRecordStore(database.client, names, quickRetries());
        if (standing !== undefined) await records.follow(undefined, standing);
      };
      await play(defaultScoring);
      for (const Key of keys)
        await database.client.send(
          new UpdateCommand({
            TableName: names.players,
            Key,
            UpdateExpression: 'SET leagues = :new',
            ExpressionAttributeValues: { ':new': { gold: 2 } },
          }),
        );
      await play({ ...defaultScoring, leaderboardsOf: () => [] });
      await play(defaultScoring);
      const [standing, pair] = await Promise.all(
        keys.map(async (Key) => {
          const { Item } = await database.client.send(new GetCommand({ TableName: names.players, Key }));
          return Item;
        }),
      );
      expect(standing).toMatchObject({ leagues: { gold: 2 }, version: 3, wins: 3 });
      expect(pair).toMatchObject({ leagues: { gold: 2 }, revision: 3 });
      expect(scores(standingOfRow(standing))).toMatchObject({ [`${game}.wins all`]: 2 });
    });

    it('named numbers reach leaderboards', async () => {
      const longest: LeaderboardDeclaration = aRatingLeaderboard(game, {
        id: `${game}.longest`,
        name: 'longest',
        metric: { kind: 'best', number: 'longestWord' },
        periods: ['all', 'season', 'week'],
      });
      const seats = [aPlayer(), aPlayer()];
      const rich: Scoring = {
        ...defaultScoring,
        leaderboardsOf: () => [longest],
        seasons: [{ name: 'autumn-2026', startsAt: 0 }],
      };
      const here = createMatchStore(database.client, names, { retry: quickRetries(), now, scoring: rich });
      const header = aHeader(seats, { options: { size: 'large', speed: 'slow', blitz: true } });
      await here.claim(header, aGameSession());
      const numbers = { longestWord: [7, 9] };
      await here.finish(header.matchId, { ...winAt(), result: { places: [2, 1], reason: 'x', numbers } });
      const standing = await players.standing(playerAt(seats, 1), game);
      if (standing === undefined) throw new Error('it is recorded');
      expect(scoreChanges(standing, [longest]).map(({ score }) => score)).toEqual([9, 9, 9]);
      const short = { places: [2, 1], reason: 'x', numbers: { longestWord: [1] } };
      const other = aHeader(seats);
      await here.claim(other, aGameSession());
      await expect(here.finish(other.matchId, { ...winAt(), result: short })).rejects.toThrow('longestWord');
    });

    it('with the greatest and least numbers is recorded, with sums within the limit', async () => {
      const points: LeaderboardDeclaration = aRatingLeaderboard(game, {
        id: `${game}.points`,
        name: 'points',
        metric: { kind: 'points' },
        periods: ['all'],
      });
      const summing: Scoring = { ...defaultScoring, leaderboardsOf: () => [points] };
      const here = createMatchStore(database.client, names, { retry: quickRetries(), now, scoring: summing });
      const seats = [aPlayer(), aPlayer()];
      const play = async (scores: readonly number[]) => {
        const header = aHeader(seats);
        await here.claim(header, aGameSession());
        await here.finish(header.matchId, { ...winAt(), result: { places: [1, 2], reason: 'line', scores } });
      };
      await play([maxNumber, -maxNumber]);
      await play([maxNumber, -maxNumber]);
      await play([leastNumber, -leastNumber]);
      const sums = async () =>
        Promise.all(
          seats.map(async (player) => {
            const standing = await players.standing(player, game);
            return standing === undefined ? [] : scoreChanges(standing, [points]).map(({ score }) => score);
          }),
        );
      expect(await sums()).toEqual([[maxNumber], [-maxNumber]]);
      await play([-7, 7]);
      expect(await sums()).toEqual([[maxNumber - 7], [7 - maxNumber]]);
      await expect(play([2 ** 53, 1])).rejects.toThrow(
        'the score of seat 0 in the result is 9007199254740992',
      );
    });
  });
}
