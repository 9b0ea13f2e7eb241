import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { matchId, type MatchId, type PlayerId, playerId, type PlayerSessionId } from '../core/ids';
import { defaultScoring, type Scoring } from '../core/ranking/scoring';
import { defaultRetryPolicy, type RetryPolicy, whileContended } from './contention';
import { createCursors, type Cursors, tableCursorKey } from './cursors';
import { readHistoryRow } from './history-row';
import { activeShardKey, matchRows } from './keys';
import { createRatedMatches } from './rated-matches';
import { createEntryStore } from './match-entries';
import { createOwnershipOperations } from './match-hosting';
import { activeShards } from './match-ownership';
import { createResultWriter, type RatePlayers } from './match-result';
import { matchRecord, type MatchRow, readMatchRow } from './match-row';
import { type HistoryEntry, type MatchRecord, type MatchStore } from './matches';
import { type Page, type PageRequest } from './pages';
import { readRow } from './read-row';
import { keyOfRow } from './row-fields';
import { createSeatedMatches, type SeatedMatches } from './seated-matches';
import { type ShardedIndex, waitingPages } from './sharded-index';
import { type TimedTable } from './table';

/** Optional parts of the store of matches; the defaults are those of deployed code. */
export interface MatchStoreOptions {
  /** Waiting and randomness; for tests. */
  readonly retry?: RetryPolicy;
  /** Epoch milliseconds; for the rows that expire. */
  readonly now?: () => number;
  /** New ids, for claims; absent: random. */
  readonly newId?: () => string;
  /** How results change ratings; absent: core/rating. */
  readonly rate?: RatePlayers;
  /** The definition's settings for counting results. */
  readonly scoring?: Scoring;
}

/** A player session lives at most as long as its game session; a week is far more than that. */
const sessionKeptSeconds = 7 * 24 * 60 * 60;

/** The matches table, its index of active matches, and its rows that others keep. */
interface MatchesTable extends TimedTable {
  readonly waiting: ShardedIndex<'attendedAt', 'matchId'>;
  readonly seats: SeatedMatches;
  readonly cursors: Cursors;
}

/**
 * @param names real names of the tables. The Realtime script, which finishes matches, needs matches and
 * players, as do functions that arrange matches. For reading matches and seating player sessions `matches` is
 * sufficient.
 */
export function createMatchStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'matches'> &
    Partial<Pick<Readonly<Record<TableName, string>>, 'players'>>,
  options: MatchStoreOptions = {},
): MatchStore {
  const TableName = names.matches;
  const waiting: MatchesTable['waiting'] = {
    table: TableName,
    index: 'active',
    shard: 'activeShard',
    shardKeys: Array.from({ length: activeShards }, (_, shard) => activeShardKey({ shard })),
    time: 'attendedAt',
    id: 'matchId',
  };
  const retry = options.retry ?? defaultRetryPolicy;
  const now = options.now ?? Date.now;
  const cursors = createCursors(tableCursorKey(client, TableName, retry));
  const entries = createEntryStore(client, TableName, retry);
  const seats = createSeatedMatches(client, TableName, retry, now);
  const scoring = options.scoring ?? defaultScoring;
  const matches: MatchesTable = { client, TableName, retry, seats, now, waiting, cursors };
  return {
    ...createOwnershipOperations({
      client,
      table: TableName,
      players: names.players,
      retry,
      now,
      newId: options.newId ?? randomUUID,
      entries,
      seats,
      decideRated: createRatedMatches({
        client,
        players: names.players,
        retry,
        scoring,
        now,
        running: (player) => activeRows(matches, player),
      }),
      row: (id) => row(matches, id),
    }),
    finish: createResultWriter(client, names, {
      retry,
      scoring,
      now,
      ...(options.rate === undefined ? {} : { rate: options.rate }),
      readMatch: (id) => row(matches, id),
    }),
    get: (id) => get(matches, id),
    log: entries.read,
    newest: entries.newest,
    seatPlayerSessions: (matchId, seats) => seatPlayerSessions(matches, matchId, seats),
    playerOfSession: (matchId, playerSessionId) => playerOfSession(matches, matchId, playerSessionId),
    unattended: (before) => unattended(matches, before),
    running: (player) => running(matches, player),
    history: (playerId, page) => history(matches, playerId, page),
  } satisfies MatchStore;
}

async function get(matches: MatchesTable, id: MatchId): Promise<MatchRecord | undefined> {
  const found = await row(matches, id);
  return found && matchRecord(found);
}

async function seatPlayerSessions(
  { now, retry, client, TableName }: MatchesTable,
  matchId: MatchId,
  seats: ReadonlyArray<{ readonly playerSessionId: PlayerSessionId; readonly playerId: PlayerId }>,
): Promise<void> {
  const expiresAt = Math.floor(now() / 1000) + sessionKeptSeconds;
  await Promise.all(
    seats.map(({ playerSessionId, playerId }) =>
      whileContended(retry, () =>
        client.send(
          new PutCommand({
            TableName,
            Item: { ...matchRows.session.key({ matchId, playerSessionId }), playerId, expiresAt },
          }),
        ),
      ),
    ),
  );
}

async function playerOfSession(
  table: MatchesTable,
  matchId: MatchId,
  playerSessionId: PlayerSessionId,
): Promise<PlayerId | undefined> {
  const Item = await readRow(table, matchRows.session.key({ matchId, playerSessionId }));
  const id: unknown = Item?.playerId;
  return typeof id === 'string' ? playerId(id) : undefined;
}

async function* unattended(
  { client, retry, waiting }: MatchesTable,
  before: number,
): AsyncIterable<readonly MatchId[]> {
  for await (const page of waitingPages(client, retry, waiting, before))
    yield page.flatMap(({ [waiting.id]: id }) => (typeof id === 'string' ? [matchId(id)] : []));
}

async function running(matches: MatchesTable, player: PlayerId): Promise<readonly MatchRecord[]> {
  const found = await Promise.all((await matches.seats.of(player)).map((id) => row(matches, id)));
  const known = found.filter((match) => match !== undefined);
  const over = known.filter(({ status }) => status !== 'active');
  await Promise.all(over.map(({ matchId: id }) => matches.seats.forget(player, id)));
  return known.filter(({ status }) => status === 'active').map(matchRecord);
}

async function history(
  { cursors, retry, client, TableName }: MatchesTable,
  playerId: PlayerId,
  { limit, cursor }: PageRequest,
): Promise<Page<HistoryEntry>> {
  const list = `history#${playerId}`;
  const pk = matchRows.history.partition({ playerId });
  const after =
    cursor === undefined
      ? undefined
      : await cursors.decode(list, cursor, (position) =>
          typeof position === 'string' ? position : undefined,
        );
  // One additional entry is read: it shows whether there is a next page.
  const { Items } = await whileContended(retry, () =>
    client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': matchRows.history.sortPrefix },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: limit + 1,
        ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: after } }),
      }),
    ),
  );
  const rows = Items ?? [];
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(readHistoryRow),
    ...(rows.length > limit && last ? { cursor: await cursors.encode(list, keyOfRow(last).sk) } : {}),
  };
}

async function row(table: MatchesTable, id: MatchId): Promise<MatchRow | undefined> {
  const Item = await readRow(table, matchRows.match.key({ matchId: id }));
  return Item === undefined ? undefined : readMatchRow(Item);
}

async function activeRows(matches: MatchesTable, player: PlayerId): Promise<readonly MatchRow[]> {
  const found = await Promise.all((await matches.seats.of(player)).map((id) => row(matches, id)));
  return found.filter((match) => match !== undefined).filter(({ status }) => status === 'active');
}
