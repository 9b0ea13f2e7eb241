import { type FleetReports, type ScriptSaid } from '../../realtime/hosting';
import { type Context } from '../context';
import { type SessionCounts } from '../control-plane';
import { isLive } from './rows';
import { type Sessions } from './sessions';

/** Turns the reports of a fleet's processes into changes of sessions. */
export function sessionReports(
  context: Pick<Context, 'log' | 'state'>,
  sessions: Sessions,
  fleetId: string,
  location: string,
  said?: (said: ScriptSaid) => void,
): FleetReports {
  return {
    checkPlayerSession: async (gameSessionId, playerSessionId) => {
      const player = sessions.playerSessions.get(playerSessionId);
      if (player === undefined) return { reserved: false, reason: 'there is no such player session' };
      if (player.gameSessionId !== gameSessionId)
        return { reserved: false, reason: 'the player session belongs to another game session' };
      return player.status === 'RESERVED'
        ? { reserved: true }
        : { reserved: false, reason: `the player session is ${player.status}` };
    },
    acceptPlayerSession: async (gameSessionId, playerSessionId) => {
      const accepted = sessions.playerSessions.move(gameSessionId, playerSessionId, ['RESERVED'], 'ACTIVE');
      if (context.state.dirty) await context.state.flushed();
      return accepted;
    },
    removePlayerSession: async (gameSessionId, playerSessionId) => {
      sessions.playerSessions.move(gameSessionId, playerSessionId, ['ACTIVE', 'RESERVED'], 'COMPLETED');
    },
    gameSessionEnded: (gameSessionId, end, detail) => sessions.ended(gameSessionId, end, detail),
    processFailed: (detail) =>
      context.log(`${fleetId} in ${location}: a process without a session failed: ${detail}`),
    log: (line) => context.log(`${fleetId} in ${location}: ${line}`),
    ...(said === undefined ? {} : { said }),
  };
}

export function sessionCounts(sessions: Sessions): SessionCounts {
  return {
    gameSessions: (fleetId, location) => sessions.liveCount(fleetId, location),
    playerSessions: (fleetId, location) =>
      sessions
        .live(fleetId, location)
        .reduce((sum, { gameSessionId }) => sum + sessions.playerSessions.taken(gameSessionId), 0),
    terminateAll: async (fleetId, location) => {
      const live = sessions.live(fleetId, location);
      const gone = new Set(live.map(({ gameSessionId }) => gameSessionId));
      await new Promise<void>((resolve) => {
        if (gone.size === 0) {
          resolve();
          return;
        }
        const stop = sessions.onEnd(({ gameSessionId }) => {
          if (!gone.delete(gameSessionId) || gone.size > 0) return;
          stop();
          resolve();
        });
        for (const { gameSessionId, status } of live)
          if (isLive(status)) sessions.terminate(gameSessionId, 'FORCE_TERMINATE');
      });
    },
    anyProtected: (fleet, location) =>
      sessions
        .live(fleet.fleetId, location)
        .some(
          ({ protection, status }) =>
            protection === 'FullProtection' && (status === 'ACTIVE' || status === 'ACTIVATING'),
        ),
  };
}
