import { type Fleet, type StartedGameSession } from '../fleet-registry';
import { type AccountRegion, regionArn } from '../identity';
import { type GameProperty } from '../model/shapes';
import { type GameSessionRow } from './rows';

/** The fields of a new game session, from whichever operation requests it. */
export interface GameSessionRequest {
  readonly maximumPlayers: number;
  readonly name?: string;
  readonly gameProperties?: readonly GameProperty[];
  readonly gameSessionData?: string;
  readonly matchmakerData?: string;
  readonly creatorId?: string;
  /** The last part of the session's ARN; made up when absent. */
  readonly id?: string;
  readonly requestFingerprint?: string;
}

/** The address of a session without a process. */
export interface MadeUpEndpoint {
  readonly ipAddress: string;
  readonly dnsName: string;
  readonly port: number;
}

/** `…:gamesession/<fleet>/<id>`, with the location in between when it is not the fleet's home Region. */
export function gameSessionArn(
  place: AccountRegion,
  { fleetId, locations }: Pick<Fleet, 'fleetId' | 'locations'>,
  location: string,
  id: string,
): string {
  const home = locations[0]?.location ?? place.region;
  return regionArn(
    { ...place, region: home },
    'gamesession',
    location === home ? `${fleetId}/${id}` : `${fleetId}/${location}/${id}`,
  );
}

/** A session whose process is about to start. */
export function activatingSession(
  gameSessionId: string,
  fleet: Fleet,
  location: string,
  request: GameSessionRequest,
  creationTime: number,
): GameSessionRow {
  return {
    gameSessionId,
    fleetId: fleet.fleetId,
    fleetArn: fleet.fleetArn,
    location,
    status: 'ACTIVATING',
    creationTime,
    maximumPlayers: request.maximumPlayers,
    gameProperties: request.gameProperties ?? [],
    creationPolicy: 'ACCEPT_ALL',
    protection: fleet.newGameSessionProtectionPolicy,
    ...textsOf(request),
    ...(request.creatorId === undefined ? {} : { creatorId: request.creatorId }),
    ...(request.requestFingerprint === undefined ? {} : { requestFingerprint: request.requestFingerprint }),
  };
}

/** An ACTIVE session without a process. */
export function madeUpSession(
  gameSessionId: string,
  fleet: Pick<Fleet, 'fleetId' | 'fleetArn'>,
  location: string,
  request: GameSessionRequest,
  creationTime: number,
  endpoint: MadeUpEndpoint,
): GameSessionRow {
  return {
    gameSessionId,
    ...fleet,
    location,
    status: 'ACTIVE',
    creationTime,
    maximumPlayers: request.maximumPlayers,
    gameProperties: request.gameProperties ?? [],
    creationPolicy: 'ACCEPT_ALL',
    protection: 'NoProtection',
    ...endpoint,
    madeUp: true,
    ...textsOf(request),
  };
}

/** The session as its process receives it. */
export function startedSession(session: GameSessionRow): StartedGameSession {
  return {
    GameSessionId: session.gameSessionId,
    FleetId: session.fleetId,
    MaximumPlayerSessionCount: session.maximumPlayers,
    GameProperties: session.gameProperties,
    ...(session.name === undefined ? {} : { Name: session.name }),
    ...(session.gameSessionData === undefined ? {} : { GameSessionData: session.gameSessionData }),
    ...(session.matchmakerData === undefined ? {} : { MatchmakerData: session.matchmakerData }),
  };
}

function textsOf({
  name,
  gameSessionData,
  matchmakerData,
}: GameSessionRequest): Pick<GameSessionRow, 'name' | 'gameSessionData' | 'matchmakerData'> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(gameSessionData === undefined ? {} : { gameSessionData }),
    ...(matchmakerData === undefined ? {} : { matchmakerData }),
  };
}
