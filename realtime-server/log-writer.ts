import { type Clock, pause } from '../core/clock';
import { type MatchId } from '../core/ids';
import {
  type AbandonReason,
  type CourseEntry,
  type EndEntry,
  type LogEntry,
  type MatchEnding,
  type SleepEntry,
} from '../core/match/log';
import { isSameTimeout } from '../core/match/timeout';
import { type AwaitedTurn } from '../core/match/turns';
import { type MatchStore, OwnershipLost, SequenceTaken } from '../store/matches';
import { type ScriptLimits } from './limits';
import { type Logger } from './session';

/** The result of writing an entry. */
export type Appended =
  | { readonly kind: 'stored' }
  /**
   * An earlier attempt that returned an error had been stored: that entry is the match's next one, not this
   * one.
   */
  | { readonly kind: 'overtaken'; readonly by: CourseEntry }
  /** The store does not answer; the entry may or may not be stored. */
  | { readonly kind: 'unavailable' }
  /** Another process owns the match. */
  | { readonly kind: 'lost' };

const stored: Appended = { kind: 'stored' };

/** Writes the log of one match: it retries, and handles writes whose outcome is unknown. */
export class LogWriter {
  readonly #store: MatchStore;
  readonly #matchId: MatchId;
  readonly #ownerEpoch: number;
  readonly #clock: Clock;
  readonly #limits: ScriptLimits;
  readonly #logger: Logger;

  /** Entries whose writes were never answered: any of them may be in the log. */
  #doubtful: CourseEntry[] = [];

  constructor(
    store: MatchStore,
    matchId: MatchId,
    ownerEpoch: number,
    clock: Clock,
    limits: ScriptLimits,
    logger: Logger,
  ) {
    this.#store = store;
    this.#matchId = matchId;
    this.#ownerEpoch = ownerEpoch;
    this.#clock = clock;
    this.#limits = limits;
    this.#logger = logger;
  }

