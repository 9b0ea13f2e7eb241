import { messageOf } from '../../../core/message-of';
import { type SessionEnd } from '../../realtime/hosting';
import { type Context } from '../context';
import { notFound } from '../faults';
import { type Fleet, type FleetLocation, type StartedEndpoint } from '../fleet-registry';
import { regionArn } from '../identity';
import { type GameSessionStatusReason } from '../model/shapes';
import { type Collection, type Index } from '../state/collection';
import { CreationCounts } from './creation-counts';
import {
  activatingSession,
  gameSessionArn,
  type GameSessionRequest,
  type MadeUpEndpoint,
  madeUpSession,
  startedSession,
} from './new-game-session';
import { type PlayerReservation, PlayerSessions } from './player-sessions';
import { type GameSessionRow, isLive, type PlayerSessionRow } from './rows';
import { ServerUpdates } from './server-updates';

/** DescribeGameSessions knows ended sessions for 30 days. */
const retentionSeconds = 30 * 24 * 3600;

type EndListener = (session: GameSessionRow, detail: string) => void;

/**
 * Game sessions, from their start to the day they are forgotten. All changes of them go through this class.
 */
export class Sessions {
  readonly #context: Context;

  readonly gameSessions: Collection<GameSessionRow>;
  readonly playerSessions: PlayerSessions;
  readonly serverUpdates: ServerUpdates;
  readonly byFleet: Index<GameSessionRow>;
  readonly #liveByFleet: Index<GameSessionRow>;
  /** By creator, of sessions that are remembered. */
  readonly created = new CreationCounts();
  readonly #endListeners = new Set<EndListener>();

