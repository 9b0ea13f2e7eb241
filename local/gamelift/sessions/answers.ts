import { type GameSession, type PlayerSession } from '../model/shapes';
import { type GameSessionRow, type PlayerSessionRow } from './rows';
import { type Sessions } from './sessions';

/** A game session in the API's form. */
export function gameSessionAnswer(sessions: Sessions, row: GameSessionRow): GameSession {
  return {
    GameSessionId: row.gameSessionId,
    ...(row.name === undefined ? {} : { Name: row.name }),
    FleetId: row.fleetId,
    FleetArn: row.fleetArn,
    CreationTime: row.creationTime,
    ...(row.terminationTime === undefined ? {} : { TerminationTime: row.terminationTime }),
    CurrentPlayerSessionCount: sessions.playerSessions.taken(row.gameSessionId),
    MaximumPlayerSessionCount: row.maximumPlayers,
    Status: row.status,
    ...(row.statusReason === undefined ? {} : { StatusReason: row.statusReason }),
    GameProperties: row.gameProperties,
    ...(row.ipAddress === undefined ? {} : { IpAddress: row.ipAddress }),
    ...(row.dnsName === undefined ? {} : { DnsName: row.dnsName }),
    ...(row.port === undefined ? {} : { Port: row.port }),
    PlayerSessionCreationPolicy: row.creationPolicy,
    ...(row.creatorId === undefined ? {} : { CreatorId: row.creatorId }),
    ...(row.gameSessionData === undefined ? {} : { GameSessionData: row.gameSessionData }),
    ...(row.matchmakerData === undefined ? {} : { MatchmakerData: row.matchmakerData }),
    Location: row.location,
    // Relays are for builds; sessions of scripts are reached directly.
    PlayerGatewayStatus: 'DISABLED',
  };
}

/** A player session in the API's form, with the address of its game session. */
export function playerSessionAnswer(sessions: Sessions, row: PlayerSessionRow): PlayerSession {
  const session = sessions.gameSessions.get(row.gameSessionId);
  return {
    PlayerSessionId: row.playerSessionId,
    PlayerId: row.playerId,
    GameSessionId: row.gameSessionId,
    ...(session === undefined ? {} : { FleetId: session.fleetId, FleetArn: session.fleetArn }),
    CreationTime: row.creationTime,
    ...(row.terminationTime === undefined ? {} : { TerminationTime: row.terminationTime }),
    Status: row.status,
    ...(session?.ipAddress === undefined ? {} : { IpAddress: session.ipAddress }),
    ...(session?.dnsName === undefined ? {} : { DnsName: session.dnsName }),
    ...(session?.port === undefined ? {} : { Port: session.port }),
    ...(row.playerData === undefined ? {} : { PlayerData: row.playerData }),
  };
}
