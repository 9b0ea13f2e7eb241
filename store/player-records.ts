import { type DynamoDBDocumentClient, paginateQuery, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type TableName } from '../contract/tables';
import { gameName, type GameName, matchId, type PlayerId, playerId } from '../core/ids';
import { afterMeeting, type HeadToHead, inOrder, notMet } from '../core/ranking/head-to-head';
import { periodAt } from '../core/ranking/periods';
import { type Standing } from '../core/ranking/standing';
import { batchGet } from './batch-get';
import { defaultRetryPolicy, ifItHolds, pauseBefore, type RetryPolicy, StoreContended } from './contention';
import { playerRows } from './keys';
import { prefixedRows } from './prefixed-rows';
import { readRow } from './read-row';
import { type Table } from './table';

/** A player's rating at the end of a day. */
export interface RatingOfDay {
  /** UTC, `2026-11-28`. */
  readonly day: string;
  readonly rating: number;
}

/**
 * Records that follow from standings: results of players against each other, and the course of ratings. The
 * function on the stream of the players table writes it; standings that come twice, late or out of order are
 * counted once.
 */
export interface PlayerRecordStore {
  /** Counts the newest match of a standing. @param before the standing that it replaced */
  follow(before: Standing | undefined, after: Standing): Promise<void>;
  /** The results of two players against each other: one record for each game that they met in. */
  headToHead(one: PlayerId, other: PlayerId): Promise<readonly HeadToHead[]>;
  /**
   * The ratings of a player in a game, one for each day on which it was rated, in order.
   * @param from and `to`: months such as `2026-11`, both included
   */
  ratingCurve(player: PlayerId, game: GameName, from: string, to: string): Promise<readonly RatingOfDay[]>;
}

const headToHeadRow = z.object({
  first: z.pipe(z.string(), z.transform(playerId)),
  second: z.pipe(z.string(), z.transform(playerId)),
  game: z.pipe(z.string(), z.transform(gameName)),
  firstWins: z.int(),
  secondWins: z.int(),
  draws: z.int(),
  recent: z.array(
    z.object({
      matchId: z.pipe(z.string(), z.transform(matchId)),
      recordedAt: z.int(),
      rated: z.boolean(),
    }),
  ),
});
const revised = z.object({ revision: z.int() });
/** Each day is an attribute, so that it can be set alone: `d28` → rating, the standing's version. */
const dayRating = z.tuple([z.number(), z.int()]);

/**
 * The records of pairs of players in a game; pairs that have not met are left out. They may be moments old.
 */
export async function readHeadToHeads(
  client: DynamoDBDocumentClient,
  table: string,
  pairs: ReadonlyArray<readonly [first: PlayerId, second: PlayerId]>,
  game: GameName,
  retry: RetryPolicy,
): Promise<readonly HeadToHead[]> {
  const keys = pairs.map(([first, second]) => playerRows.headToHead.key({ first, second, game }));
  const rows = await batchGet(client, table, retry, keys);
  return rows.map((row) => headToHeadRow.parse(row));
}

/** @param names the players table's real name @param retry for tests: waiting and randomness */
export function createPlayerRecordStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'players'>,
  retry: RetryPolicy = defaultRetryPolicy,
): PlayerRecordStore {
  const TableName = names.players;
  const table: Table = { client, TableName, retry };
  return {
    follow: (before, after) => follow(table, before, after),
    headToHead: (one, other) => headToHead(table, one, other),
    ratingCurve: (player, game, from, to) => ratingCurve(table, player, game, from, to),
  };
}

async function follow(table: Table, before: Standing | undefined, after: Standing): Promise<void> {
  if (before?.rated !== after.rated) await setRating(table, after);
  await countMeetings(table, after);
}

