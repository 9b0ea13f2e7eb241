/** The metrics for scaling policies, of one location of a fleet. */
import { type SessionCounts } from '../control-plane';
import { type LiveFleet } from '../fleets/live-fleet';
import { type LiveLocation } from '../fleets/live-location';
import { type MetricName } from '../model/shapes';

/** Metrics of a fleet by the name of a scaling policy's metric. */
export type Metrics = Readonly<Record<MetricName, number>>;

/** Counts and percentages (0 to 100) at this moment. `QueueDepth` and `WaitTime` are always 0. */
export function fleetMetrics(fleet: LiveFleet, location: LiveLocation, sessions: SessionCounts): Metrics {
  const total = location.totalProcesses;
  const active = sessions.gameSessions(fleet.fleetId, location.location);
  const players = sessions.playerSessions(fleet.fleetId, location.location);
  const instances = location.record.instances.filter(({ status }) => status === 'ACTIVE').length;
  const idle = location.idleInstances;
  const available = Math.max(0, total - active);
  return {
    ActiveGameSessions: active,
    ActivatingGameSessions: location.sessions.activating,
    ActiveInstances: instances,
    AvailableGameSessions: available,
    CurrentPlayerSessions: players,
    IdleInstances: idle,
    AvailablePlayerSessions: Math.max(0, location.sessions.maximumPlayers - players),
    ConcurrentActivatableGameSessions: available,
    PercentAvailableGameSessions: total === 0 ? 0 : (available / total) * 100,
    PercentIdleInstances: instances === 0 ? 0 : (idle / instances) * 100,
    QueueDepth: 0,
    WaitTime: 0,
  };
}
