import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { createTables, type LocalDynamoDb, startDynamoDb } from '../../local/dynamodb';
import { type RetryPolicy } from '../../store/contention';
import { type TableDeclaration } from '../../store/tables';
import {
  gameName,
  gameSessionId,
  matchId,
  playerId,
  ticketId,
  type GameName,
  type GameSessionId,
  type MatchId,
  type PlayerId,
  type TicketId,
} from '../../core/ids';
import { type TableName, tablesNamed } from '../../contract/tables';
import { type MatchHeader } from '../../core/match/log';
import { aMatchHeader } from '../support/headers';

export const names = tablesNamed((table) => table);

export interface Tables {
  readonly url: string;
  /** Without retries: every refusal reaches the store. */
  readonly client: DynamoDBDocumentClient;
  /** The client of another process, whose calls can be cut off; see `crashAt`. */
  newClient(): DynamoDBDocumentClient;
  close(): Promise<void>;
}

export interface Database extends Tables {
  readonly dynamodb: LocalDynamoDb;
}

/** A separate database, in memory, with all tables. */
export async function openDatabase(): Promise<Database> {
  const dynamodb = await startDynamoDb({ ttlSweepMs: 0 });
  return { ...(await openTables(dynamodb)), dynamodb };
}

/** All tables, made in an empty database; closing them closes the database. */
export async function openTables(
  database: { readonly url: string; close(): Promise<void> },
  declarations?: Readonly<Record<TableName, TableDeclaration>>,
): Promise<Tables> {
  const { url } = database;
  const clients: DynamoDBDocumentClient[] = [];
  const newClient = (): DynamoDBDocumentClient => {
    const client = DynamoDBDocumentClient.from(
      new DynamoDBClient({
        endpoint: url,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        maxAttempts: 1,
      }),
      { marshallOptions: { removeUndefinedValues: true } },
    );
    clients.push(client);
    return client;
  };
  const client = newClient();
  await createTables(client, names, declarations);
  return {
    url,
    client,
    newClient,
    close: async () => {
      for (const each of clients) each.destroy();
      await database.close();
    },
  };
}

/** The process is gone. */
export class Crash extends Error {}

/**
 * Makes a client fail like a process that dies: at call `call` (1 is the first), before it is sent or after
 * it was answered. Later calls fail too.
 */
export function crashAt(client: DynamoDBDocumentClient, call: number, moment: 'before' | 'after'): void {
  let calls = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      calls += 1;
      const mine = calls;
      if (mine > call || (mine === call && moment === 'before')) throw new Crash();
      const answer = await next(args);
      if (mine === call) throw new Crash();
      return answer;
    },
    { step: 'initialize', priority: 'low', name: 'crash' },
  );
}

/** Retries without waiting; chance is seeded. */
export function quickRetries(seed = 1, attempts = 200): RetryPolicy {
  const generator = xoroshiro128plus(seed);
  return {
    attempts,
    random: () => uniformFloat64(generator),
    pause: () =>
      new Promise((resolve) => {
        setImmediate(resolve);
      }),
  };
}

let ids = 0;
const uuid = (): string => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`;
export const aPlayer = (): PlayerId => playerId(`p-${uuid()}`);
/** @throws Error when there are fewer players */
export function playerAt(players: readonly PlayerId[], index: number): PlayerId {
  const player = players[index];
  if (player === undefined) throw new Error(`there are ${players.length} players, asked for ${index}`);
  return player;
}
export const aMatchId = (): MatchId => matchId(uuid());
export const aTicketId = (): TicketId => ticketId(uuid());
export const game: GameName = gameName('noughts');
export const otherGame: GameName = gameName('columns');
export const aGameSession = (): GameSessionId =>
  gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/fleet/${uuid()}`);

export function aHeader(
  seats: readonly PlayerId[] = [aPlayer(), aPlayer()],
  more: Partial<MatchHeader> = {},
): MatchHeader {
  return aMatchHeader({ matchId: aMatchId(), game, seats, startedAt: Date.UTC(2026, 10, 22), ...more });
}
