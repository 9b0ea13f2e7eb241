import { createHash } from 'node:crypto';
import { type Context } from '../context';
import { GameLiftFault, invalidRequest, notFound } from '../faults';
import { type Fleet, type FleetLocation } from '../fleet-registry';
import {
  type CreateGameSessionInput,
  type GameSessionStatus,
  type PlayerSessionStatus,
} from '../model/shapes';
import { type OperationEntry, operation } from '../operation';
import { page } from '../pages';
import { gameSessionAnswer, playerSessionAnswer } from './answers';
import { type GameSessionRow, isLive } from './rows';
import { parseFilter, parseSort, type Searchable } from './search';
import { type Sessions } from './sessions';

const mostPlayers = 200;
const statuses: readonly GameSessionStatus[] = ['ACTIVE', 'ACTIVATING', 'TERMINATED', 'TERMINATING', 'ERROR'];
const playerStatuses: readonly PlayerSessionStatus[] = ['RESERVED', 'ACTIVE', 'COMPLETED', 'TIMEDOUT'];

/** The fleet for a fleet id, a fleet ARN, an alias id or an alias ARN; exactly one of them must be given. */
export function targetFleet(
  context: Context,
  { FleetId, AliasId }: { readonly FleetId?: string; readonly AliasId?: string },
): Fleet {
  if ((FleetId === undefined) === (AliasId === undefined))
    throw invalidRequest('Exactly one of FleetId and AliasId must be given.');
  let fleetId = FleetId ?? '';
  if (AliasId !== undefined) {
    const alias = context.fleets.alias(AliasId);
    if (alias === undefined) throw notFound(`Alias ${AliasId} not found.`);
    if (alias.kind === 'terminal') throw new GameLiftFault('TerminalRoutingStrategyException', alias.message);
    fleetId = alias.fleetId;
  }
  const fleet = context.fleets.fleet(fleetId);
  if (fleet === undefined) throw notFound(`Fleet ${fleetId} not found.`);
  return fleet;
}

function locationOf(fleet: Fleet, name: string | undefined): FleetLocation {
  const location =
    name === undefined
      ? fleet.locations[0]
      : fleet.locations.find((candidate) => candidate.location === name);
  if (location === undefined) throw invalidRequest(`Fleet ${fleet.fleetId} has no location ${name ?? ''}.`);
  return location;
}

/**
 * @throws GameLiftFault LimitExceededException when the creator has recently created too many sessions on the
 * fleet; InvalidRequestException without a creator
 */
function checkCreationLimit(
  context: Context,
  sessions: Sessions,
  fleet: Fleet,
  creatorId: string | undefined,
): void {
  const policy = fleet.resourceCreationLimitPolicy;
  if (policy === undefined || policy.newGameSessionsPerCreator === 0 || policy.policyPeriodInMinutes === 0)
    return;
  if (creatorId === undefined)
    throw invalidRequest(`CreatorId is required: fleet ${fleet.fleetId} has a ResourceCreationLimitPolicy.`);
  const since = context.clock.seconds() - policy.policyPeriodInMinutes * 60;
  const made = sessions.created.since(fleet.fleetId, creatorId, since);
  if (made >= policy.newGameSessionsPerCreator)
    throw new GameLiftFault(
      'LimitExceededException',
      `Creator ${creatorId} has made ${made} game sessions in the last ${policy.policyPeriodInMinutes} minutes; the fleet allows ${policy.newGameSessionsPerCreator}.`,
    );
}

function findRepeated(
  sessions: Sessions,
  fleet: Fleet,
  id: string | undefined,
  requestFingerprint: string,
): GameSessionRow | undefined {
  if (id === undefined) return undefined;
  const session = sessions.withId(fleet, id);
  if (session !== undefined && session.requestFingerprint !== requestFingerprint)
    throw new GameLiftFault(
      'IdempotentParameterMismatchException',
      `A game session was made with the idempotency token ${id} and other parameters.`,
    );
  return session;
}

