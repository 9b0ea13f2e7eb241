import { messageOf } from '../../../core/message-of';
import { type SessionEnd } from '../../realtime/hosting';
import { type Context } from '../context';
import { GameLiftFault, invalidRequest, notFound } from '../faults';
import { type Fleet, type FleetLocation } from '../fleet-registry';
import { regionArn } from '../identity';
import { type GameProperty, type GameSessionStatusReason, type PlayerSessionStatus } from '../model/shapes';
import { type Collection, type Index } from '../state/collection';
import { CreationCounts } from './creation-counts';
import { type GameSessionRow, isLive, type PlayerSessionRow } from './rows';

/** A reserved place is kept for so long (API Reference, CreatePlayerSession). */
export const reservationSeconds = 60;
/** DescribeGameSessions knows ended sessions for 30 days. */
const retentionSeconds = 30 * 24 * 3600;
const updatesRemembered = 1000;

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

export interface PlayerReservation {
  readonly playerId: string;
  readonly playerData?: string;
}

/**
 * What onUpdateGameSession would tell a game server. Realtime scripts have no such callback, so it is kept to
 * be looked at.
 */
export interface ServerUpdate {
  readonly time: number;
  readonly gameSessionId: string;
  readonly reason:
    'MATCHMAKING_DATA_UPDATED' | 'BACKFILL_FAILED' | 'BACKFILL_TIMED_OUT' | 'BACKFILL_CANCELLED';
  readonly backfillTicketId: string;
  readonly matchmakerData?: string;
}

type EndListener = (session: GameSessionRow, detail: string) => void;

/** Game sessions and their player sessions. All changes of them go through this class. */
export class Sessions {
  readonly #context: Context;

  readonly gameSessions: Collection<GameSessionRow>;
  readonly playerSessions: Collection<PlayerSessionRow>;
  readonly serverUpdates: Collection<ServerUpdate>;
  readonly byFleet: Index<GameSessionRow>;
  readonly byPlayer: Index<PlayerSessionRow>;
  readonly ofGameSession: Index<PlayerSessionRow>;
  readonly #taken: Index<PlayerSessionRow>;
  readonly #liveByFleet: Index<GameSessionRow>;
  /** By creator, of sessions that are remembered. */
  readonly created = new CreationCounts();
  readonly #endListeners: EndListener[] = [];

