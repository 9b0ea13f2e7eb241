import { type Clock, pause } from '../core/clock';
import { type MatchId } from '../core/ids';
import {
  type AbandonReason,
  type CourseEntry,
  type EndEntry,
  type LogEntry,
  type MatchOutcome,
  type SleepEntry,
} from '../core/match/log';
import { isSameTimeout } from '../core/match/timeout';
import { type AwaitedTurn } from '../core/match/turns';
import { type MatchStore, OwnershipLost, SequenceTaken } from '../store/matches';
import { type Limits } from './limits';
import { type Logger } from './session';

/** What became of an entry. */
export type Appended =
  | { readonly kind: 'stored' }
  /**
   * An earlier attempt, answered with an error, had been stored after all: it is the match's next entry, not
   * this one.
   */
  | { readonly kind: 'overtaken'; readonly by: CourseEntry }
  /** The store does not answer; the entry may or may not be stored. */
  | { readonly kind: 'unavailable' }
  /** Another process owns the match. */
  | { readonly kind: 'lost' };

/** The durable side of one match: retries, and the doubt that an unanswered write leaves. */
export class MatchLog {
  readonly #store: MatchStore;
  readonly #matchId: MatchId;
  readonly #ownerEpoch: number;
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #logger: Logger;

  /** Entries whose writes were never answered: any one of them may stand in the log. */
  #doubtful: CourseEntry[] = [];

  constructor(
    store: MatchStore,
    matchId: MatchId,
    ownerEpoch: number,
    clock: Clock,
    limits: Limits,
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
   * Makes an entry durable, trying again for as long as a player would wait. Never rejects.
   * @param turns that begin with it, of players who are away
   */
  async append(entry: CourseEntry, turns: readonly AwaitedTurn[]): Promise<Appended> {
    // The same command again: what may stand already is the earlier entry, with its time.
    const earlier = this.#doubtful.find((other) => isSameAct(other, entry));
    for (let attempt = 0; ; attempt += 1) {
      const attempted = await this.#attempt(earlier ?? entry, turns);
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
    }
  }

  /** Notes that this process runs. Never rejects: what could not be noted is noted the next time. */
  async markAlive(): Promise<void> {
    try {
      await this.#store.markAlive(this.#matchId, this.#ownerEpoch, this.#clock.now());
    } catch (error) {
      this.#logger.debug(`match ${this.#matchId}: not noted as alive: ${describe(error)}`);
    }
  }

  /**
   * Has players warned whose time runs low. Never rejects.
   * @returns false when it could not be noted
   */
  async warn(turns: readonly AwaitedTurn[]): Promise<boolean> {
    try {
      await this.#store.warn(this.#matchId, turns);
      return true;
    } catch (error) {
      this.#logger.debug(`match ${this.#matchId}: no player warned: ${describe(error)}`);
      return false;
    }
  }

  /** Records the end of the match, trying for as long as the limits say. Never rejects. */
  async finish(
    outcome: MatchOutcome,
    stillWanted: () => boolean,
  ): Promise<'recorded' | 'unavailable' | 'lost'> {
    const deadline = this.#clock.now() + this.#limits.recordMs;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.#store.finish(this.#matchId, outcome);
        return 'recorded';
      } catch (error) {
        if (error instanceof OwnershipLost) return 'lost';
        this.#logger.warn(`result of ${this.#matchId} not recorded yet: ${describe(error)}`);
      }
      if (!stillWanted() || this.#clock.now() >= deadline) return 'unavailable';
      await pause(this.#clock, pauseOf(this.#limits.vitalRetriesMs, attempt));
    }
  }

  /**
   * Ends the match without a result, trying for as long as the limits say. Never rejects.
   * @param lastSequence of the newest entry that is known
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
        // A command of ours that was never answered had been stored after all: the end comes after it.
        if (error instanceof SequenceTaken) end = { ...end, sequence: error.by.sequence + 1 };
        else this.#logger.warn(`match ${this.#matchId} not ended yet: ${describe(error)}`);
      }
      if (this.#clock.now() >= deadline) return 'unavailable';
      await pause(this.#clock, pauseOf(this.#limits.vitalRetriesMs, attempt));
    }
  }

  /**
   * Lays the match down. Never rejects.
   * @param lookAt epoch ms at which somebody has to look at it next, for its clocks
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
        // A command of ours that was never answered had been stored after all. Its deadline is not earlier.
        if (error instanceof SequenceTaken)
          sleep = { ...sleep, sequence: error.by.sequence + 1, at: Math.max(sleep.at, error.by.at) };
        else this.#logger.warn(`match ${this.#matchId} not asleep yet: ${describe(error)}`);
      }
      const wait = this.#limits.commandRetriesMs[attempt];
      if (wait === undefined) return 'unavailable';
      await pause(this.#clock, wait);
    }
  }

  async #attempt(entry: CourseEntry, turns: readonly AwaitedTurn[]): Promise<Appended> {
    try {
      await this.#store.append(this.#matchId, this.#ownerEpoch, entry, turns);
      return { kind: 'stored' };
    } catch (error) {
      if (error instanceof OwnershipLost) return { kind: 'lost' };
      if (error instanceof SequenceTaken) return this.#whoTook(error.by, entry);
      this.#logger.warn(`entry ${entry.sequence} of ${this.#matchId} not stored yet: ${describe(error)}`);
      return { kind: 'unavailable' };
    }
  }

  /** The sequence number is taken: by this very entry, or by another of ours that was never answered. */
  #whoTook(stored: LogEntry, entry: CourseEntry): Appended {
    if (stored.kind !== 'command' && stored.kind !== 'timeout') return { kind: 'lost' };
    if (isSame(stored, entry)) return { kind: 'stored' };
    return this.#doubtful.some((other) => isSame(stored, other))
      ? { kind: 'overtaken', by: stored }
      : { kind: 'lost' };
  }
}

/** The pause before the next attempt; the last one repeats. */
export function pauseOf(pauses: readonly number[], attempt: number): number {
  return pauses[Math.min(attempt, pauses.length - 1)] ?? 1000;
}

/** An error in one line. */
export function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** An error with the lines that led to it. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? describe(error)) : String(error);
}

/** The same command, or a timeout at the same place: only one of two attempts at it can stand. */
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
