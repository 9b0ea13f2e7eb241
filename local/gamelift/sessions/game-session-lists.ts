import { type Context } from '../context';
import { invalidRequest } from '../faults';
import { type GameSessionStatus } from '../model/shapes';
import { targetFleet } from './game-session-creation';
import { type GameSessionRow } from './rows';
import { parseFilter, parseSessionOrder, type Searchable } from './search';
import { type Sessions } from './sessions';

const statuses: readonly GameSessionStatus[] = ['ACTIVE', 'ACTIVATING', 'TERMINATED', 'TERMINATING', 'ERROR'];

/**
 * Sessions for a Describe call, oldest first.
 * @throws GameLiftFault InvalidRequestException, NotFoundException
 */
export function describedSessions(
  context: Context,
  sessions: Sessions,
  input: {
    readonly FleetId?: string;
    readonly AliasId?: string;
    readonly GameSessionId?: string;
    readonly Location?: string;
    readonly StatusFilter?: string;
  },
): readonly GameSessionRow[] {
  const given = [input.FleetId, input.AliasId, input.GameSessionId].filter(
    (value) => value !== undefined,
  ).length;
  if (given !== 1) throw invalidRequest('Exactly one of FleetId, AliasId and GameSessionId must be given.');
  const filter = input.StatusFilter?.toUpperCase();
  if (filter !== undefined && !statuses.some((status) => status === filter))
    throw invalidRequest(`StatusFilter "${input.StatusFilter}" is none of ${statuses.join(', ')}.`);
  const rows =
    input.GameSessionId !== undefined
      ? [sessions.gameSession(input.GameSessionId)]
      : sessions.byFleet.get(targetFleet(context, input).fleetId);
  return rows.filter(
    ({ status, location }) =>
      (filter === undefined || status === filter) &&
      (input.Location === undefined || location === input.Location),
  );
}

function searchable(sessions: Sessions, row: GameSessionRow): Searchable {
  const players = sessions.playerSessions.taken(row.gameSessionId);
  return {
    gameSessionId: row.gameSessionId,
    ...(row.name === undefined ? {} : { gameSessionName: row.name }),
    gameSessionProperties: Object.fromEntries(row.gameProperties.map(({ Key, Value }) => [Key, Value])),
    maximumSessions: row.maximumPlayers,
    creationTimeMillis: Math.round(row.creationTime * 1000),
    playerSessionCount: players,
    hasAvailablePlayerSessions: players < row.maximumPlayers && row.creationPolicy === 'ACCEPT_ALL',
  };
}

/** Sessions for SearchGameSessions, in the order that it asks for. */
export function searchedSessions(
  context: Context,
  sessions: Sessions,
  input: {
    readonly FleetId?: string;
    readonly AliasId?: string;
    readonly Location?: string;
    readonly FilterExpression?: string;
    readonly SortExpression?: string;
  },
): readonly GameSessionRow[] {
  const fleet = targetFleet(context, input);
  const holds = input.FilterExpression === undefined ? () => true : parseFilter(input.FilterExpression);
  const order = input.SortExpression === undefined ? undefined : parseSessionOrder(input.SortExpression);
  const found = sessions
    .live(fleet.fleetId, input.Location)
    .filter(({ status }) => status === 'ACTIVE')
    .map((row) => ({ row, fields: searchable(sessions, row) }))
    .filter(({ fields }) => holds(fields));
  if (order !== undefined) found.sort((a, b) => order(a.fields, b.fields));
  return found.map(({ row }) => row);
}
