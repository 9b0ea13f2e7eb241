import { DescribeGameSessionsCommand, type GameSessionStatus } from '@aws-sdk/client-gamelift';
import { type Game, gameOfMatch } from '../../core/define';
import { type GameName, type GameSessionId, type MatchId } from '../../core/ids';
import { type Json } from '../../core/json';
import { type LogEntry, type MatchHeader } from '../../core/match/log';
import { type Match, ReplayError } from '../../core/match/match';
import { RulesFailure } from '../../core/match/rules-failure';
import { endsByClock, sleepsUnattended } from '../../core/match/sleep';
import { type Interruptible, RulesWatch } from '../../definition/rules-watch';
import { type MatchRecord, type MatchStore, OwnershipLost } from '../../store/matches';
import { isRefusal } from '../shared/aws/failures';
import { type GameLiftRegions, regionOf } from '../shared/aws/gamelift-regions';
import { openWriter } from '../shared/matches/writer';
import { type MatchWriter } from '../shared/matches/match-writer';
import { loggedEnd, isEndOfMatch } from './logged-end';

export interface MatchSweepDependencies {
  readonly matches: MatchStore;
  readonly gamelift: GameLiftRegions;
  readonly games: ReadonlyMap<GameName, Game>;
  /** Interrupts rules that do not return; absent: V8. */
  readonly interruptible?: Interruptible;
  /** Epoch milliseconds. */
  now(): number;
  /** A new id: the seed of a bot's randomness. */
  newId(): string;
}

/** A match that was claimed, or found alive, within this time is left alone. */
export const unattendedMs = 120_000;
/**
 * The owner of a match whose clocks run reports itself alive, or writes to the log, at least once a minute.
 * After this time without either it counts as lost, also when GameLift lists its process as active.
 */
export const lostOwnerMs = 300_000;
/** The time that a match without clocks, whose process is gone, waits for a player. */
export const asleepMs = 600_000;
/** A placement that no player asks about any more is given up after this: queues time out earlier. */
export const placingMs = 600_000;
/** The time that rules get for a whole log, so that one match does not hold up the others. */
const rulesMs = 3_000;
const claimant = { functionName: 'match-sweeper' } as const;

const gone: ReadonlySet<GameSessionStatus> = new Set<GameSessionStatus>(['TERMINATED', 'ERROR']);

/** The new status of a match; undefined: it is left alone, or another process has it now. */
export type SweptStatus = 'asleep' | 'finished' | 'abandoned' | undefined;

/** Looks at one active match that no function attended to recently. */
export class MatchCheck {
  readonly #dependencies: MatchSweepDependencies;
  readonly #watch: RulesWatch;

  constructor(dependencies: MatchSweepDependencies) {
    this.#dependencies = dependencies;
    this.#watch = new RulesWatch(rulesMs, dependencies.interruptible);
  }