async function headToHead(table: Table, one: PlayerId, other: PlayerId): Promise<readonly HeadToHead[]> {
  const [first, second] = inOrder(one, other);
  const { headToHead: row } = playerRows;
  const rows = await prefixedRows(table, row.partition({ first, second }), row.sortPrefix, {
    consistent: false,
  });
  return rows.map((record) => headToHeadRow.parse(record));
}

async function ratingCurve(
  { client, TableName }: Table,
  player: PlayerId,
  game: GameName,
  from: string,
  to: string,
): Promise<readonly RatingOfDay[]> {
  const days: RatingOfDay[] = [];
  const key = (month: string) => playerRows.ratingCurve.key({ playerId: player, game, month });
  const pages = paginateQuery(
    { client },
    {
      TableName,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': key(from).pk, ':from': key(from).sk, ':to': key(to).sk },
    },
  );
  for await (const { Items } of pages) for (const row of Items ?? []) days.push(...daysOf(row));
  return days;
}

/** The last write of a match, and the write by which a repetition finds that all is done. */
async function countMeetings(table: Table, { playerId: of, game, last }: Standing): Promise<void> {
  if (last === undefined) return;
  for (const other of opponentsOf(last.against)) {
    const relation = last.against[other];
    if (relation !== undefined)
      await revise(table, of, other, game, (record) => afterMeeting(record, last, of, relation));
  }
}

/** Reads a record and writes its successor, unless it was written in between: then it starts again. */
async function revise(
  { retry, client, TableName }: Table,
  one: PlayerId,
  other: PlayerId,
  game: GameName,
  change: (record: HeadToHead) => HeadToHead | undefined,
): Promise<void> {
  const [first, second] = inOrder(one, other);
  const Key = playerRows.headToHead.key({ first, second, game });
  for (let attempt = 1; attempt <= retry.attempts; attempt += 1) {
    const Item = await readRow({ client, TableName, retry }, Key);
    const revision = Item === undefined ? 0 : revised.parse(Item).revision;
    const next = change(Item === undefined ? notMet(one, other, game) : headToHeadRow.parse(Item));
    if (next === undefined) return;
    const written = await ifItHolds(retry, () =>
      client.send(
        new PutCommand({
          TableName,
          // Attributes that only another version knows are kept.
          Item: { ...Item, ...Key, ...next, revision: revision + 1 },
          ...(revision === 0
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: 'revision = :revision',
                ExpressionAttributeValues: { ':revision': revision },
              }),
        }),
      ),
    );
    if (written !== undefined) return;
    await pauseBefore(attempt, retry);
  }
  throw new StoreContended(`the record of ${first} and ${second} met other writers too often`);
}

async function setRating(
  { retry, client, TableName }: Table,
  { playerId: player, game, rating, ratedAt, version }: Standing,
): Promise<void> {
  if (ratedAt === undefined) return;
  const [month, day] = [periodAt('month', ratedAt, []), new Date(ratedAt).toISOString().slice(8, 10)];
  if (month === undefined) return;
  // Undefined: a newer standing was already counted.
  await ifItHolds(retry, () =>
    client.send(
      new UpdateCommand({
        TableName,
        Key: playerRows.ratingCurve.key({ playerId: player, game, month }),
        UpdateExpression: 'SET #day = :rating',
        ConditionExpression: 'attribute_not_exists(#day) OR #day[1] < :version',
        ExpressionAttributeNames: { '#day': `d${day}` },
        ExpressionAttributeValues: { ':rating': [rating, version], ':version': version },
      }),
    ),
  );
}

const opponentsOf = (against: Readonly<Record<PlayerId, unknown>>): readonly PlayerId[] =>
  Object.keys(against).map((id) => playerId(id));

function daysOf(row: Readonly<Record<string, unknown>>): readonly RatingOfDay[] {
  const month = z.string().parse(row.sk).slice(-7);
  return Object.keys(row)
    .filter((name) => /^d\d\d$/.test(name))
    .sort()
    .map((name) => ({ day: `${month}-${name.slice(1)}`, rating: dayRating.parse(row[name])[0] }));
}
