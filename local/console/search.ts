import { type SearchHit } from '../../contract/console/lists';
import { type Insight } from '../gamelift';
import { processesOf } from './match-detail';
import { type MatchList, matchOfSession } from './match-list';
import { type PlayerNames } from './player-names';

/** The maximum number of hits of each kind. */
const most = 8;
/** A shorter part of an id has too many matches. */
const shortestId = 4;

/** All items whose id contains a text, and players whose name begins with it. Names first. */
export async function search(
  insight: Insight,
  list: MatchList,
  names: PlayerNames,
  text: string,
): Promise<readonly SearchHit[]> {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const players = names.beginning(wanted, most).map(({ playerId, name }): SearchHit => ({
    kind: 'player',
    title: name,
    note: playerId,
    address: `#/players/${playerId}`,
  }));
  if (wanted.length < shortestId) return players;
  return [...players, ...(await matches(list, names, wanted)), ...inGameLift(insight, wanted)];
}

async function matches(list: MatchList, names: PlayerNames, wanted: string): Promise<readonly SearchHit[]> {
  const found = (await list.records())
    .filter(({ header: { matchId, seats } }) => [matchId, ...seats].some((id) => id.includes(wanted)))
    .slice(0, most);
  const named = await names.of(found.flatMap(({ header }) => header.seats));
  const seats = [...new Set(found.flatMap(({ header }) => header.seats))].filter((id) => id.includes(wanted));
  return [
    ...seats.slice(0, most).map((id): SearchHit => ({
      kind: 'player',
      title: named(id).name,
      note: id,
      address: `#/players/${id}`,
    })),
    ...found.map(({ header }): SearchHit => ({
      kind: 'match',
      title: `${header.game}: ${header.seats.map((id) => named(id).name).join(', ')}`,
      note: header.matchId,
      address: `#/matches/${header.matchId}`,
    })),
  ];
}

function inGameLift(insight: Insight, wanted: string): readonly SearchHit[] {
  const tickets = [...insight.tickets()]
    .filter(({ ticketId, players }) =>
      [ticketId, ...players.map(({ playerId }) => playerId)].some((id) => id.includes(wanted)),
    )
    .slice(-most)
    .map(({ ticketId, status }): SearchHit => ({
      kind: 'ticket',
      title: `ticket, ${status}`,
      note: ticketId,
      address: `#/tickets/${ticketId}`,
    }));
  const sessions = [...insight.gameSessions()]
    .filter(({ gameSessionId }) => gameSessionId.toLowerCase().includes(wanted))
    .slice(-most)
    .map((session): SearchHit => ({
      kind: 'session',
      title: `game session, ${session.status}`,
      note: session.gameSessionId.slice(session.gameSessionId.lastIndexOf('/') + 1),
      address: `#/matches/${matchOfSession(session) ?? ''}`,
    }));
  const processes = processesOf(insight)
    .filter(({ processId, pid }) => processId.includes(wanted) || String(pid) === wanted)
    .slice(0, most)
    .map(({ processId, pid }): SearchHit => ({
      kind: 'process',
      title: `process ${pid ?? ''}`,
      note: processId,
      address: `#/fleet/${processId}`,
    }));
  return [...tickets, ...sessions, ...processes];
}
