import {
  getHeadToHead,
  getRatingCurve,
  getRewards,
  getStatistics,
  maxMonths,
} from '../../contract/rest/statistics';
import { gameName, playerId } from '../../core/ids';
import { ratedWithinDay } from '../../core/ranking/head-to-head';
import { type Standing } from '../../core/ranking/standing';
import { type HttpApp } from '../shared/http/app';
import { callerOf } from '../shared/http/claims';
import { ApiProblem } from '../shared/http/problem';
import { askedEveryTime } from '../shared/http/unchanged';
import { type PlayersDependencies } from './dependencies';

/** Adds the routes of statistics, rating curves, records against other players, and rewards. */
export function addStatisticsRoutes(
  app: HttpApp,
  { players, records, rewards, now }: Pick<PlayersDependencies, 'players' | 'records' | 'rewards' | 'now'>,
): void {
  app.openapi(getStatistics.schemas, async (c) => {
    callerOf(c);
    const { id, game } = c.req.valid('param');
    const standing = await players.standing(playerId(id), gameName(game));
    if (standing === undefined) throw new ApiProblem('not-played');
    return c.json(statisticsDocument(standing), 200, askedEveryTime);
  });

  app.openapi(getRatingCurve.schemas, async (c) => {
    callerOf(c);
    const { id, game } = c.req.valid('param');
    const query = c.req.valid('query');
    const to = query.to ?? new Date(now()).toISOString().slice(0, 7);
    const from = query.from ?? monthsBefore(to, 11);
    if (from > to || monthsBefore(to, maxMonths - 1) > from)
      throw new ApiProblem('invalid-request', undefined, {
        errors: [
          {
            in: 'query',
            field: 'from',
            message: `must be at most ${maxMonths - 1} months before to, and not after it`,
          },
        ],
      });
    const days = await records.ratingCurve(playerId(id), gameName(game), from, to);
    return c.json(
      { playerId: id, game, from, to, days: days.map((day) => ({ ...day })) },
      200,
      askedEveryTime,
    );
  });

  app.openapi(getHeadToHead.schemas, async (c) => {
    callerOf(c);
    const { id, opponent } = c.req.valid('param');
    const found = await records.headToHead(playerId(id), playerId(opponent));
    const games = found.map((record) => {
      const { game, first, firstWins, secondWins, draws } = record;
      const [wins, losses] = first === id ? [firstWins, secondWins] : [secondWins, firstWins];
      return { game, wins, draws, losses, ratedWithinDay: ratedWithinDay(record, now()) };
    });
    return c.json({ playerId: id, opponent, games }, 200, askedEveryTime);
  });

  app.openapi(getRewards.schemas, async (c) => {
    callerOf(c);
    const { id } = c.req.valid('param');
    const given = await rewards.newest(playerId(id), 100);
    return c.json({ playerId: id, rewards: given.map((reward) => ({ ...reward })) }, 200, askedEveryTime);
  });
}

function statisticsDocument(standing: Standing) {
  const { wins, draws, losses, ratedAt, streak, longestStreak, time, seats, options } = standing;
  const { playerId: id, game, abandoned, voided, rated, rating, provisional, turns } = standing;
  return {
    playerId: id,
    game,
    played: wins + draws + losses,
    wins,
    draws,
    losses,
    abandoned,
    voided,
    rated,
    rating,
    provisional,
    ...(ratedAt === undefined ? {} : { ratedAt }),
    streak: { current: streak, longest: longestStreak },
    turns,
    milliseconds: time,
    bySeat: seats.map((tally) => ({ ...tally })),
    byOption: Object.fromEntries(Object.entries(options).map(([name, tally]) => [name, { ...tally }])),
  };
}

/** @param month `2026-11` */
function monthsBefore(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 - months)).toISOString().slice(0, 7);
}
