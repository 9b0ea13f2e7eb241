import { opCodes } from '../../../contract/realtime/wire/op-codes';
import { noBytes, type Packet } from '../../../contract/realtime/wire/packet';
import { type PacketSender } from './packet-sender';
import { type SessionLog } from './logger';
import { type Peer } from './peer';
import { type ConnectionRoster } from './roster';
import { type Script } from './script';

/** Checks and changes of player sessions by the fleet. */
export interface PlayerSessionChecks {
  check(playerSessionId: string): Promise<{ readonly granted: boolean; readonly reason: string }>;
  accept(playerSessionId: string): Promise<{ readonly granted: boolean; readonly reason: string }>;
  remove(playerSessionId: string): void;
}

/** The settings that a login applies, and sends to the client. */
export interface LoginTerms {
  /** UDP port for clients; 0: none. A client of the service crashes on any other value that is not a port. */
  readonly fastPort: number;
  /** PEM of the authority for the fast connection's certificate; the client refuses TLS without it. */
  readonly authority?: string;
  /** Limit of the script's configuration. */
  readonly maxPlayers: number;
}

/**
 * Maximum length of a player session id; this project's have 42 characters, and GameLift's pattern has no
 * length.
 */
const maxPlayerSessionIdLength = 1024;

/** The parts of a script process that a login needs. */
export interface LoginParts {
  readonly roster: ConnectionRoster;
  readonly delivery: PacketSender;
  readonly script: Script;
  readonly sessions: PlayerSessionChecks;
  readonly terms: LoginTerms;
  readonly log: SessionLog;
  readonly playersChanged: (count: number) => void;
}

/** Turns a connection into a player, with the steps in the order of the service's log. */
export class Login {
  readonly #parts: LoginParts;
  #open = false;
  /**
   * Connections that may become players; one that closes frees its place, regardless of a pending answer of
   * the script.
   */
  readonly #accepting = new Set<Peer>();
  /** By player session: the login in progress. */
  readonly #turns = new Map<string, Promise<void>>();

  constructor(parts: LoginParts) {
    this.#parts = parts;
  }

  /** The game session has started: logins are accepted from now on. */
  open(): void {
    this.#open = true;
  }

  /** Handles op code 0 of a connection that is not logged in. */
  async take(peer: Peer, received: Packet): Promise<void> {
    const id = received.message?.kind === 'login' ? received.message.playerSessionId : '';
    this.#parts.log.host('info', `Handling login request from player: ${peer.id}`);
    peer.stage = 'logging-in';
    peer.playerSessionId = id;
    if (received.message?.kind !== 'login') {
      this.#refuse(peer, 'the login request comes without its login');
      return;
    }
    if (id === '' || id.length > maxPlayerSessionIdLength) {
      this.#refuse(
        peer,
        id === ''
          ? 'it names no player session'
          : `its player session id is longer than ${maxPlayerSessionIdLength} characters`,
      );
      return;
    }
    if (!this.#open) {
      this.#refuse(peer, 'this process has no game session yet');
      return;
    }
    if (this.#parts.roster.playerCount + this.#accepting.size >= this.#parts.terms.maxPlayers) {
      this.#refuse(
        peer,
        `the script takes at most ${this.#parts.terms.maxPlayers} players (configuration.maxPlayers)`,
      );
      return;
    }
    this.#accepting.add(peer);
    // Two connections with one player session take turns: the script's answer for one must not undo the
    // other.
    const turn = (this.#turns.get(id) ?? Promise.resolve())
      .then(async () => {
        if (!this.#left(peer) && (await this.#admit(peer, id, received))) this.#welcome(peer);
      })
      .finally(() => {
        this.#accepting.delete(peer);
        if (this.#turns.get(id) === settled) this.#turns.delete(id);
      });
    const settled = turn.catch(() => undefined);
    this.#turns.set(id, settled);
    await turn;
  }

  /** True when the player session is ACTIVE and the connection is still open. */
  async #admit(peer: Peer, id: string, received: Packet): Promise<boolean> {
    const reserved = await this.#parts.sessions.check(id);
    if (this.#left(peer)) return false;
    if (!reserved.granted) {
      this.#refuse(peer, reserved.reason);
      return false;
    }
    const { buffer, byteOffset, byteLength } = received.payload;
    const { player } = peer;
    const wanted = await this.#parts.script.ask('onPlayerConnect', {
      payload: Buffer.from(buffer, byteOffset, byteLength),
      player,
      peerId: peer.id,
      playerSessionId: id,
    });
    if (!wanted) {
      this.#parts.sessions.remove(id);
      this.#refuse(peer, 'onPlayerConnect says no');
      return false;
    }
    if (this.#left(peer)) return false;
    const accepted = await this.#parts.sessions.accept(id);
    if (!accepted.granted) {
      this.#refuse(peer, accepted.reason);
      return false;
    }
    if (this.#left(peer)) {
      this.#parts.sessions.remove(id);
      return false;
    }
    return true;
  }

  /**
   * Synchronous from here, so that messages of the script in onPlayerAccepted are sent before the login
   * result, as on the service.
   */
  #welcome(peer: Peer): void {
    this.#parts.roster.accepted(peer);
    this.#parts.playersChanged(this.#parts.roster.playerCount);
    this.#parts.script.notify('onPlayerAccepted', peer.player);
    this.#parts.log.host('info', `Sending login result to player: ${peer.id}`);
    this.#answer(peer, true);
  }

  #left(peer: Peer): boolean {
    return peer.stage === 'gone';
  }

  #refuse(peer: Peer, reason: string): void {
    this.#parts.log.host(
      'warn',
      `Player ${peer.id} is refused (player session ` +
        `${JSON.stringify(peer.playerSessionId.slice(0, 100))}): ${reason}`,
    );
    if (this.#left(peer)) return;
    this.#answer(peer, false);
    // The client ignores a refusal: without a close it would stay connected for ever, and the game would not
    // learn of it.
    peer.socket.close(1000, 'login refused');
  }

  #answer(peer: Peer, success: boolean): void {
    this.#parts.delivery.fromServer(peer, {
      opCode: opCodes.loginResult,
      message: {
        kind: 'loginResult',
        success,
        peerId: peer.id,
        fastPort: success ? this.#parts.terms.fastPort : 0,
        reconnectToken: success ? `reconnect-${peer.id}` : '',
        connectToken: success ? peer.connectToken : '',
        caCert:
          success && this.#parts.terms.authority !== undefined
            ? Buffer.from(this.#parts.terms.authority)
            : noBytes,
      },
    });
  }

  /** Called once for every closed connection. */
  disconnected(peer: Peer): void {
    const wasPlayer = peer.stage === 'accepted';
    this.#accepting.delete(peer);
    this.#parts.log.host('info', `Player ${peer.id} disconnected from ${peer.address}`);
    // getPlayers() still contains the player here, and the script may still send to the others.
    if (wasPlayer) this.#parts.script.notify('onPlayerDisconnect', peer.id);
    const groups = this.#parts.roster.gone(peer);
    if (!wasPlayer) return;
    for (const group of groups) this.#parts.delivery.membership(group, this.#parts.roster.members(group));
    this.#parts.playersChanged(this.#parts.roster.playerCount);
    this.#parts.sessions.remove(peer.playerSessionId);
  }
}
