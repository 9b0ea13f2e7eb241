import { type LaunchParameters } from '../contract/launch-parameters';
import { serverPeerId } from '../contract/realtime/wire/op-codes';
import { type Clock, pause } from '../core/clock';
import { type Game } from '../core/define';
import { type GameName } from '../core/ids';
import { type Backend } from '../definition';
import { type Interruptible } from '../definition/rules-watch';
import { type MatchStore } from '../store/matches';
import { defaultScriptLimits, type ScriptLimits, limitsOf } from './limits';
import { errorLine } from './log-writer';
import { type Logger, type RealtimeSession } from './session';

/** The script's dependencies: real parts in server.ts, controlled clocks and failing stores in tests. */
export interface ScriptParts {
  readonly clock: Clock;
  readonly games: ReadonlyMap<GameName, Game>;
  readonly matchmakings: Backend['matchmakings'];
  openStore(parameters: LaunchParameters): MatchStore;
  /** Seed of a new match's randomness: 32 hexadecimal digits. */
  newSeed(): string;
  newId(): string;
  /** Interrupts rules that do not return; absent: V8. */
  readonly interruptible?: Interruptible;
  /** At least 128 bits that cannot be guessed. */
  newSecret(): string;
  /** Ends the process, after the service has been notified. */
  exit(): void;
}

/** The dependencies and limits that the launch parameters of the fleet decide. */
export interface Launched {
  readonly store: MatchStore;
  readonly limits: ScriptLimits;
  /** Prefix of the configurations' names. */
  readonly prefix: string;
}

/** The process of a script as the service knows it: its session object, its launch, its end. */
export class ScriptProcess {
  readonly #parts: ScriptParts;
  #session: RealtimeSession | undefined;
  #launched: Launched | undefined;
  #isEnding = false;

  constructor(parts: ScriptParts) {
    this.#parts = parts;
  }

  /** Takes the session object of `init`. */
  open(session: RealtimeSession): void {
    this.#session = session;
  }

  launch(parameters: LaunchParameters): void {
    this.#launched = {
      store: this.#parts.openStore(parameters),
      limits: limitsOf(parameters),
      prefix: parameters.prefix,
    };
  }

  /** Undefined before the launch. */
  get launched(): Launched | undefined {
    return this.#launched;
  }
  get isEnding(): boolean {
    return this.#isEnding;
  }
  get logger(): Logger {
    return this.#opened.getLogger();
  }
  get gameSessionId(): string {
    return this.#opened.getGameSessionId();
  }

  /** Sends to one peer, reliably and in order. */
  send(peerId: number, opCode: number, payload: string): void {
    const session = this.#opened;
    session.sendReliableMessage(session.newTextGameMessage(opCode, serverPeerId, payload), peerId);
  }

  /** Notifies the service, then ends the process: a session must not outlive its match. */
  async end(reason: string): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.logger.info(`ending: ${reason}`);
    try {
      await Promise.race([
        this.#opened.processEnding(),
        pause(this.#parts.clock, defaultScriptLimits.endingMs),
      ]);
    } catch (error) {
      this.logger.error(`processEnding: ${errorLine(error)}`);
    }
    this.#parts.exit();
  }

  get #opened(): RealtimeSession {
    if (this.#session === undefined) throw new Error('the service called before init');
    return this.#session;
  }
}
