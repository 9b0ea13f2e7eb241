import { type Context } from '../context';
import { GameLiftFault, invalidRequest } from '../faults';
import { type PlayerSessionStatus } from '../model/shapes';
import { type Collection, type Index } from '../state/collection';
import { type GameSessionRow, type PlayerSessionRow } from './rows';

/** A reserved place is kept for so long (API Reference, CreatePlayerSession). */
const reservationSeconds = 60;

/** A player to reserve a place for. */
export interface PlayerReservation {
  readonly playerId: string;
  readonly playerData?: string;
}

/** The places of players in game sessions. All changes of player sessions go through this class. */
export class PlayerSessions {
  readonly #context: Context;

  readonly #rows: Collection<PlayerSessionRow>;
  readonly byPlayer: Index<PlayerSessionRow>;
  readonly ofGameSession: Index<PlayerSessionRow>;
  readonly #taken: Index<PlayerSessionRow>;

  constructor(context: Context) {
    this.#context = context;

    this.#rows = context.state.collection('playerSessions');
    this.byPlayer = this.#rows.index(({ playerId }) => [playerId]);
    this.ofGameSession = this.#rows.index(({ gameSessionId }) => [gameSessionId]);
    this.#taken = this.#rows.index(({ gameSessionId, status }) =>
      status === 'RESERVED' || status === 'ACTIVE' ? [gameSessionId] : [],
    );
  }

  /** After a start: reservations get their timers back. */
  recover(): void {
    for (const player of this.#rows.values()) if (player.status === 'RESERVED') this.#expire(player);
  }

  get(playerSessionId: string): PlayerSessionRow | undefined {
    return this.#rows.get(playerSessionId);
  }

  /** Number of players who have a place in a game session: reserved, or connected. */
  taken(gameSessionId: string): number {
    return this.#taken.count(gameSessionId);
  }

  /**
   * Reserves places for players in one step: all or none.
   * @throws GameLiftFault when the session is not ACTIVE, denies new players, is full, or already contains
   * one of them
   */
  reserve(
    session: GameSessionRow,
    players: readonly PlayerReservation[],
    options: { readonly evenIfDenied?: boolean } = {},
  ): PlayerSessionRow[] {
    refuseClosed(session, options.evenIfDenied === true);
    this.#refusePresent(session, players);
    return players.map(({ playerId, playerData }) => {
      const playerSessionId = `psess-${this.#context.ids.uuid()}`;
      const row = this.#rows.put(playerSessionId, {
        playerSessionId,
        playerId,
        gameSessionId: session.gameSessionId,
        status: 'RESERVED',
        creationTime: this.#context.clock.seconds(),
        ...(playerData === undefined ? {} : { playerData }),
      });
      this.#expire(row);
      return row;
    });
  }

  #refusePresent(
    { gameSessionId, maximumPlayers }: GameSessionRow,
    players: readonly PlayerReservation[],
  ): void {
    if (new Set(players.map(({ playerId }) => playerId)).size < players.length)
      throw invalidRequest('A player id may occur only once.');
    const present = new Set(this.#taken.get(gameSessionId).map(({ playerId }) => playerId));
    const already = players.find(({ playerId }) => present.has(playerId));
    if (already !== undefined)
      throw invalidRequest(
        `Player ${already.playerId} already has a player session in game session ${gameSessionId}.`,
      );
    if (present.size + players.length > maximumPlayers)
      throw new GameLiftFault(
        'GameSessionFullException',
        `Game session ${gameSessionId} has ${maximumPlayers - present.size} of ${maximumPlayers} ` +
          `places left; ${players.length} were asked for.`,
      );
  }

  /** Changes the status of a player session if it has one of the given statuses. False when it does not. */
  move(
    gameSessionId: string,
    playerSessionId: string,
    from: readonly PlayerSessionStatus[],
    to: PlayerSessionStatus,
  ): boolean {
    const player = this.#rows.get(playerSessionId);
    if (player === undefined || player.gameSessionId !== gameSessionId || !from.includes(player.status))
      return false;
    this.#rows.put(playerSessionId, {
      ...player,
      status: to,
      ...(to !== 'ACTIVE' ? { terminationTime: this.#context.clock.seconds() } : {}),
    });
    return true;
  }

  /** The game session is over: connected players have completed it, reservations are timed out. */
  end(gameSessionId: string): void {
    for (const { playerSessionId, status } of this.#taken.get(gameSessionId))
      this.move(gameSessionId, playerSessionId, [status], status === 'ACTIVE' ? 'COMPLETED' : 'TIMEDOUT');
  }

  /** Deletes the player sessions of a game session. */
  forget(gameSessionId: string): void {
    for (const { playerSessionId } of this.ofGameSession.get(gameSessionId))
      this.#rows.delete(playerSessionId);
  }

  #expire(player: PlayerSessionRow): void {
    this.#context.clock.at((player.creationTime + reservationSeconds) * 1000, () => {
      this.move(player.gameSessionId, player.playerSessionId, ['RESERVED'], 'TIMEDOUT');
    });
  }
}

/** @throws GameLiftFault for a session that is not ACTIVE, or that denies new players */
function refuseClosed(
  { gameSessionId, status, creationPolicy }: GameSessionRow,
  evenIfDenied: boolean,
): void {
  if (status !== 'ACTIVE')
    throw new GameLiftFault(
      'InvalidGameSessionStatusException',
      `Game session ${gameSessionId} is ${status}; player sessions need an ACTIVE one.`,
    );
  if (creationPolicy === 'DENY_ALL' && !evenIfDenied)
    throw new GameLiftFault(
      'InvalidGameSessionStatusException',
      `Game session ${gameSessionId} does not accept new players (DENY_ALL).`,
    );
}