  /**
   * Makes an entry durable, with retries for as long as a player would wait. It never rejects.
   * @param turns that begin with it, of players who are away
   */
  append(entry: CourseEntry, turns: readonly AwaitedTurn[]): Promise<Appended> {
    // Nearly all are stored at once: each promise that is waited for costs as much as a rule of a game.
    if (this.#doubtful.length === 0)
      return this.#store.append(this.#matchId, this.#ownerEpoch, entry, turns).then(
        () => stored,
        (error: unknown) => this.#appendOn(this.#failed(error, entry), undefined, entry, turns),
      );
    // The same command again: the log may have the earlier entry, with its time.
    const earlier = this.#doubtful.find((other) => isSameAct(other, entry));
    return this.#attempt(earlier ?? entry, turns).then((first) =>
      this.#appendOn(first, earlier, entry, turns),
    );
  }

  /**
   * The result of an entry whose first attempt is known, with retries.
   * @param earlier the same command, in doubt since an earlier call
   */
  async #appendOn(
    first: Appended,
    earlier: CourseEntry | undefined,
    entry: CourseEntry,
    turns: readonly AwaitedTurn[],
  ): Promise<Appended> {
    let attempted = first;
    for (let attempt = 0; ; attempt += 1) {
      if (attempted.kind !== 'unavailable') {
        this.#doubtful = [];
        return attempted.kind === 'stored' && earlier !== undefined
          ? { kind: 'overtaken', by: earlier }
          : attempted;
      }
      if (attempt === 0 && earlier === undefined) this.#doubtful.push(entry);
      const wait = this.#limits.commandRetriesMs[attempt];
      if (wait === undefined) return attempted;
      await pause(this.#clock, wait);
      attempted = await this.#attempt(earlier ?? entry, turns);
    }
  }

  /** Records that this process is alive. It never rejects: a failed write is repeated the next time. */
  async markAlive(): Promise<void> {
    try {
      await this.#store.markAlive(this.#matchId, this.#ownerEpoch, this.#clock.now());
    } catch (error) {
      this.#logger.debug(`match ${this.#matchId}: not noted as alive: ${errorLine(error)}`);
    }
  }

  /**
   * Warns players whose time runs low. It never rejects.
   * @returns false when the warning could not be stored
   */
  async warn(turns: readonly AwaitedTurn[]): Promise<boolean> {
    try {
      await this.#store.warn(this.#matchId, turns);
      return true;
    } catch (error) {
      this.#logger.debug(`match ${this.#matchId}: no player warned: ${errorLine(error)}`);
      return false;
    }
  }

  /** Records the end of the match, with retries for as long as the limits allow. It never rejects. */
  async finish(
    ending: MatchEnding,
    stillWanted: () => boolean,
  ): Promise<'recorded' | 'unavailable' | 'lost'> {
    const deadline = this.#clock.now() + this.#limits.recordMs;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.#store.finish(this.#matchId, ending);
        return 'recorded';
      } catch (error) {
        if (error instanceof OwnershipLost) return 'lost';
        this.#logger.warn(`result of ${this.#matchId} not recorded yet: ${errorLine(error)}`);
      }
      if (!stillWanted() || this.#clock.now() >= deadline) return 'unavailable';
      await pause(this.#clock, pauseOf(this.#limits.vitalRetriesMs, attempt));
    }
  }

  /**
   * Ends the match without a result, with retries for as long as the limits allow. It never rejects.
   * @param lastSequence sequence number of the newest known entry
   */
  async abandon(lastSequence: number, reason: AbandonReason): Promise<'abandoned' | 'unavailable' | 'lost'> {
    const deadline = this.#clock.now() + this.#limits.claimMs;
    let end: EndEntry = { kind: 'end', sequence: lastSequence + 1, at: this.#clock.now(), reason };
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.#store.abandon(this.#matchId, this.#ownerEpoch, end);
        return 'abandoned';
      } catch (error) {
        if (error instanceof OwnershipLost) return 'lost';
        // An unanswered command of this process had been stored: the end follows it.
        if (error instanceof SequenceTaken) end = { ...end, sequence: error.by.sequence + 1 };
        else this.#logger.warn(`match ${this.#matchId} not ended yet: ${errorLine(error)}`);
      }
      if (this.#clock.now() >= deadline) return 'unavailable';
      await pause(this.#clock, pauseOf(this.#limits.vitalRetriesMs, attempt));
    }
  }

  /**
   * Puts the match to sleep. It never rejects.
   * @param lookAt epoch ms of the next look at it, for its clocks
   * @param turns that wait for players
   */
  async sleep(
    entry: SleepEntry,
    lookAt: number | null,
    turns: readonly AwaitedTurn[],
  ): Promise<'asleep' | 'unavailable' | 'lost'> {
    let sleep = entry;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.#store.sleep(this.#matchId, this.#ownerEpoch, sleep, lookAt, turns);
        return 'asleep';
      } catch (error) {
        if (error instanceof OwnershipLost) return 'lost';
        // An unanswered command of this process had been stored. Its deadline is not earlier.
        if (error instanceof SequenceTaken)
          sleep = { ...sleep, sequence: error.by.sequence + 1, at: Math.max(sleep.at, error.by.at) };
        else this.#logger.warn(`match ${this.#matchId} not asleep yet: ${errorLine(error)}`);
      }
      const wait = this.#limits.commandRetriesMs[attempt];
      if (wait === undefined) return 'unavailable';
      await pause(this.#clock, wait);
    }
  }

  #attempt(entry: CourseEntry, turns: readonly AwaitedTurn[]): Promise<Appended> {
    return this.#store.append(this.#matchId, this.#ownerEpoch, entry, turns).then(
      () => stored,
      (error: unknown) => this.#failed(error, entry),
    );
  }

  /** The result of a failed write of an entry. */
  #failed(error: unknown, entry: CourseEntry): Appended {
    if (error instanceof OwnershipLost) return { kind: 'lost' };
    if (error instanceof SequenceTaken) return this.#whoTook(error.by, entry);
    this.#logger.warn(`entry ${entry.sequence} of ${this.#matchId} not stored yet: ${errorLine(error)}`);
    return { kind: 'unavailable' };
  }

  /** The sequence number is taken: by this entry, or by another unanswered one of this process. */
  #whoTook(by: LogEntry, entry: CourseEntry): Appended {
    if (by.kind !== 'command' && by.kind !== 'timeout') return { kind: 'lost' };
    if (isSame(by, entry)) return stored;
    return this.#doubtful.some((other) => isSame(by, other)) ? { kind: 'overtaken', by } : { kind: 'lost' };
  }
}

/** The pause before the next attempt; the last one repeats. */
export function pauseOf(pauses: readonly number[], attempt: number): number {
  return pauses[Math.min(attempt, pauses.length - 1)] ?? 1000;
}

/** An error in one line. */
export function errorLine(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** An error with its stack. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? errorLine(error)) : String(error);
}

/**
 * Whether two entries are the same command, or a timeout at the same sequence number: only one of two
 * attempts can be stored.
 */
function isSameAct(one: CourseEntry, other: CourseEntry): boolean {
  if (one.sequence !== other.sequence) return false;
  return one.kind === 'command' && other.kind === 'command'
    ? one.seat === other.seat && one.commandId === other.commandId
    : one.kind === other.kind;
}

const isSame = (one: CourseEntry, other: CourseEntry): boolean =>
  one.kind === 'timeout' && other.kind === 'timeout'
    ? one.sequence === other.sequence && isSameTimeout(one, other)
    : isSameAct(one, other) && one.at === other.at;
