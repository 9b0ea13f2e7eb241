import { type ConsoleList } from '../../contract/console/lists';
import { type PlayerAction, type ConsolePlayerDetail, type PlayerRow } from '../../contract/console/players';
import { type ConsolePlayer } from '../../contract/console/console-player';
import { displayNameField } from '../../contract/rest/fields';
import { isBotId } from '../../core/bots/bot-ids';
import { type PlayerId } from '../../core/ids';
import { isProvisional } from '../../core/rating/rating';
import { type LeaderboardDeclaration } from '../../core/ranking/leaderboards';
import { type Standing } from '../../core/ranking/standing';
import { isOver } from '../../flexmatch/lifecycle/ticket';
import { type HistoryEntry } from '../../store';
import { listedMatch } from './match-list';
import { folded, hasText } from './name-search';
import { type ConsoleSources } from './sources';

/** The number of matches of a player's history that are shown. */
const maxPlayed = 50;
/** The console in the events of an account. */
const actor = { by: 'operator', operator: 'console' } as const;

/** When a player was last seen, and whether the player waits. */
type SeenPlayer = Pick<PlayerRow, 'seen' | 'waits'>;

/**
 * Players, by their newest ticket, match or registration: a player of invited matches alone has no ticket.
 */
export async function seenPlayers({
  insight,
  list,
  registered,
}: Pick<ConsoleSources, 'insight' | 'list' | 'registered'>): Promise<ReadonlyMap<string, SeenPlayer>> {
  const newest = new Map<string, SeenPlayer>();
  for (const [playerId, seen] of await registered.all()) newest.set(playerId, { seen, waits: false });
  for (const { players, startTime, status } of insight.tickets())
    for (const { playerId } of players)
      newest.set(playerId, { seen: startTime * 1000, waits: !isOver(status) });
  for (const { header } of await list.records())
    for (const playerId of header.seats) {
      const known = newest.get(playerId);
      if (isBotId(playerId) || (known !== undefined && known.seen >= header.startedAt)) continue;
      newest.set(playerId, { seen: header.startedAt, waits: known?.waits ?? false });
    }
  return newest;
}

/** Players, the player seen last first. */
export async function playerPage(
  sources: ConsoleSources,
  { name, from, count }: { readonly name?: string; readonly from: number; readonly count: number },
): Promise<ConsoleList<PlayerRow>> {
  const { names } = sources;
  let found = [...(await seenPlayers(sources))].sort(([, one], [, other]) => other.seen - one.seen);
  if (name !== undefined) {
    const named = await names.of(found.map(([id]) => id));
    const wanted = folded(name);
    found = found.filter(([id]) => hasText(wanted, { ids: [id], names: [named(id).name] }));
  }
  const shown = found.slice(from, from + count);
  const named = await names.of(shown.map(([id]) => id));
  return { total: found.length, from, rows: shown.map(([id, row]) => ({ ...named(id), ...row })) };
}

/** All data of a player; undefined when the player never existed. */
export async function playerDetail(
  sources: ConsoleSources,
  id: PlayerId,
): Promise<ConsolePlayerDetail | undefined> {
  const { tables, insight, names, backend, now } = sources;
  const account = await tables.accounts.get(id);
  if (account === undefined) return undefined;
  const [profile, standings, history, running, sessions, events] = await Promise.all([
    tables.players.get(id),
    tables.players.standings(id),
    tables.match.history(id, { limit: maxPlayed }),
    tables.match.running(id),
    tables.sessions.sessionsOf(id, Math.floor(now() / 1000)),
    tables.accounts.events(id),
  ]);
  const played = new Set<string>(standings.map(({ game }) => game));
  const named = await names.of([
    ...running.flatMap(({ header }) => header.seats),
    ...history.items.flatMap(({ opponents }) => opponents),
  ]);
  const ticket = [...insight.tickets()].findLast(
    ({ status, players }) => !isOver(status) && players.some(({ playerId }) => playerId === id),
  );
  return {
    playerId: id,
    name: profile?.displayName ?? '',
    createdAt: account.createdAt,
    ...(account.ban === undefined ? {} : { ban: account.ban.reason }),
    ...(account.deletedAt === undefined ? {} : { deletedAt: account.deletedAt }),
    standings: standings.map(standingDocument),
    places: await placesOf(
      sources,
      id,
      backend().leaderboards.filter(({ game }) => played.has(game)),
    ),
    running: running.map((record) => listedMatch(record, named)),
    played: history.items.map((entry) => playedDocument(entry, named)),
    sessions: sessions.map(({ sessionId, device, openedAt, lastUsedAt }) => ({
      sessionId,
      device: device ?? '',
      openedAt: openedAt * 1000,
      lastUsedAt: lastUsedAt * 1000,
    })),
    events: events.map(({ event, at, by, operator }) => ({ event, at, by: operator ?? by })),
    ...(ticket === undefined ? {} : { openTicket: ticket.ticketId }),
  };
}

const standingDocument = (standing: Standing): ConsolePlayerDetail['standings'][number] => ({
  game: standing.game,
  rating: standing.rating,
  provisional: isProvisional(standing),
  wins: standing.wins,
  draws: standing.draws,
  losses: standing.losses,
});

const playedDocument = (
  { matchId, game, opponents, outcome, reason, endedAt, ratingBefore, ratingAfter }: HistoryEntry,
  named: (id: string) => ConsolePlayer,
): ConsolePlayerDetail['played'][number] => ({
  matchId,
  game,
  opponents: opponents.map(named),
  outcome,
  reason,
  endedAt,
  ...(ratingBefore === undefined ? {} : { ratingBefore }),
  ...(ratingAfter === undefined ? {} : { ratingAfter }),
});

/** The player's places on the leaderboards of all time. */
async function placesOf(
  { tables }: ConsoleSources,
  id: PlayerId,
  leaderboards: readonly LeaderboardDeclaration[],
) {
  const places = await Promise.all(
    leaderboards
      .filter(({ periods }) => periods.includes('all'))
      .map(async (leaderboard) => ({
        leaderboard,
        place: await tables.leaderboards.place(leaderboard, 'all', id),
      })),
  );
  return places.flatMap(({ leaderboard: { id }, place }) =>
    place === undefined ? [] : [{ board: id, rank: place.rank, players: place.players, score: place.score }],
  );
}

/**
 * Executes an operator's command for a player.
 * @param name the new name, for `rename`
 * @returns false when the player is unknown
 * @throws RangeError for an invalid name
 */
export async function actOnPlayer(
  { tables, names, now, sweepAccounts }: Pick<ConsoleSources, 'tables' | 'names' | 'now' | 'sweepAccounts'>,
  id: PlayerId,
  action: PlayerAction,
  name: string,
): Promise<boolean> {
  switch (action) {
    case 'sign-out':
      if ((await tables.players.get(id)) === undefined) return false;
      await tables.accounts.endSessions(id, now(), actor);
      return true;
    case 'rename': {
      const read = displayNameField.safeParse(name);
      if (!read.success) throw new RangeError(`name: ${read.error.issues[0]?.message ?? 'invalid'}`);
      names.forget(id);
      return (await tables.players.rename(id, read.data)) !== undefined;
    }
    case 'remove':
      if (!(await tables.accounts.remove(id, now(), { ...actor, reason: 'removed in the console' })))
        return false;
      names.forget(id);
      // A search that ran on would give another player a match without an opponent.
      await sweepAccounts();
      return true;
  }
}
