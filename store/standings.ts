import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { gameName, type GameName, matchId, type PlayerId, playerId } from '../core/ids';
import { type PeriodScores, type ReachedScore } from '../core/ranking/leaderboards';
import { relations } from '../core/ranking/head-to-head';
import { periodKinds } from '../core/ranking/score-change';
import { type Standing, type Tally } from '../core/ranking/standing';
import { isProvisional, publicRating } from '../core/rating/rating';
import { type RetryPolicy } from './contention';
import { playerRows, type RowKey } from './keys';
import { readRow } from './read-row';

/**
 * The row of a standing. It is written with every result, and leaderboards and records follow its stream. It
 * must stay within 1 KB, so it has lists where names would take too much space. Two versions may write it by
 * turns: a version writes back the attributes that it does not know, and refuses lists of another length. So
 * what is new gets an attribute of its own.
 */

type Row = Readonly<Record<string, unknown>>;

/** Wins, draws, losses. */
const tally = z.tuple([z.int(), z.int(), z.int()]);
/** Value, epoch milliseconds at which it was reached, and for a streak the number of wins in a row. */
const reached = z.union([z.tuple([z.number(), z.int()]), z.tuple([z.number(), z.int(), z.int()])]);
/** Id of the period, rated matches in it, scores by the leaderboard's name. */
const period = z.tuple([z.string(), z.int(), z.record(z.string(), reached)]);
/** The decimals with which a score began, then value and time of the opposite end. */
const began = z.union([z.tuple([]), z.tuple([z.int()]), z.tuple([z.int(), z.number(), z.int()])]);

const rowKey = z.object({ pk: z.string(), sk: z.string() });
const standingRow = z.object({
  playerId: z.pipe(z.string(), z.transform(playerId)),
  game: z.pipe(z.string(), z.transform(gameName)),
  version: z.int(),
  wins: z.int(),
  draws: z.int(),
  losses: z.int(),
  mu: z.number(),
  sigma: z.number(),
  rated: z.int(),
  ratedAt: z.optional(z.int()),
  abandoned: z.int(),
  voided: z.int(),
  streak: z.int(),
  longestStreak: z.int(),
  turns: z.int(),
  time: z.int(),
  seats: z.array(tally),
  options: z.record(z.string(), tally),
  periods: z.partialRecord(z.enum(periodKinds), period),
  /** By the leaderboard's name. Where the row has this, a score without an entry began with no decimals. */
  began: z.optional(z.record(z.string(), z.record(z.string(), began))),
  /** Of the season in `periods`. */
  seasonStartsAt: z.optional(z.int()),
  last: z.optional(
    z.object({
      matchId: z.pipe(z.string(), z.transform(matchId)),
      recordedAt: z.int(),
      rated: z.boolean(),
      against: z.record(z.pipe(z.string(), z.transform(playerId)), z.enum(relations)),
    }),
  ),
});

/** Whether a key of the players table is that of a standing. */
export function isStandingKey({ sk }: Pick<RowKey, 'sk'>): boolean {
  return sk.startsWith(playerRows.standing.sortPrefix);
}

/**
 * The standing in a row of the players table.
 * @param row as a document: attribute names to values
 * @returns undefined when the row is of another kind
 * @throws Error when it is a standing's row in an invalid form
 */
export function standingOfRow(row: unknown): Standing | undefined {
  const key = z.safeParse(rowKey, row);
  if (!key.success || !isStandingKey(key.data)) return undefined;
  const { pk, sk } = key.data;
  const read = z.safeParse(standingRow, row);
  if (!read.success)
    throw new Error(`the standing ${pk} ${sk} cannot be read: ${z.prettifyError(read.error)}`);
  const { seats, options, periods, began: beginnings, seasonStartsAt, ratedAt, last, ...numbers } = read.data;
  return {
    ...numbers,
    rating: publicRating(numbers),
    provisional: isProvisional(numbers),
    ...(ratedAt === undefined ? {} : { ratedAt }),
    seats: seats.map(tallyOf),
    options: mapped(options, tallyOf),
    periods: mapped(periods, ([id, games, scores], kind): PeriodScores => ({
      period: id,
      games,
      scores: mapped(scores, (score, name) =>
        reachedOf(score, beginnings === undefined ? [] : (beginnings[kind]?.[name] ?? [0])),
      ),
      ...(kind === 'season' && seasonStartsAt !== undefined ? { startsAt: seasonStartsAt } : {}),
    })),
    ...(last === undefined ? {} : { last }),
  };
}

/**
 * The row of a standing.
 * @param was the row that it replaces: attributes that only other versions know are kept
 */
export function rowOfStanding(standing: Standing, was: Row = {}): RowKey & Row {
  const { rating: _, provisional: __, seats, options, periods, ...rest } = standing;
  const { playerId, game } = standing;
  const startsAt = periods.season?.startsAt;
  return {
    ...unknownOf(was),
    ...playerRows.standing.key({ playerId, game }),
    ...rest,
    seats: seats.map(listOf),
    options: mapped(options, listOf),
    periods: mapped(periods, ({ period: id, games, scores }) => [
      id,
      games,
      mapped(scores, ({ value, at, run }) => (run === undefined ? [value, at] : [value, at, run])),
    ]),
    began: beginningsOf(periods),
    ...(startsAt === undefined ? {} : { seasonStartsAt: startsAt }),
  };
}

function unknownOf(was: Row): Row {
  return Object.fromEntries(Object.entries(was).filter(([name]) => !Object.hasOwn(standingRow.shape, name)));
}

/** Scores that began with no decimals and have one end are left out, and periods that have only such. */
function beginningsOf(periods: Standing['periods']) {
  const all = mapped(periods, ({ scores }) =>
    Object.fromEntries(
      Object.entries(scores).flatMap(([name, { decimals, opposite }]) => {
        const beginning = decimals === undefined ? [] : [decimals];
        if (opposite !== undefined) beginning.push(...[opposite.value, opposite.at]);
        return decimals === 0 && opposite === undefined ? [] : [[name, beginning]];
      }),
    ),
  );
  return Object.fromEntries(Object.entries(all).filter(([, scores]) => Object.keys(scores).length > 0));
}

const tallyOf = ([wins, draws, losses]: z.output<typeof tally>): Tally => ({ wins, draws, losses });
const listOf = ({ wins, draws, losses }: Tally): z.output<typeof tally> => [wins, draws, losses];

function reachedOf(
  [value, at, run]: z.output<typeof reached>,
  [decimals, oppositeValue, oppositeAt]: z.output<typeof began>,
): ReachedScore {
  return {
    value,
    at,
    ...(run === undefined ? {} : { run }),
    ...(decimals === undefined ? {} : { decimals }),
    ...(oppositeValue === undefined || oppositeAt === undefined
      ? {}
      : { opposite: { value: oppositeValue, at: oppositeAt } }),
  };
}

function mapped<Value, Result>(
  record: Readonly<Record<string, Value | undefined>>,
  of: (value: Value, name: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (value === undefined ? [] : [[name, of(value, name)]])),
  );
}

/** A player's standing in a game, read consistently. */
export async function readStanding(...of: Parameters<typeof readStandingRow>): Promise<Standing | undefined> {
  return standingOfRow(await readStandingRow(...of));
}

/** The row of a player's standing in a game, read consistently. */
export function readStandingRow(
  client: DynamoDBDocumentClient,
  table: string,
  playerId: PlayerId,
  game: GameName,
  retry: RetryPolicy,
): Promise<Row | undefined> {
  return readRow({ client, TableName: table, retry }, playerRows.standing.key({ playerId, game }));
}
