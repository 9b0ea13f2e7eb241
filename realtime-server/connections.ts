import { opCode } from '../contract/realtime/op-codes';
import { writeToPlayer } from '../contract/realtime/to-player';
import { type Clock, pause } from '../core/clock';
import { type MatchId, type PlayerId, playerSessionId } from '../core/ids';
import { errorLine } from './log-writer';
import { type ScriptProcess } from './script-process';
import { type ConnectedPlayer, type IncomingMessage } from './session';
import { type RunningMatch } from './start-match';

/** A connection from its acceptance to its end; messages before its seat is known are kept in `early`. */
interface PeerConnection {
  seated: 'looking' | 'seated' | 'not-seated';
  readonly early: { readonly opCode: number; readonly payload: Uint8Array }[];
}

const notSeated = 'this player session does not belong to a seat of this match';

/** The connections of a session: they get the seats of their players as soon as the match runs. */
export class Connections {
  readonly #script: ScriptProcess;
  readonly #clock: Clock;
  readonly #byPeer = new Map<number, PeerConnection>();
  #starting: Promise<RunningMatch | undefined> = Promise.resolve(undefined);
  #running: RunningMatch | undefined;

  constructor(script: ScriptProcess, clock: Clock) {
    this.#script = script;
    this.#clock = clock;
  }

  /** Connections wait for this match. @param match undefined: it cannot be played */
  expect(match: Promise<RunningMatch | undefined>): void {
    this.#starting = match.then((running) => {
      this.#running = running;
      return running;
    });
  }

  /** A connection was accepted: its player is looked up, and takes a seat. */
  accept(player: ConnectedPlayer): void {
    const connection: PeerConnection = { seated: 'looking', early: [] };
    this.#byPeer.set(player.peerId, connection);
    this.#seat(player, connection).catch((error: unknown) =>
      this.#script.logger.error(`peer ${player.peerId}: ${errorLine(error)}`),
    );
  }

  receive({ opCode: code, sender, payload }: IncomingMessage): void {
    const connection = this.#byPeer.get(sender);
    if (connection === undefined || this.#script.isEnding) return;
    switch (connection.seated) {
      case 'looking':
        if (connection.early.length < (this.#script.launched?.limits.pendingMessages ?? 0))
          connection.early.push({ opCode: code, payload });
        else this.#refuse(sender, 'too-many', 'wait for the welcome');
        break;
      case 'not-seated':
        this.#refuse(sender, 'not-seated', notSeated);
        break;
      case 'seated':
        this.#running?.host.receive(sender, code, payload);
        break;
    }
  }

  forget(peerId: number): void {
    this.#byPeer.delete(peerId);
    this.#running?.host.leave(peerId);
  }

  async #seat(player: ConnectedPlayer, connection: PeerConnection): Promise<void> {
    const playing = await this.#starting;
    if (playing === undefined) return;
    const known = await this.#playerOf(playing.matchId, player);
    if (this.#byPeer.get(player.peerId) !== connection) return; // left in the meantime
    if (known === undefined || !playing.host.join(player.peerId, known)) {
      connection.seated = 'not-seated';
      this.#script.logger.warn(
        `player session ${player.playerSessionId} does not belong to a seat of match ${playing.matchId}`,
      );
      return this.#refuse(player.peerId, 'not-seated', notSeated);
    }
    connection.seated = 'seated';
    for (const { opCode: code, payload } of connection.early.splice(0))
      playing.host.receive(player.peerId, code, payload);
  }

  /**
   * The player of a player session. Its row is written before the player learns of it; a few retries allow
   * for a late row.
   */
  async #playerOf(matchId: MatchId, player: ConnectedPlayer): Promise<PlayerId | undefined> {
    const { launched } = this.#script;
    if (launched === undefined) return undefined;
    const { store, limits } = launched;
    for (let tries = 0; ; tries += 1) {
      try {
        const known = await store.playerOfSession(matchId, playerSessionId(player.playerSessionId));
        if (known !== undefined) return known;
      } catch (error) {
        if (error instanceof RangeError) return undefined; // no player session id of the service's form
        this.#script.logger.warn(`player of session ${player.playerSessionId}: ${errorLine(error)}`);
      }
      const wait = limits.seatRetriesMs[tries];
      if (wait === undefined) return undefined;
      await pause(this.#clock, wait);
    }
  }

  /** Refuses a message that does not reach the match. */
  #refuse(peerId: number, code: 'not-seated' | 'too-many', message: string): void {
    const refusal = { code, message, id: null, rule: null, sequence: 0 } as const;
    this.#script.send(peerId, opCode.refused, writeToPlayer('refused', refusal));
  }
}