function createGameSession(
  context: Context,
  sessions: Sessions,
  input: CreateGameSessionInput,
): GameSessionRow {
  const fleet = targetFleet(context, input);
  const location = locationOf(fleet, input.Location);
  if (input.MaximumPlayerSessionCount > mostPlayers)
    throw invalidRequest(
      `MaximumPlayerSessionCount is ${input.MaximumPlayerSessionCount}; a game session has at most ${mostPlayers} players.`,
    );
  if (input.GameSessionId !== undefined && input.IdempotencyToken !== undefined)
    throw invalidRequest('GameSessionId and IdempotencyToken cannot both be given.');
  const id = input.IdempotencyToken ?? input.GameSessionId;
  const requestFingerprint = createHash('sha256')
    .update(JSON.stringify(Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex');
  const repeated = findRepeated(sessions, fleet, id, requestFingerprint);
  if (repeated !== undefined) return repeated;
  if (fleet.status !== 'ACTIVE')
    throw new GameLiftFault(
      'InvalidFleetStatusException',
      `Fleet ${fleet.fleetId} is ${fleet.status}; game sessions need an ACTIVE one.`,
    );
  if (location.status !== 'ACTIVE')
    throw new GameLiftFault(
      'InvalidFleetStatusException',
      `Location ${location.location} of fleet ${fleet.fleetId} is ${location.status}.`,
    );
  checkCreationLimit(context, sessions, fleet, input.CreatorId);
  if (location.freeProcesses <= 0) {
    location.wanted();
    throw new GameLiftFault(
      'FleetCapacityExceededException',
      `Fleet ${fleet.fleetId} has no free process in ${location.location}.`,
    );
  }
  const { session, started } = sessions.start(fleet, location, {
    maximumPlayers: input.MaximumPlayerSessionCount,
    ...(input.Name !== undefined && { name: input.Name }),
    ...(input.GameProperties !== undefined && { gameProperties: input.GameProperties }),
    ...(input.GameSessionData !== undefined && { gameSessionData: input.GameSessionData }),
    ...(input.CreatorId !== undefined && { creatorId: input.CreatorId }),
    ...(id !== undefined && { id, requestFingerprint }),
  });
  // The outcome is visible in the session itself.
  started.catch(() => undefined);
  return session;
}

/** Sessions for a Describe call, oldest first. */
function described(
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
  const players = sessions.players(row.gameSessionId);
  return {
    gameSessionId: row.gameSessionId,
    ...(row.name !== undefined && { gameSessionName: row.name }),
    gameSessionProperties: Object.fromEntries(row.gameProperties.map(({ Key, Value }) => [Key, Value])),
    maximumSessions: row.maximumPlayers,
    creationTimeMillis: Math.round(row.creationTime * 1000),
    playerSessionCount: players,
    hasAvailablePlayerSessions: players < row.maximumPlayers && row.creationPolicy === 'ACCEPT_ALL',
  };
}

function search(
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
  const order = input.SortExpression === undefined ? undefined : parseSort(input.SortExpression);
  const found = sessions
    .live(fleet.fleetId, input.Location)
    .filter(({ status }) => status === 'ACTIVE')
    .map((row) => ({ row, fields: searchable(sessions, row) }))
    .filter(({ fields }) => holds(fields));
  if (order !== undefined) found.sort((a, b) => order(a.fields, b.fields));
  return found.map(({ row }) => row);
}

const fullId = ({ gameSessionId }: GameSessionRow): string => gameSessionId;

/** Operations on game sessions and player sessions. */
export function sessionOperations(
  sessions: Sessions,
  logUrl: (gameSessionId: string) => string,
): readonly OperationEntry[] {
  const answer = (row: GameSessionRow) => gameSessionAnswer(sessions, row);
  return [
    operation('CreateGameSession', (context, input) => ({
      GameSession: answer(createGameSession(context, sessions, input)),
    })),
    operation('DescribeGameSessions', (context, input) => {
      const { items, nextToken } = page(described(context, sessions, input), fullId, input, 100);
      return { GameSessions: items.map(answer), ...(nextToken !== undefined && { NextToken: nextToken }) };
    }),
    operation('DescribeGameSessionDetails', (context, input) => {
      const { items, nextToken } = page(described(context, sessions, input), fullId, input, 100);
      return {
        GameSessionDetails: items.map((row) => ({
          GameSession: answer(row),
          ProtectionPolicy: row.protection,
        })),
        ...(nextToken !== undefined && { NextToken: nextToken }),
      };
    }),
    operation('SearchGameSessions', (context, input) => {
      const { items, nextToken } = page(search(context, sessions, input), fullId, input, 20);
      return { GameSessions: items.map(answer), ...(nextToken !== undefined && { NextToken: nextToken }) };
    }),
    operation('UpdateGameSession', (_context, input) => {
      const session = sessions.gameSession(input.GameSessionId);
      if (session.status !== 'ACTIVE')
        throw new GameLiftFault(
          'InvalidGameSessionStatusException',
          `Game session ${input.GameSessionId} is ${session.status}; only an ACTIVE one can be updated.`,
        );
      if (
        input.MaximumPlayerSessionCount !== undefined &&
        (input.MaximumPlayerSessionCount > mostPlayers ||
          input.MaximumPlayerSessionCount < sessions.players(session.gameSessionId))
      ) {
        throw invalidRequest(
          `MaximumPlayerSessionCount must be between the ${sessions.players(session.gameSessionId)} players of the session and ${mostPlayers}.`,
        );
      }
      const properties = new Map(
        [...session.gameProperties, ...(input.GameProperties ?? [])].map(({ Key, Value }) => [Key, Value]),
      );
      if (properties.size > 16) throw invalidRequest('A game session has at most 16 game properties.');
      return {
        GameSession: answer(
          sessions.change(session, {
            ...(input.MaximumPlayerSessionCount !== undefined && {
              maximumPlayers: input.MaximumPlayerSessionCount,
            }),
            ...(input.Name !== undefined && { name: input.Name }),
            ...(input.PlayerSessionCreationPolicy !== undefined && {
              creationPolicy: input.PlayerSessionCreationPolicy,
            }),
            ...(input.ProtectionPolicy !== undefined && { protection: input.ProtectionPolicy }),
            gameProperties: [...properties].map(([Key, Value]) => ({ Key, Value })),
          }),
        ),
      };
    }),
    operation('TerminateGameSession', (_context, input) => {
      const session = sessions.gameSession(input.GameSessionId);
      if (
        !isLive(session.status) ||
        (session.status === 'TERMINATING' && input.TerminationMode === 'TRIGGER_ON_PROCESS_TERMINATE')
      )
        throw new GameLiftFault(
          'InvalidGameSessionStatusException',
          `Game session ${input.GameSessionId} is ${session.status}.`,
        );
      if (session.status === 'ACTIVATING')
        throw new GameLiftFault(
          'NotReadyException',
          `Game session ${input.GameSessionId} is still ACTIVATING.`,
        );
      return { GameSession: answer(sessions.terminate(input.GameSessionId, input.TerminationMode)) };
    }),
    operation('CreatePlayerSession', (_context, input) => {
      const [row] = sessions.reserve(input.GameSessionId, [
        { playerId: input.PlayerId, ...(input.PlayerData !== undefined && { playerData: input.PlayerData }) },
      ]);
      return row === undefined ? {} : { PlayerSession: playerSessionAnswer(sessions, row) };
    }),
    operation('CreatePlayerSessions', (_context, input) => {
      const rows = sessions.reserve(
        input.GameSessionId,
        input.PlayerIds.map((playerId) => {
          const playerData = input.PlayerDataMap?.[playerId];
          return { playerId, ...(playerData !== undefined && { playerData }) };
        }),
      );
      return { PlayerSessions: rows.map((row) => playerSessionAnswer(sessions, row)) };
    }),
    operation('DescribePlayerSessions', (_context, input) => {
      const given = [input.GameSessionId, input.PlayerId, input.PlayerSessionId].filter(
        (value) => value !== undefined,
      ).length;
      if (given !== 1)
        throw invalidRequest('Exactly one of GameSessionId, PlayerId and PlayerSessionId must be given.');
      // With a player or a player session the filter has no effect; paging has none with a player session.
      const filter =
        input.GameSessionId === undefined ? undefined : input.PlayerSessionStatusFilter?.toUpperCase();
      if (filter !== undefined && !playerStatuses.some((status) => status === filter))
        throw invalidRequest(
          `PlayerSessionStatusFilter "${input.PlayerSessionStatusFilter}" is none of ${playerStatuses.join(', ')}.`,
        );
      const one =
        input.PlayerSessionId === undefined ? undefined : sessions.playerSessions.get(input.PlayerSessionId);
      if (input.PlayerSessionId !== undefined && one === undefined)
        throw notFound(`Player session ${input.PlayerSessionId} not found.`);
      if (one !== undefined) return { PlayerSessions: [playerSessionAnswer(sessions, one)] };
      const rows =
        input.GameSessionId !== undefined
          ? sessions.ofGameSession.get(sessions.gameSession(input.GameSessionId).gameSessionId)
          : sessions.byPlayer.get(input.PlayerId ?? '');
      const { items, nextToken } = page(
        rows.filter(({ status }) => filter === undefined || status === filter),
        ({ playerSessionId }) => playerSessionId,
        input,
        100,
      );
      return {
        PlayerSessions: items.map((row) => playerSessionAnswer(sessions, row)),
        ...(nextToken !== undefined && { NextToken: nextToken }),
      };
    }),
    operation('GetGameSessionLogUrl', (_context, input) => ({
      PreSignedUrl: logUrl(sessions.gameSession(input.GameSessionId).gameSessionId),
    })),
  ];
}