  constructor(context: Context) {
    this.#context = context;

    this.gameSessions = context.state.collection('gameSessions');
    this.playerSessions = context.state.collection('playerSessions');
    this.serverUpdates = context.state.collection('serverUpdates');
    this.byFleet = this.gameSessions.index(({ fleetId }) => [fleetId]);
    this.#liveByFleet = this.gameSessions.index(({ fleetId, location, status }) =>
      isLive(status) ? [fleetId, `${fleetId} ${location}`] : [],
    );
    this.byPlayer = this.playerSessions.index(({ playerId }) => [playerId]);
    this.ofGameSession = this.playerSessions.index(({ gameSessionId }) => [gameSessionId]);
    this.#taken = this.playerSessions.index(({ gameSessionId, status }) =>
      status === 'RESERVED' || status === 'ACTIVE' ? [gameSessionId] : [],
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
    for (const player of this.playerSessions.values()) if (player.status === 'RESERVED') this.#expire(player);
  }

  /** Calls the listener for every session that is over. @returns a function that removes the listener */
  onEnd(listener: EndListener): () => void {
    this.#endListeners.push(listener);
    return () => {
      this.#endListeners.splice(this.#endListeners.indexOf(listener), 1);
    };
  }

  players(gameSessionId: string): number {
    return this.#taken.count(gameSessionId);
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
    const gameSessionId = this.#arn(fleet, at.location, request.id ?? `gsess-${this.#context.ids.uuid()}`);
    const session = this.gameSessions.put(gameSessionId, {
      gameSessionId,
      fleetId: fleet.fleetId,
      fleetArn: fleet.fleetArn,
      location: at.location,
      status: 'ACTIVATING',
      creationTime: this.#context.clock.seconds(),
      maximumPlayers: request.maximumPlayers,
      gameProperties: request.gameProperties ?? [],
      creationPolicy: 'ACCEPT_ALL',
      protection: fleet.newGameSessionProtectionPolicy,
      ...(request.name !== undefined && { name: request.name }),
      ...(request.gameSessionData !== undefined && { gameSessionData: request.gameSessionData }),
      ...(request.matchmakerData !== undefined && { matchmakerData: request.matchmakerData }),
      ...(request.creatorId !== undefined && { creatorId: request.creatorId }),
      ...(request.requestFingerprint !== undefined && { requestFingerprint: request.requestFingerprint }),
    });
    this.created.add(session);
    // Started synchronously; a synchronous error counts as a failed start, like a rejection.
    const started = (async () =>
      at.start({
        GameSessionId: gameSessionId,
        FleetId: fleet.fleetId,
        MaximumPlayerSessionCount: session.maximumPlayers,
        GameProperties: session.gameProperties,
        ...(session.name !== undefined && { Name: session.name }),
        ...(session.gameSessionData !== undefined && { GameSessionData: session.gameSessionData }),
        ...(session.matchmakerData !== undefined && { MatchmakerData: session.matchmakerData }),
      }))().then(
      (endpoint) => {
        const now = this.gameSessions.get(gameSessionId);
        if (now === undefined || !isLive(now.status))
          throw new Error(`game session ${gameSessionId} ended while it was starting`);
        return this.gameSessions.put(gameSessionId, {
          ...now,
          status: now.status === 'ACTIVATING' ? 'ACTIVE' : now.status,
          ipAddress: endpoint.ipAddress,
          port: endpoint.port,
          processId: endpoint.processId,
          dnsName: endpoint.dnsName,
        });
      },
      (error: unknown) => {
        const now = this.gameSessions.get(gameSessionId);
        const reason = messageOf(error);
        if (now !== undefined && isLive(now.status)) this.#end(now, `it could not be started: ${reason}`);
        throw new Error(reason);
      },
    );
    return { session, started };
  }

  /** The session of a fleet that was created with this id, in any location. */
  withId(fleet: Fleet, id: string): GameSessionRow | undefined {
    return fleet.locations
      .map(({ location }) => this.gameSessions.get(this.#arn(fleet, location, id)))
      .find((session) => session !== undefined);
  }

  /** `…:gamesession/<fleet>/<id>`, with the location in between when it is not the fleet's home Region. */
  #arn({ fleetId, locations }: Fleet, location: string, id: string): string {
    const home = locations[0]?.location ?? this.#context.region;
    return regionArn(
      { ...this.#context, region: home },
      'gamesession',
      location === home ? `${fleetId}/${id}` : `${fleetId}/${location}/${id}`,
    );
  }

  /** An ACTIVE session without a process, for hosting mode `hold`. */
  makeUp(
    fleet: { readonly fleetId: string; readonly fleetArn: string },
    request: GameSessionRequest,
    endpoint: { readonly ipAddress: string; readonly dnsName: string; readonly port: number },
  ): GameSessionRow {
    const gameSessionId = regionArn(
      this.#context,
      'gamesession',
      `${fleet.fleetId}/gsess-${this.#context.ids.uuid()}`,
    );
    return this.gameSessions.put(gameSessionId, {
      gameSessionId,
      ...fleet,
      location: this.#context.region,
      status: 'ACTIVE',
      creationTime: this.#context.clock.seconds(),
      maximumPlayers: request.maximumPlayers,
      gameProperties: request.gameProperties ?? [],
      creationPolicy: 'ACCEPT_ALL',
      protection: 'NoProtection',
      ...endpoint,
      madeUp: true,
      ...(request.name !== undefined && { name: request.name }),
      ...(request.gameSessionData !== undefined && { gameSessionData: request.gameSessionData }),
      ...(request.matchmakerData !== undefined && { matchmakerData: request.matchmakerData }),
    });
  }

  /** @throws GameLiftFault NotFoundException */
  gameSession(gameSessionId: string): GameSessionRow {
    const session = this.gameSessions.get(gameSessionId);
    if (session === undefined) throw notFound(`Game session ${gameSessionId} not found.`);
    return session;
  }

  /**
   * Reserves places for players in one step: all or none.
   * @throws GameLiftFault when the session is not ACTIVE, denies new players, is full, or already contains
   * one of them
   */
  reserve(
    gameSessionId: string,
    players: readonly PlayerReservation[],
    options: { readonly evenIfDenied?: boolean } = {},
  ): PlayerSessionRow[] {
    const session = this.gameSession(gameSessionId);
    if (session.status !== 'ACTIVE')
      throw new GameLiftFault(
        'InvalidGameSessionStatusException',
        `Game session ${gameSessionId} is ${session.status}; player sessions need an ACTIVE one.`,
      );
    if (session.creationPolicy === 'DENY_ALL' && options.evenIfDenied !== true)
      throw new GameLiftFault(
        'InvalidGameSessionStatusException',
        `Game session ${gameSessionId} does not accept new players (DENY_ALL).`,
      );
    if (new Set(players.map(({ playerId }) => playerId)).size < players.length)
      throw invalidRequest('A player id may occur only once.');
    const present = new Set(this.#taken.get(gameSessionId).map(({ playerId }) => playerId));
    const already = players.find(({ playerId }) => present.has(playerId));
    if (already !== undefined)
      throw invalidRequest(
        `Player ${already.playerId} already has a player session in game session ${gameSessionId}.`,
      );
    if (present.size + players.length > session.maximumPlayers)
      throw new GameLiftFault(
        'GameSessionFullException',
        `Game session ${gameSessionId} has ${session.maximumPlayers - present.size} of ${session.maximumPlayers} places left; ${players.length} were asked for.`,
      );
    return players.map(({ playerId, playerData }) => {
      const playerSessionId = `psess-${this.#context.ids.uuid()}`;
      const row = this.playerSessions.put(playerSessionId, {
        playerSessionId,
        playerId,
        gameSessionId,
        status: 'RESERVED',
        creationTime: this.#context.clock.seconds(),
        ...(playerData !== undefined && { playerData }),
      });
      this.#expire(row);
      return row;
    });
  }

  /** Changes the status of a player session if it has one of the given statuses. False when it does not. */
  movePlayer(
    gameSessionId: string,
    playerSessionId: string,
    from: readonly PlayerSessionStatus[],
    to: PlayerSessionStatus,
  ): boolean {
    const player = this.playerSessions.get(playerSessionId);
    if (player === undefined || player.gameSessionId !== gameSessionId || !from.includes(player.status))
      return false;
    this.playerSessions.put(playerSessionId, {
      ...player,
      status: to,
      ...(to !== 'ACTIVE' && { terminationTime: this.#context.clock.seconds() }),
    });
    return true;
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

  tellServer(update: Omit<ServerUpdate, 'time'>): void {
    this.serverUpdates.put(this.#context.ids.uuid(), { time: this.#context.clock.seconds(), ...update });
    for (const [oldest] of this.serverUpdates.entries()) {
      if (this.serverUpdates.size <= updatesRemembered) break;
      this.serverUpdates.delete(oldest);
    }
  }

  #end(session: GameSessionRow, detail: string): void {
    const ended = this.gameSessions.put(session.gameSessionId, {
      ...session,
      status: 'TERMINATED',
      terminationTime: this.#context.clock.seconds(),
    });
    for (const player of this.#taken.get(session.gameSessionId)) {
      this.movePlayer(
        session.gameSessionId,
        player.playerSessionId,
        [player.status],
        player.status === 'ACTIVE' ? 'COMPLETED' : 'TIMEDOUT',
      );
    }
    this.#forgetLater(ended);
    this.#context.log(`game session ${session.gameSessionId} ended: ${detail}`);
    for (const listener of [...this.#endListeners]) listener(ended, detail);
  }

  #expire(player: PlayerSessionRow): void {
    this.#context.clock.at((player.creationTime + reservationSeconds) * 1000, () => {
      this.movePlayer(player.gameSessionId, player.playerSessionId, ['RESERVED'], 'TIMEDOUT');
    });
  }

  #forgetLater(session: GameSessionRow): void {
    this.#context.clock.at(
      ((session.terminationTime ?? session.creationTime) + retentionSeconds) * 1000,
      () => {
        for (const player of this.ofGameSession.get(session.gameSessionId))
          this.playerSessions.delete(player.playerSessionId);
        this.gameSessions.delete(session.gameSessionId);
        this.created.forget(session);
      },
    );
  }
}
