import { createHash } from 'node:crypto';
import { opCode } from '../contract/realtime/op-codes';
import { readToScript, type Unreadable } from '../contract/realtime/to-script';
import { type Bot } from '../core/bots/bot';
import { botCommands, stalledMs } from '../core/bots/bot-commands';
import { type Seat } from '../core/ids';
import { type TimeControl } from '../core/match/clock/time-control';
import { type Json } from '../core/json';
import { type Match } from '../core/match/match';
import { RulesFailure } from '../core/match/rules-failure';
import { nextTimeout, timeOut, type TimedOut, timeoutDue } from '../core/match/timeout';
import { type Surroundings } from './host';
import { stackOf } from './log-writer';
import { type MessageContext } from './messages';
import { ConnectionLags } from './round-trips';
import { Timer } from './timer';
import { type MessageSender } from './message-sender';

/** The pause in ms before a timeout that could not be stored is retried. */
const retryMs = 1000;
/**
 * The interval of the owner's signs of life while clocks run: shorter than the minimum time after which a
 * player's report replaces a server. In matches of days a minute is precise enough.
 */
export const aliveEveryMs = (control: TimeControl): number => (control.kind === 'days' ? 60_000 : 8000);

/** 32-bit numbers that cannot be guessed from one another: eight from each secret. */
function unguessable(newSecret: () => string): () => number {
  let [bytes, used] = [Buffer.alloc(0), 0];
  return () => {
    if (used >= bytes.length) [bytes, used] = [createHash('sha256').update(newSecret()).digest(), 0];
    used += 4;
    return bytes.readUInt32BE(used - 4);
  };
}

/**
 * The time-dependent parts of a hosted match: a timer, the lag of its connections, and the timeouts of the
 * fold.
 */
export class Timekeeping<State extends Json, Command extends Json, View extends Json> {
  readonly #around: Surroundings;
  readonly #sender: MessageSender;
  readonly #bot: Bot<View, Command> | undefined;
  readonly #peerOf: (seat: Seat) => number | undefined;
  readonly #lags: ConnectionLags;
  readonly #timer: Timer;
  readonly #pulse: Timer;
  /** The interval of signs of life; undefined while no clock runs. */
  #pulseMs: number | undefined;
  #watchedAt = 0;

  /**
   * @param bot plays for seats whose time ran out, where the game wants that
   * @param wake called when a timeout may be due
   * @param alive called when nothing was written for a while, although clocks run
   */
  constructor(
    around: Surroundings,
    sender: MessageSender,
    bot: Bot<View, Command> | undefined,
    peerOf: (seat: Seat) => number | undefined,
    wake: () => void,
    alive: () => void,
  ) {
    this.#around = around;
    this.#sender = sender;
    this.#bot = bot;
    this.#peerOf = peerOf;
    this.#lags = new ConnectionLags(
      around.clock,
      (peerId, n) => sender.send(peerId, 'ping', { n }),
      unguessable(around.newSecret),
    );
    this.#timer = new Timer(around.clock, wake);
    this.#pulse = new Timer(around.clock, () => {
      const [now, every] = [around.clock.now(), this.#pulseMs ?? 0];
      // One timer for many entries: an entry written since is a sign of life too.
      const said = now - this.#watchedAt < every;
      if (!said) alive();
      this.#pulse.set((said ? this.#watchedAt : now) + every);
    });
  }

  /** Round trip of a seat in ms; undefined until it is measured. */
  readonly roundTripOf = (seat: Seat): number | undefined => this.#lags.of(this.#peerOf(seat));

  /** Round trip of a seat in ms; 0 until it is measured. */
  readonly lagOf = (seat: Seat): number => this.#lags.of(this.#peerOf(seat)) ?? 0;

  /** Follows the clocks of a match: wakes when its next timeout may be due. */
  watch(match: Match<State, Command, View>): void {
    const next = nextTimeout(match, this.lagOf);
    this.#timer.set(next);
    this.#watchedAt = this.#around.clock.now();
    const [before, every] = [this.#pulseMs, next === null ? undefined : aliveEveryMs(match.time.control)];
    this.#pulseMs = every;
    if (before !== every) this.#pulse.set(every === undefined ? null : this.#watchedAt + every);
  }

  /** Wakes again after a pause, when a due write failed. */
  retry(): void {
    this.#timer.set(this.#around.clock.now() + retryMs);
  }

  stop(): void {
    this.#timer.stop();
    this.#pulse.stop();
  }

  /** The match after the timeout that is due at a time; undefined when none is. */
  timedOut(match: Match<State, Command, View>, at: number): TimedOut<State, Command, View> | undefined {
    const due = timeoutDue(match, at, this.lagOf);
    if (due === undefined) return undefined;
    const chosen = due.effect === 'bot' ? this.#playedByBot(match, due.seats) : [];
    try {
      return this.#around.watch.run(() => timeOut(match, due, at, chosen));
    } catch (error) {
      if (!(error instanceof RulesFailure)) throw error;
      return { kind: 'failed', failure: error };
    }
  }

  #playedByBot(match: Match<State, Command, View>, seats: readonly Seat[]): readonly Json[] {
    const { newId, clock, logger, watch } = this.#around;
    if (this.#bot === undefined) return [];
    try {
      return botCommands(this.#bot, match, seats, newId(), {
        now: () => clock.now(),
        within: (think) => watch.run(think, stalledMs),
      });
    } catch (error) {
      logger.error(
        `match ${match.header.matchId}: the bot of ${match.header.game} failed: ${stackOf(error)}`,
      );
      return [];
    }
  }

  /** The time of a message, and the lag of its receiver. */
  messageContext(peerId: number): MessageContext {
    return { now: this.#around.clock.now(), lagMs: this.#lags.of(peerId) };
  }

  /** Measures a connection where a clock charges its lag. */
  measure(match: Match<State, Command, View>, peerId: number): void {
    const { kind } = match.time.control;
    if (kind !== 'none' && kind !== 'days' && match.ending === undefined) this.#lags.measure(peerId);
  }

  forget(peerId: number): void {
    this.#lags.forget(peerId);
  }

  /**
   * Answers pings and handles pongs ahead of all queued messages: they measure the connection, not the queue.
   * @returns undefined for any other message; `changed` when another lag should be sent to the player
   */
  probe(peerId: number, code: number, payload: Uint8Array): Unreadable | 'taken' | 'changed' | undefined {
    if (code !== opCode.ping && code !== opCode.pong) return undefined;
    const read = readToScript(code, payload);
    if ('unreadable' in read) return read.unreadable;
    const { message } = read;
    if (message.kind === 'ping') this.#sender.send(peerId, 'pong', { n: message.n });
    return message.kind === 'pong' && this.#lags.answered(peerId, message.n) ? 'changed' : 'taken';
  }
}