  get #matches(): MatchStore {
    return this.#dependencies.matches;
  }

  async check(id: MatchId): Promise<SweptStatus> {
    const at = this.#dependencies.now();
    const match = await this.#matches.get(id);
    // The index lags behind its table.
    if (match?.status !== 'active' || !isDue(match, at)) return undefined;
    const { hosting } = match;
    switch (hosting.kind) {
      case 'live':
        return match.gameSessionId !== undefined && !(await this.#isGone(match.gameSessionId))
          ? this.#checkLive(match, at)
          : this.#checkLost(match, at);
      case 'placing':
        if (at >= hosting.since + placingMs) return this.#markAsleep(match, at);
        await this.#matches.attend(match, at);
        return undefined;
      case 'asleep':
        return this.#checkSleeping(match, hosting.since, at);
    }
  }

  /** GameLift lists the process as active; it may be frozen all the same. */
  async #checkLive(match: MatchRecord, at: number): Promise<SweptStatus> {
    const { header } = match;
    const silent = (await this.#isSilent(match, at))
      ? this.#writerOf(header, await this.#matches.log(header.matchId))
      : undefined;
    if (silent?.isOver === true) return this.#settle(match);
    if (silent?.show(canSleep) === true) return this.#putToSleep(match);
    await this.#matches.attend(match, at);
    return undefined;
  }

  /** The process of the match is gone. */
  async #checkLost(match: MatchRecord, at: number): Promise<SweptStatus> {
    const { header } = match;
    const entries = await this.#matches.log(header.matchId);
    const end = loggedEnd(this.#watch, gameOfMatch(this.#dependencies.games, header), header, entries);
    return isEndOfMatch(end) ? this.#settle(match) : this.#markAsleep(match, at);
  }

  async #checkSleeping(match: MatchRecord, since: number, at: number): Promise<SweptStatus> {
    // The log decides: a player may have played since the row was written.
    const entries = await this.#matches.log(match.header.matchId);
    const writer = this.#writerOf(match.header, entries);
    if (writer?.isAsleep === true) return this.#keepTime(writer, match, at);
    if (writer?.isOver === false && writer.show(canSleep)) return this.#putToSleep(match);
    const until = Math.max(since, entries.at(-1)?.at ?? 0) + asleepMs;
    if (at >= until) return this.#settle(match);
    await this.#matches.attend(match, until - unattendedMs);
    return undefined;
  }

  /** The match waits without a process for a player. */
  async #markAsleep(match: MatchRecord, at: number): Promise<SweptStatus> {
    return (await this.#matches.markAsleep(match, at, at)) === undefined ? undefined : 'asleep';
  }

  /**
   * Handles the clocks of a sleeping match: writes due timeouts, warns players whose time runs low, and
   * schedules the next look.
   */
  async #keepTime(
    writer: MatchWriter,
    match: MatchRecord,
    at: number,
  ): Promise<'finished' | 'abandoned' | undefined> {
    const written = await writer.catchUp(at);
    if (written === 'ended') return 'abandoned';
    if (written === 'overtaken') return undefined; // another writer came first: look again later
    if (!writer.isOver) {
      await this.#matches.attend(match, (await writer.warn(at)) ?? at);
      return undefined;
    }
    const recorded = await writer.recordResult();
    return recorded === undefined ? this.#settle(match) : recorded === 'recorded' ? 'finished' : undefined;
  }

  /** Without a claim, an entry or a sign of life of its owner for a while. */
  async #isSilent({ header, hosting, aliveAt = 0 }: MatchRecord, at: number): Promise<boolean> {
    const before = at - lostOwnerMs;
    if (Math.max(hosting.since, aliveAt) > before) return false;
    return ((await this.#matches.newest(header.matchId))?.at ?? 0) <= before;
  }

  /**
   * Puts a match to sleep whose process was lost without doing so: its clocks run from now on. The claim
   * charges them up to the last sign of life, and fences a process that is only frozen.
   */
  async #putToSleep({ header }: MatchRecord): Promise<'asleep' | undefined> {
    const claimed = await this.#matches.takeOver(header.matchId, claimant);
    if (claimed?.status !== 'active') return undefined;
    const written = await this.#writerOf(header, claimed.entries)?.sleep();
    return written === 'written' ? 'asleep' : undefined;
  }

  /** Undefined when the match cannot be folded: then `settle` decides how it ends. */
  #writerOf(header: MatchHeader, entries: readonly LogEntry[]): MatchWriter | undefined {
    const { matches, games, now, newId, interruptible } = this.#dependencies;
    const game = gameOfMatch(games, header);
    if (game === undefined) return undefined;
    try {
      return openWriter(
        { matches, now, newId, ...(interruptible === undefined ? {} : { interruptible }) },
        game,
        { header, entries },
        rulesMs,
      );
    } catch (error) {
      if (!(error instanceof ReplayError) && !(error instanceof RulesFailure)) throw error;
      return undefined;
    }
  }

  /** Ends a match that no process continues: by its log, or without a result. */
  async #settle({ header }: MatchRecord): Promise<'finished' | 'abandoned' | undefined> {
    const { matchId } = header;
    try {
      const claimed = await this.#matches.takeOver(matchId, claimant);
      if (claimed?.status !== 'active') return undefined;
      const { ownerEpoch, entries } = claimed;
      const end = loggedEnd(this.#watch, gameOfMatch(this.#dependencies.games, header), header, entries);
      if ('ending' in end)
        return (await this.#matches.finish(matchId, end.ending)) === 'recorded' ? 'finished' : undefined;
      const sequence = entries.length + 1;
      await this.#matches.abandon(matchId, ownerEpoch, {
        kind: 'end',
        sequence,
        at: this.#dependencies.now(),
        reason: end.reason,
      });
      return 'abandoned';
    } catch (error) {
      if (error instanceof OwnershipLost) return undefined; // another process owns the match now
      throw error;
    }
  }

  /** The session was terminated, or is older than GameLift's memory. */
  async #isGone(gameSessionId: GameSessionId): Promise<boolean> {
    try {
      const { GameSessions } = await this.#dependencies.gamelift
        .in(regionOf(gameSessionId))
        .send(new DescribeGameSessionsCommand({ GameSessionId: gameSessionId }));
      const status = GameSessions?.[0]?.Status;
      return status === undefined || gone.has(status);
    } catch (error) {
      if (isRefusal(error, 'NotFoundException')) return true;
      throw error;
    }
  }
}

/**
 * False for a match whose next look a function has moved forward since: the function may still be at work,
 * and has died if the match is due.
 */
const isDue = ({ attendedAt }: MatchRecord, at: number): boolean =>
  attendedAt === undefined || attendedAt < at - unattendedMs;

/** Whether a match continues by its clocks while no process has it. */
const canSleep = <State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
): boolean => sleepsUnattended(match) || endsByClock(match);