  constructor(context: Context) {
    this.#context = context;

    this.gameSessions = context.state.collection('gameSessions');
    this.playerSessions = new PlayerSessions(context);
    this.serverUpdates = new ServerUpdates(context);
    this.byFleet = this.gameSessions.index(({ fleetId }) => [fleetId]);
    this.#liveByFleet = this.gameSessions.index(({ fleetId, location, status }) =>
      isLive(status) ? [fleetId, `${fleetId} ${location}`] : [],
    );
  }

  /**
   * After a start: sessions whose processes died with the last program become TERMINATED, and reservations
   * get their timers back.
   */
  recover(): void {
    for (const session of this.gameSessions.values()) {
      if (isLive(session.status) && session.madeUp !== true)
        this.#end(session, 'the process ended with the last run of the local GameLift');
      else if (!isLive(session.status)) this.#forgetLater(session);
    }
    for (const session of [...this.gameSessions.values()].sort((a, b) => a.creationTime - b.creationTime))
      this.created.add(session);
    this.playerSessions.recover();
  }

  /** Calls the listener for every session that is over. @returns a function that removes the listener */
  onEnd(listener: EndListener): () => void {
    this.#endListeners.add(listener);
    return () => {
      this.#endListeners.delete(listener);
    };
  }

  /** Unfinished sessions of a fleet, in one location or in all. */
  live(fleetId: string, location?: string): GameSessionRow[] {
    return this.#liveByFleet.get(location === undefined ? fleetId : `${fleetId} ${location}`);
  }

  liveCount(fleetId: string, location?: string): number {
    return this.#liveByFleet.count(location === undefined ? fleetId : `${fleetId} ${location}`);
  }

  /**
   * Starts a game session on a fleet that has a free process there.
   * @returns the session (ACTIVATING), and a promise that resolves once it is ACTIVE and rejects when it did
   * not start
   */
  start(
    fleet: Fleet,
    at: FleetLocation,
    request: GameSessionRequest,
  ): { readonly session: GameSessionRow; readonly started: Promise<GameSessionRow> } {
    const id = request.id ?? `gsess-${this.#context.ids.uuid()}`;
    const gameSessionId = gameSessionArn(this.#context, fleet, at.location, id);
    const session = this.gameSessions.put(
      gameSessionId,
      activatingSession(gameSessionId, fleet, at.location, request, this.#context.clock.seconds()),
    );
    this.created.add(session);
    // Started synchronously; a synchronous error counts as a failed start, like a rejection.
    const started = (async () => at.start(startedSession(session)))().then(
      (endpoint) => this.#activate(gameSessionId, endpoint),
      (error: unknown) => {
        const now = this.gameSessions.get(gameSessionId);
        const reason = messageOf(error);
        if (now !== undefined && isLive(now.status)) this.#end(now, `it could not be started: ${reason}`);
        throw new Error(reason);
      },
    );
    return { session, started };
  }

  /** @throws Error when the session ended while its process was starting */
  #activate(gameSessionId: string, endpoint: StartedEndpoint): GameSessionRow {
    const session = this.gameSessions.get(gameSessionId);
    if (session === undefined || !isLive(session.status))
      throw new Error(`game session ${gameSessionId} ended while it was starting`);
    return this.change(session, {
      status: session.status === 'ACTIVATING' ? 'ACTIVE' : session.status,
      ipAddress: endpoint.ipAddress,
      port: endpoint.port,
      processId: endpoint.processId,
      dnsName: endpoint.dnsName,
    });
  }

  /** The session of a fleet that was created with this id, in any location. */
  withId(fleet: Fleet, id: string): GameSessionRow | undefined {
    return fleet.locations
      .map(({ location }) => this.gameSessions.get(gameSessionArn(this.#context, fleet, location, id)))
      .find((session) => session !== undefined);
  }

  /** An ACTIVE session without a process, for hosting mode `hold`. */
  makeUp(
    fleet: Pick<Fleet, 'fleetId' | 'fleetArn'>,
    request: GameSessionRequest,
    endpoint: MadeUpEndpoint,
  ): GameSessionRow {
    const { region, clock, ids } = this.#context;
    const gameSessionId = regionArn(this.#context, 'gamesession', `${fleet.fleetId}/gsess-${ids.uuid()}`);
    return this.gameSessions.put(
      gameSessionId,
      madeUpSession(gameSessionId, fleet, region, request, clock.seconds(), endpoint),
    );
  }

  /** @throws GameLiftFault NotFoundException */
  gameSession(gameSessionId: string): GameSessionRow {
    const session = this.gameSessions.get(gameSessionId);
    if (session === undefined) throw notFound(`Game session ${gameSessionId} not found.`);
    return session;
  }

  /**
   * Reserves places for players in one step: all or none.
   * @throws GameLiftFault when there is no such session; and as `PlayerSessions.reserve`
   */
  reserve(
    gameSessionId: string,
    players: readonly PlayerReservation[],
    options: { readonly evenIfDenied?: boolean } = {},
  ): PlayerSessionRow[] {
    return this.playerSessions.reserve(this.gameSession(gameSessionId), players, options);
  }

  change(session: GameSessionRow, changes: Partial<GameSessionRow>): GameSessionRow {
    return this.gameSessions.put(session.gameSessionId, { ...session, ...changes });
  }

  /** The process of a session has exited. Ignored when the session was over already. */
  ended(gameSessionId: string, end: SessionEnd, detail: string): void {
    const session = this.gameSessions.get(gameSessionId);
    if (session !== undefined && isLive(session.status)) this.#end(session, `${end}: ${detail}`);
  }

  /** Ends a session at its owner's request; the status is TERMINATING until the process has exited. */
  terminate(gameSessionId: string, mode: 'TRIGGER_ON_PROCESS_TERMINATE' | 'FORCE_TERMINATE'): GameSessionRow {
    const session = this.gameSession(gameSessionId);
    const statusReason: GameSessionStatusReason =
      mode === 'FORCE_TERMINATE' ? 'FORCE_TERMINATED' : 'TRIGGERED_ON_PROCESS_TERMINATE';
    const terminating = this.change(session, { status: 'TERMINATING', statusReason });
    const host = this.#context.fleets
      .fleet(session.fleetId)
      ?.locations.find(({ location }) => location === session.location)?.host;
    if (session.madeUp === true || host === undefined) {
      this.#end(terminating, 'terminated');
      return this.gameSession(gameSessionId);
    }
    host.terminateGameSession(gameSessionId, mode).then(
      () => this.ended(gameSessionId, 'terminated', mode),
      (error: unknown) => this.ended(gameSessionId, 'terminated', String(error)),
    );
    return terminating;
  }

  #end(session: GameSessionRow, detail: string): void {
    const ended = this.gameSessions.put(session.gameSessionId, {
      ...session,
      status: 'TERMINATED',
      terminationTime: this.#context.clock.seconds(),
      ended: detail,
    });
    this.playerSessions.end(session.gameSessionId);
    this.#forgetLater(ended);
    this.#context.log(`game session ${session.gameSessionId} ended: ${detail}`);
    for (const listener of [...this.#endListeners]) listener(ended, detail);
  }

  #forgetLater(session: GameSessionRow): void {
    this.#context.clock.at(
      ((session.terminationTime ?? session.creationTime) + retentionSeconds) * 1000,
      () => {
        this.playerSessions.forget(session.gameSessionId);
        this.gameSessions.delete(session.gameSessionId);
        this.created.forget(session);
      },
    );
  }
}
