import { type ToPlayer, type Welcome } from '../contract/realtime/to-player';
import { type ToScript, writeToScript } from '../contract/realtime/to-script';
import { messageOf } from '../core/message-of';
import { reconnect, type Reconnection } from './reconnect';
import { Disconnected } from './errors';
import { Heartbeat } from './heartbeat';
import { type RejoinRequests } from './live-match-events';
import { type RealtimeLine, type RealtimeEndpoint, type RealtimeOptions } from './realtime/line';
import { type CommandLine } from './sent-commands';
import { type Transports } from './transports';
import { connectAndGreet } from './welcomed-connection';

/** Callbacks of a match that uses a connection. */
export interface ConnectedMatch {
  /** A connection was welcomed: the first one, or a later one that replaces it. */
  welcomed(welcome: Welcome): void;
  message(message: Exclude<ToPlayer, { kind: 'welcome' }>): void;
  /** A ping is due. */
  ping(n: number): void;
  /** The secret that messages to the script carry. */
  secret(): string | undefined;
  /** The connection is lost. @returns whether to restore it */
  lost(reason: string): boolean;
  /** False once the player has left: a connection that is being restored is not wanted any more. */
  isWanted(): boolean;
  /** The result of restoring a lost connection. */
  reconnectEnded(how: Exclude<Reconnection, { kind: 'left' }>): void;
}

/**
 * The connection of a match, with its heartbeat: after a loss another one takes its place. Messages to the
 * script are dropped while there is none.
 */
export class MatchConnection implements CommandLine {
  readonly #transports: Transports;
  readonly #back: RejoinRequests;
  readonly #options: RealtimeOptions;
  readonly #match: ConnectedMatch;
  #current: RealtimeLine | undefined;
  #heartbeat: Heartbeat | undefined;
  #isReturning = false;
  #lostBecause = '';

  constructor(transports: Transports, back: RejoinRequests, options: RealtimeOptions, match: ConnectedMatch) {
    this.#transports = transports;
    this.#back = back;
    this.#options = options;
    this.#match = match;
  }

  get isOpen(): boolean {
    return this.#current !== undefined;
  }
  get isFast(): boolean {
    return this.#current?.isFast === true;
  }

  /**
   * Connects with a player session; resolves once the script has sent *welcome*. @throws as connectAndGreet
   */
  connect(endpoint: RealtimeEndpoint): Promise<void> {
    return connectAndGreet(
      endpoint,
      this.#transports,
      {
        isCurrent: (connection) => connection === this.#current,
        welcomed: (welcome, connection) => {
          this.#use(connection);
          this.#match.welcomed(welcome);
        },
        received: () => this.#heartbeat?.received(),
        message: (message) => this.#match.message(message),
        lost: (reason) => this.#lost(reason, false),
      },
      this.#options,
    );
  }

  transmit(message: ToScript, intent: 'reliable' | 'fast'): void {
    const { opCode, payload } = writeToScript(message, this.#match.secret());
    this.#current?.send(opCode, payload, intent);
  }

  /** Pings no more. */
  stop(): void {
    this.#heartbeat?.stop();
  }

  close(): void {
    this.#current?.close();
  }

  #use(connection: RealtimeLine): void {
    this.#current = connection;
    this.#heartbeat?.stop();
    this.#heartbeat = new Heartbeat(this.#transports, {
      ping: (n) => this.#match.ping(n),
      silent: () => {
        if (connection !== this.#current) return;
        this.#lost('the server does not answer', true);
        connection.close();
      },
    });
  }

  #lost(reason: string, unresponsive: boolean): void {
    this.#current = undefined;
    this.#lostBecause = reason;
    this.stop();
    // A connection that is lost right after its *welcome* is one more attempt of the same return.
    if (this.#isReturning || !this.#match.lost(reason)) return;
    this.#isReturning = true;
    void this.#reconnect(reason, unresponsive).then((how) => {
      this.#isReturning = false;
      if (how.kind === 'left') this.close();
      else this.#match.reconnectEnded(how);
    });
  }

  async #reconnect(reason: string, unresponsive: boolean): Promise<Reconnection> {
    try {
      return await reconnect(
        {
          transports: this.#transports,
          back: this.#back,
          connect: async (endpoint) => {
            await this.connect(endpoint);
            if (!this.isOpen) throw new Disconnected(this.#lostBecause);
          },
          isWanted: () => this.#match.isWanted(),
        },
        reason,
        unresponsive,
      );
    } catch (error) {
      return { kind: 'failed', reason: messageOf(error) };
    }
  }
}
