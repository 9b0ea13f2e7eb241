import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type PlayerId, ticketId } from '../core/ids';
import { type AccountEvent } from './account-events';
import { type AccountStore } from './accounts';
import { type Ban } from './bans';
import { readStoredEntry } from './stored-entries';
import { defaultRetryPolicy, type RetryPolicy, whileContended } from './contention';
import { type IdentityStore } from './identities';
import { type InvitationStore } from './invitations';
import { type Invitation } from './invitation';
import { leaderboardRows, readEntrySort, ticketRows } from './keys';
import { type HistoryEntry, type MatchStore } from './matches';
import { type Standing } from '../core/ranking/standing';
import { type PlayerStore } from './players';
import { prefixedRows } from './prefixed-rows';
import { rowFieldsOf, keyOfRow } from './row-fields';
import { type OpenSession } from './session-row';
import { type SessionStore } from './sessions';
import { type TicketRecord } from './ticket-record';
import { type TicketStore } from './tickets';

/** All that the tables hold of one player, except hashes of secrets. */
export interface StoredPlayer {
  readonly playerId: PlayerId;
  /** Epoch milliseconds. */
  readonly exportedAt: number;
  readonly profile: {
    readonly displayName: string;
    readonly createdAt: number;
    readonly kept?: Record<string, unknown>;
    readonly ban?: Ban;
  };
  readonly standings: Standing[];
  readonly sessions: readonly OpenSession[];
  readonly identities: Array<{ readonly provider: string; readonly linkedAt: number }>;
  readonly events: Array<Omit<AccountEvent, 'operator'>>;
  readonly tickets: TicketRecord[];
  readonly invitations: readonly Invitation[];
  readonly boards: Array<{
    readonly board: string;
    readonly period: string;
    readonly score: number;
    readonly at: number;
  }>;
  readonly matches: Array<Omit<HistoryEntry, keyof ExportedNeighbours> & ExportedNeighbours>;
  readonly moreMatches?: string;
}

interface ExportedNeighbours {
  opponents: string[];
  teammates: string[];
  bots?: string[];
}

/** All data that is stored of a player, for the player. */
export interface PlayerExports {
  /** @param now epoch milliseconds @returns undefined when the player is unknown */
  of(playerId: PlayerId, now: number): Promise<StoredPlayer | undefined>;
}

/** Lambda answers with 6 MB at most; this many entries of a history have about one. */
const maxMatches = 2_000;
const pageOfMatches = 100;

/** The stores that hold data of players. */
export interface ExportedStores {
  readonly players: PlayerStore;
  readonly sessions: SessionStore;
  readonly accounts: AccountStore;
  readonly identities: IdentityStore;
  readonly tickets: Pick<TicketStore, 'get'>;
  readonly invitations: Pick<InvitationStore, 'openOf'>;
  readonly matches: Pick<MatchStore, 'history'>;
}

/** Everything that keeps rows of a player. */
interface ExportSources {
  readonly client: DynamoDBDocumentClient;
  readonly names: Pick<Readonly<Record<TableName, string>>, 'tickets' | 'leaderboards'>;
  readonly retry: RetryPolicy;
  readonly tickets: Pick<TicketStore, 'get'>;
  readonly matches: Pick<MatchStore, 'history'>;
  readonly players: PlayerStore;
  readonly sessions: SessionStore;
  readonly identities: IdentityStore;
  readonly accounts: AccountStore;
  readonly invitations: Pick<InvitationStore, 'openOf'>;
}

/**
 * @param names real names of the tickets and leaderboards tables @param retry for tests: waiting and
 * randomness
 */
export function createPlayerExports(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'tickets' | 'leaderboards'>,
  { players, sessions, accounts, identities, tickets, invitations, matches }: ExportedStores,
  retry: RetryPolicy = defaultRetryPolicy,
): PlayerExports {
  const parts: ExportSources = {
    client,
    names,
    retry,
    tickets,
    matches,
    players,
    sessions,
    identities,
    accounts,
    invitations,
  };
  return {
    of: (playerId, now) => of(parts, playerId, now),
  };
}

async function of(parts: ExportSources, playerId: PlayerId, now: number): Promise<StoredPlayer | undefined> {
  const player = await parts.players.get(playerId);
  if (player === undefined) return undefined;
  const { displayName, createdAt, kept, ban } = player;
  const [standings, open, linked, events, leaderboards, lastTickets, asked, history] = await Promise.all([
    parts.players.standings(playerId),
    parts.sessions.sessionsOf(playerId, Math.floor(now / 1000)),
    parts.identities.identitiesOf(playerId),
    parts.accounts.events(playerId),
    leaderboardsOf(parts, playerId),
    lastTicketOf(parts, playerId),
    parts.invitations.openOf(playerId),
    historyOf(parts, playerId),
  ]);
  return {
    playerId,
    exportedAt: now,
    profile: {
      displayName,
      createdAt,
      ...(kept === undefined ? {} : { kept: { ...kept } }),
      ...(ban === undefined ? {} : { ban }),
    },
    standings: [...standings],
    sessions: open,
    identities: linked.map(({ provider, linkedAt }) => ({ provider, linkedAt })),
    // The operator's name is not the player's data.
    events: events.map(({ event, at, by, about }) => ({
      event,
      at,
      by,
      ...(about === undefined ? {} : { about }),
    })),
    tickets: lastTickets,
    invitations: asked,
    boards: leaderboards,
    ...history,
  };
}

async function leaderboardsOf(
  { client, names }: ExportSources,
  playerId: PlayerId,
): Promise<StoredPlayer['boards']> {
  const entries: StoredPlayer['boards'] = [];
  const { entry } = leaderboardRows;
  const table = { client, TableName: names.leaderboards };
  const rows = await prefixedRows(table, entry.partition({ playerId }), entry.sortPrefix, {
    consistent: false,
  });
  for (const row of rows) {
    const key = readEntrySort(keyOfRow(row).sk);
    const { score, at } = readStoredEntry(row);
    if (key !== undefined) entries.push({ board: key.leaderboard, period: key.period, score, at });
  }
  return entries;
}

async function lastTicketOf(
  { retry, client, names, tickets }: ExportSources,
  playerId: PlayerId,
): Promise<TicketRecord[]> {
  const { Item } = await whileContended(retry, () =>
    client.send(new GetCommand({ TableName: names.tickets, Key: ticketRows.openOf.key({ playerId }) })),
  );
  const id = Item && ticketId(rowFieldsOf(Item, 'of an open ticket').text('ticketId'));
  const ticket = id === undefined ? undefined : await tickets.get(id);
  return ticket?.playerId === playerId ? [ticket] : [];
}

async function historyOf(
  { matches }: ExportSources,
  playerId: PlayerId,
): Promise<Pick<StoredPlayer, 'matches' | 'moreMatches'>> {
  const entries: HistoryEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await matches.history(playerId, {
      limit: pageOfMatches,
      ...(cursor === undefined ? {} : { cursor }),
    });
    entries.push(...page.items);
    ({ cursor } = page);
  } while (cursor !== undefined && entries.length < maxMatches);
  return {
    matches: entries.map(({ bots, ...entry }) => ({
      ...entry,
      opponents: [...entry.opponents],
      teammates: [...entry.teammates],
      ...(bots === undefined ? {} : { bots: [...bots] }),
    })),
    ...(cursor === undefined ? {} : { moreMatches: cursor }),
  };
}
