import { type SearchHit, type SearchKind, searchKinds } from '../../contract/console/lists';
import { tableNames } from '../../contract/tables';
import { playerEvent } from '../../contract/player-events';
import { type GameSessionRow } from '../gamelift/sessions/rows';
import { processesOf } from './match-detail';
import { matchOfSession } from './match-list';
import { folded } from './name-search';
import { seenPlayers } from './players';
import { type ConsoleSources } from './sources';

/** The maximum number of hits of each kind. */
const maxHitsOfKind = 8;
/** A shorter part of an id is in too many of them. */
const shortestPart = 4;
/** The number of rows of a table that are read for a part of a key; a whole id is found in any number. */
const maxRowsRead = 2_000;

interface Wanted {
  /** As it was written. */
  readonly text: string;
  /** Whether an id contains the text, or is it. */
  has(id: string): boolean;
}

function wantedOf(written: string): Wanted {
  const text = written.trim();
  const lower = text.toLowerCase();
  return {
    text,
    has: (id) =>
      lower.length < shortestPart ? id.toLowerCase() === lower : id.toLowerCase().includes(lower),
  };
}

type Find = (sources: ConsoleSources, wanted: Wanted) => Promise<readonly Hit[]> | readonly Hit[];
type Hit = Omit<SearchHit, 'kind'>;

const addressOf = (section: string, id: string): string => `#/${section}/${encodeURIComponent(id)}`;

/** A game session is shown with its match. One without a match is shown by its process. */
function addressOfSession(session: GameSessionRow): string {
  const matchId = matchOfSession(session);
  if (matchId !== undefined) return `${addressOf('matches', matchId)}?tab=Sessions`;
  return session.processId === undefined ? '#/fleet' : addressOf('fleet', session.processId);
}

/** How each kind is found. An id that a page shows without a kind here is found as part of a row's key. */
const finders: Readonly<Record<SearchKind, Find>> = {
  async player(sources, { text, has }) {
    const { names } = sources;
    const seen = await seenPlayers(sources);
    // Of a very large table some players are known by the whole id only.
    const named = await names.of([...seen.keys(), text]);
    const found = [...names.withWord(text, maxHitsOfKind), ...names.withId(has)].map(
      ({ playerId }) => playerId,
    );
    return [...new Set([...found, ...[...seen.keys()].filter(has)])].map((id) => ({
      title: named(id).name,
      note: id,
      address: addressOf('players', id),
    }));
  },
  async match({ list, names }, { has }) {
    const found = (await list.records())
      .filter(({ header: { matchId, seats } }) => [matchId, ...seats].some(has))
      .slice(0, maxHitsOfKind);
    const named = await names.of(found.flatMap(({ header }) => header.seats));
    return found.map(({ header: { game, seats, matchId } }) => ({
      title: `${game}: ${seats.map((id) => named(id).name).join(', ')}`,
      note: matchId,
      address: addressOf('matches', matchId),
    }));
  },
  ticket: ({ insight }, { has }) =>
    [...insight.tickets()]
      .filter(({ ticketId, players }) => [ticketId, ...players.map(({ playerId }) => playerId)].some(has))
      .reverse()
      .map(({ ticketId, status }) => ({
        title: `ticket, ${status}`,
        note: ticketId,
        address: addressOf('tickets', ticketId),
      })),
  session: ({ insight }, { has }) =>
    [...insight.gameSessions()]
      .filter(({ gameSessionId }) => has(gameSessionId))
      .reverse()
      .map((session) => ({
        title: `game session, ${session.status}`,
        note: session.gameSessionId.slice(session.gameSessionId.lastIndexOf('/') + 1),
        address: addressOfSession(session),
      })),
  process: ({ insight }, { text, has }) =>
    processesOf(insight)
      .filter(({ processId, pid }) => has(processId) || String(pid) === text)
      .map(({ processId, pid }) => ({
        title: `process ${pid ?? ''}`,
        note: processId,
        address: addressOf('fleet', processId),
      })),
  instance: ({ insight }, { has }) =>
    insight
      .fleets()
      .flatMap(({ locations }) => locations)
      .flatMap(({ location, instances }) => instances.map((instance) => ({ location, ...instance })))
      .filter(({ instanceId }) => has(instanceId))
      .map(({ instanceId, location, status }) => ({
        title: `instance in ${location}, ${status}`,
        note: instanceId,
        address: addressOf('fleet', instanceId),
      })),
  fleet: ({ insight }, { has }) =>
    insight
      .fleets()
      .filter(({ fleetId, fleetArn }) => has(fleetId) || has(fleetArn))
      .map(({ fleetId, status }) => ({
        title: `fleet, ${status}`,
        note: fleetId,
        address: addressOf('fleet', fleetId),
      })),
  event({ events }, { has }) {
    const playerEvents = events.put().flatMap(({ detail }) => playerEvent.safeParse(detail).data ?? []);
    const types = new Map(playerEvents.map(({ id, type }) => [id, type]));
    return [...types]
      .filter(([id]) => has(id))
      .reverse()
      .map(([id, type]) => ({ title: `event, ${type}`, note: id, address: addressOf('events', id) }));
  },
  leaderboard: ({ backend }, { has }) =>
    backend()
      .leaderboards.filter(({ id: leaderboard }) => has(leaderboard))
      .map(({ id: leaderboard, game }) => ({
        title: `leaderboard of ${game}`,
        note: leaderboard,
        address: addressOf('boards', leaderboard),
      })),
  matchmaking: ({ backend }, { has }) =>
    [...backend().matchmakings.values()]
      .filter(({ key, ruleSet }) => has(key) || has(ruleSet.name))
      .map(({ key, ruleSet }) => ({
        title: `matchmaking with the rule set ${ruleSet.name}`,
        note: key,
        address: addressOf('lab', key),
      })),
  async row({ tables }, { text, has }) {
    if (text.length < shortestPart) return [];
    const found = await Promise.all(
      tableNames.map(async (table) =>
        (await tables.find(table, { text, has, limit: maxHitsOfKind, maxRowsRead })).map(
          ({ entity, key: { pk, sk } }) => ({
            title: `${entity} of ${table}`,
            note: `${pk} ${sk}`,
            address: `${addressOf('tables', table)}?${new URLSearchParams({ pk }).toString()}`,
          }),
        ),
      ),
    );
    return found.flat();
  },
};

/**
 * All items whose id contains a text, and players with a word in their name that begins with it. The rows of
 * the tables are read only where nothing else has the id: reading them costs.
 */
export async function search(sources: ConsoleSources, written: string): Promise<readonly SearchHit[]> {
  const wanted = wantedOf(written);
  if (folded(written) === '') return [];
  const hits: SearchHit[] = [];
  for (const kind of searchKinds) {
    if (kind === 'row' && hits.length > 0) break;
    for (const hit of (await finders[kind](sources, wanted)).slice(0, maxHitsOfKind))
      hits.push({ kind, ...hit });
  }
  return hits;
}
