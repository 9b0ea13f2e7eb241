import { createHash } from 'node:crypto';
import { type Context } from '../context';
import { GameLiftFault, invalidRequest, notFound } from '../faults';
import { type Fleet, type FleetLocation } from '../fleet-registry';
import { type CreateGameSessionInput } from '../model/shapes';
import { type GameSessionRow } from './rows';
import { type Sessions } from './sessions';

/** The most players that a game session may have. */
export const maxPlayers = 200;

/**
 * The fleet for a fleet id, a fleet ARN, an alias id or an alias ARN; exactly one of them must be given.
 * @throws GameLiftFault InvalidRequestException, NotFoundException, TerminalRoutingStrategyException
 */
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
      `Creator ${creatorId} has made ${made} game sessions in the last ` +
        `${policy.policyPeriodInMinutes} minutes; the fleet allows ${policy.newGameSessionsPerCreator}.`,
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

/**
 * Starts a game session, or answers the session that the same request has made.
 * @throws GameLiftFault
 */
export function createGameSession(
  context: Context,
  sessions: Sessions,
  input: CreateGameSessionInput,
): GameSessionRow {
  const fleet = targetFleet(context, input);
  const location = locationOf(fleet, input.Location);
  if (input.MaximumPlayerSessionCount > maxPlayers)
    throw invalidRequest(
      `MaximumPlayerSessionCount is ${input.MaximumPlayerSessionCount}; a game session has at most ` +
        `${maxPlayers} players.`,
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
    ...(input.Name === undefined ? {} : { name: input.Name }),
    ...(input.GameProperties === undefined ? {} : { gameProperties: input.GameProperties }),
    ...(input.GameSessionData === undefined ? {} : { gameSessionData: input.GameSessionData }),
    ...(input.CreatorId === undefined ? {} : { creatorId: input.CreatorId }),
    ...(id === undefined ? {} : { id, requestFingerprint }),
  });
  // The outcome is visible in the session itself.
  started.catch(() => undefined);
  return session;
}
