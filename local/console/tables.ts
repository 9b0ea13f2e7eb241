import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../../contract/tables';
import { type MatchId, type PlayerId, type TicketId } from '../../core/ids';
import { scoreChanges, type LeaderboardDeclaration } from '../../core/ranking/leaderboards';
import { type AccountStore, createAccountStore } from '../../store/accounts';
import { defaultRetryPolicy as retry } from '../../store/contention';
import { createDeliveryStore, type DeliveryStore } from '../../store/deliveries';
import {
  findRows,
  readPartition,
  readTablePage,
  type TablePage,
  type WantedRows,
} from '../../store/entities';
import { createLeaderboardStore, type LeaderboardStore } from '../../store/leaderboards';
import { createMatchStore } from '../../store/match-store';
import { readMatches } from '../../store/match-list';
import { type MatchRecord, type MatchStore } from '../../store/matches';
import { readPlayerNames } from '../../store/player-names';
import { createPlayerStore, type PlayerStore } from '../../store/players';
import { createSessionStore, type SessionStore } from '../../store/sessions';
import { readStanding } from '../../store/standings';
import { readTickets } from '../../store/ticket-list';
import { type TicketRecord } from '../../store/ticket-record';
import { createTicketStore } from '../../store/tickets';
import { CapacityMeter } from './capacity-meter';
import { maxItems } from './partition';

/** Marks the console's own calls, to distinguish them from the backend's. */
export const consoleAccessKey = 'console';

/** The name of a deleted player, as other players read it. */
const deletedName = 'Deleted player';

/** The console's access to the tables. */
export interface ConsoleTables {
  readonly match: Pick<MatchStore, 'get' | 'log' | 'history' | 'running' | 'arrange' | 'append'>;
  readonly players: Pick<PlayerStore, 'get' | 'rename' | 'standings'>;
  readonly accounts: Pick<AccountStore, 'get' | 'endSessions' | 'remove' | 'events'>;
  readonly sessions: Pick<SessionStore, 'sessionsOf'>;
  readonly leaderboards: Pick<LeaderboardStore, 'page' | 'place' | 'around' | 'periods'>;
  readonly deliveries: Pick<DeliveryStore, 'ofEvent'>;
  /** The capacity that the calls of a run consumed. */
  readonly meter: Pick<CapacityMeter, 'of'>;
  matches(ids: readonly MatchId[]): Promise<readonly MatchRecord[]>;
  names(ids: readonly PlayerId[]): Promise<ReadonlyMap<string, string>>;
  partition(table: TableName, pk: string): ReturnType<typeof readPartition>;
  page(table: TableName, page: TablePage): ReturnType<typeof readTablePage>;
  find(table: TableName, wanted: WantedRows): ReturnType<typeof findRows>;
  ticket(id: TicketId): Promise<TicketRecord | undefined>;
  tickets(ids: readonly TicketId[]): Promise<readonly TicketRecord[]>;
  close(): void;
}

/**
 * @param endpoint of the local DynamoDB
 * @param leaderboards of the current definition
 * @param now the backend's time, in epoch milliseconds
 */
export function openConsoleTables(
  endpoint: string,
  region: string,
  names: Readonly<Record<TableName, string>>,
  leaderboards: () => readonly LeaderboardDeclaration[],
  now: () => number,
): ConsoleTables {
  const client = new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId: consoleAccessKey, secretAccessKey: 'local' },
  });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const tickets = createTicketStore(documents, names);
  return {
    match: createMatchStore(documents, names),
    players: createPlayerStore(documents, names),
    accounts: createAccountStore(documents, names),
    sessions: createSessionStore(documents, names),
    leaderboards: createLeaderboardStore(documents, names, {
      async latest(playerId, game) {
        const standing = await readStanding(documents, names.players, playerId, game, retry);
        return standing === undefined ? [] : scoreChanges(standing, leaderboards());
      },
      now,
    }),
    deliveries: createDeliveryStore(documents, names),
    meter: new CapacityMeter(documents),
    matches: (ids) => readMatches(documents, names.matches, ids, retry),
    names: (ids) => readPlayerNames(documents, names.players, ids, retry, deletedName),
    partition: (table, pk) => readPartition(documents, table, names[table], pk, maxItems, retry),
    page: (table, page) => readTablePage(documents, table, names[table], page, retry),
    find: (table, wanted) => findRows(documents, table, names[table], wanted, retry),
    ticket: (id) => tickets.get(id),
    tickets: (ids) => readTickets(documents, names.tickets, ids, retry),
    close: () => client.destroy(),
  };
}
