import { type GameSessionPlacement } from '../model/shapes';
import { type GameSessionRow } from '../sessions/rows';
import { type PlacementRow } from './rows';

/** A placement as the API describes it. @param session the session of a FULFILLED placement */
export function placementAnswer(
  row: PlacementRow,
  session: GameSessionRow | undefined,
): GameSessionPlacement {
  return {
    PlacementId: row.placementId,
    GameSessionQueueName: row.queueName,
    Status: row.status,
    GameProperties: row.gameProperties,
    MaximumPlayerSessionCount: row.maximumPlayers,
    ...(row.gameSessionName === undefined ? {} : { GameSessionName: row.gameSessionName }),
    ...(session === undefined
      ? {}
      : {
          GameSessionId: session.gameSessionId.slice(session.gameSessionId.lastIndexOf('/') + 1),
          GameSessionArn: session.gameSessionId,
          GameSessionRegion: session.location,
          ...(session.ipAddress === undefined ? {} : { IpAddress: session.ipAddress }),
          ...(session.dnsName === undefined ? {} : { DnsName: session.dnsName }),
          ...(session.port === undefined ? {} : { Port: session.port }),
          PlayerGatewayStatus: 'DISABLED' as const,
        }),
    PlayerLatencies: row.latencies,
    StartTime: row.startTime,
    ...(row.endTime === undefined ? {} : { EndTime: row.endTime }),
    PlacedPlayerSessions: (row.placed ?? []).map(({ playerId, playerSessionId }) => ({
      PlayerId: playerId,
      PlayerSessionId: playerSessionId,
    })),
    ...(row.gameSessionData === undefined ? {} : { GameSessionData: row.gameSessionData }),
    ...(row.matchmakerData === undefined ? {} : { MatchmakerData: row.matchmakerData }),
    ...(row.priorityOverride === undefined ? {} : { PriorityConfigurationOverride: row.priorityOverride }),
  };
}
