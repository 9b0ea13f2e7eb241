import { z } from '@hono/zod-openapi';
import { idPatterns } from '../../core/ids';
import { leaderboardNamePattern } from '../../core/ranking/leaderboards';
import { pageQuery, playerIdField, wholeQuery } from './fields';

const [gamePart, namePart] = [idPatterns.gameName, leaderboardNamePattern].map(({ source }) =>
  source.replace(/^\^|\$$/g, ''),
);
const leaderboardField = z
  .string()
  .regex(
    new RegExp(`^${gamePart}\\.${namePart}$`),
    "must be a leaderboard's name, such as tic-tac-toe.rating",
  )
  .openapi({ example: 'tic-tac-toe.rating' });
const periodDescription =
  '`all`, `season`, `month`, `week` or `day`: the current one (UTC); or the name of any, such as ' +
  '`2026-11`, `2026-W48`, `2026-11-28`. The first kind of the leaderboard when absent';
export const period = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/,
    'must be all, season, month, week or day for the current one, or the name of a period such as 2026-11',
  )
  .optional()
  .openapi({ description: periodDescription });
/** Of a page: the kind of period that is asked for may have another current one by the next page. */
const pagePeriod = period.openapi({
  description:
    `${periodDescription}. ` + 'With a `cursor`, a kind or nothing means the period of the page before',
});

export const leaderboard = z.object({ board: leaderboardField });
export const periodQuery = z.object({ period });
const numberQuery = (schema: z.ZodType<number, number>) =>
  z
    .string()
    .regex(/^-?\d{1,15}(\.\d{1,15})?$/, 'must be a number')
    .transform(Number)
    .pipe(schema)
    .optional();
const pageStart = {
  rank: numberQuery(z.int().min(1).max(1_000_000_000)).openapi({
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000_000,
    description: 'Begin with the players of this rank, and all who share it',
  }),
  percentile: numberQuery(z.number().min(0).max(100)).openapi({
    type: 'number',
    minimum: 0,
    maximum: 100,
    description: 'Begin with the players at this percentile',
  }),
};
export const leaderboardPage = z.object({
  period: pagePeriod,
  ...pageQuery,
  limit: wholeQuery(
    0,
    100,
    20,
    'Most items of this answer, 1 to 100. 0 with `rank` or `percentile`: only where the page begins',
  ),
  ...pageStart,
});
export const around = z.object({
  period,
  each: wholeQuery(1, 10, 5, 'Maximum number of players before, and of players after, 1 to 10'),
});
export const onLeaderboard = z.object({ board: leaderboardField, id: playerIdField });
