import { DescribeGameSessionsCommand, type GameSessionStatus } from '@aws-sdk/client-gamelift';
import { type Game, gameOfMatch } from '../../core/define';
import { type GameName, type GameSessionId, type MatchId } from '../../core/ids';
import { type Json } from '../../core/json';
import { type AbandonReason, type LogEntry, type MatchHeader, type MatchEnding } from '../../core/match/log';
import { type Match, replay, ReplayError } from '../../core/match/match';
import { RulesFailure } from '../../core/match/rules-failure';
import { endsByClock, sleepsUnattended } from '../../core/match/sleep';
import { type Interruptible, RulesWatch } from '../../definition/rules-watch';
import { type MatchRecord, type MatchStore, OwnershipLost } from '../../store/matches';
import { isRefusal } from '../shared/aws/failures';
import { type GameLiftRegions, regionOf } from '../shared/aws/gamelift-regions';
import { log } from '../shared/log';
import { type MatchWriter, openWriter } from '../shared/matches/writer';

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

export interface MatchSweep {
  /** Active matches that were looked at. */
  readonly attended: number;
  /** Matches whose process is gone: they sleep until a player comes back. */
  readonly asleep: number;
  /** Matches that had ended by their log, without a recorded result. */
  readonly finished: number;
  /** Matches that no player came back to. */
  readonly abandoned: number;
}

/** A match that was claimed, or found alive, within this time is left alone. */
export const unattendedMilliseconds = 120_000;
/**
 * The owner of a match whose clocks run reports itself alive, or writes to the log, at least once a minute.
 * After this time without either it counts as lost, also when GameLift lists its process as active.
 */
export const lostOwnerMilliseconds = 300_000;
/** The time that a match without clocks, whose process is gone, waits for a player. */
export const asleepMilliseconds = 600_000;
/** A placement that no player asks about any more is given up after this: queues time out earlier. */
export const placingMilliseconds = 600_000;
/** After this time a sweep starts no further match; the next sweep starts with those that wait longest. */
const sweepMilliseconds = 40_000;
/** Keeps the calls a second within GameLift's limits. */
const atOnce = 5;
/** The time that rules get for a whole log, so that one match does not hold up the others. */
const rulesMilliseconds = 3_000;
const claimant = { functionName: 'match-sweeper' } as const;

const gone: ReadonlySet<GameSessionStatus> = new Set<GameSessionStatus>(['TERMINATED', 'ERROR']);

/**
 * Looks at active matches that no function attended to recently. A match that ended by its log gets its
 * result. A match whose server is lost waits for a player. Without one it sleeps: its clocks run, and its
 * timeouts are written here. A match that no clock can end is abandoned.
 *
 * The sweeper writes to a log only after a claim of its own, or while the log has no owner. So a sweep that
 * comes twice, late, beside another sweep or beside a process that still plays does no harm.
 */
export async function sweepMatches({
  matches,
  gamelift,
  games,
  interruptible,
  now,
  newId,
}: MatchSweepDependencies): Promise<MatchSweep> {
  const watch = new RulesWatch(rulesMilliseconds, interruptible);
  const deadline = now() + sweepMilliseconds;
  const counts = { attended: 0, asleep: 0, finished: 0, abandoned: 0 };
  for await (const page of matches.unattended(now() - unattendedMilliseconds)) {
    const waiting = [...page];
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let id = waiting.shift(); id !== undefined && now() < deadline; id = waiting.shift()) {
          counts.attended += 1;
          try {
            const became = await attendTo(id);
            if (became !== undefined) counts[became] += 1;
          } catch (error) {
            // A match that fails does not stop the others: the next sweep looks at it again.
            log('error', 'a match could not be swept', { matchId: id, error });
          }
        }
      }),
    );
    if (now() >= deadline) break;
  }
  if (counts.attended > 0) log('info', 'swept matches', counts);
  return counts;

  async function attendTo(id: MatchId): Promise<'asleep' | 'finished' | 'abandoned' | undefined> {
    const at = now();
    const match = await matches.get(id);
    // The index lags behind its table.
    if (match?.status !== 'active' || !isDue(match, at)) return undefined;
    const { hosting, header } = match;
    switch (hosting.kind) {
      case 'live':
        if (match.gameSessionId !== undefined && !(await isGone(match.gameSessionId))) {
          const silent = (await isSilent(match, at)) ? writerOf(header, await matches.log(id)) : undefined;
          if (silent?.isOver === true) return settle(match);
          if (silent?.show(canSleep) === true) return layToSleep(match);
          await matches.attend(match, at);
          return undefined;
        }
        // The match ended by its log, or its rules failed: a player has nothing to come back to.
        if (hasEnded(endOf(watch, gameOfMatch(games, header), header, await matches.log(id))))
          return settle(match);
        return (await matches.layDown(match, at, at)) === undefined ? undefined : 'asleep';
      case 'placing':
        if (at < hosting.since + placingMilliseconds) {
          await matches.attend(match, at);
          return undefined;
        }
        return (await matches.layDown(match, at, at)) === undefined ? undefined : 'asleep';
      case 'asleep': {
        // The log decides: a player may have played since the row was written.
        const entries = await matches.log(id);
        const writer = writerOf(header, entries);
        if (writer?.isAsleep === true) return keepTime(writer, match, at);
        if (writer?.isOver === false && writer.show(canSleep)) return layToSleep(match);
        const until = Math.max(hosting.since, entries.at(-1)?.at ?? 0) + asleepMilliseconds;
        if (at >= until) return settle(match);
        await matches.attend(match, until - unattendedMilliseconds);
        return undefined;
      }
    }
  }

  /**
   * Handles the clocks of a sleeping match: writes due timeouts, warns players whose time runs low, and
   * schedules the next look.
   */
  async function keepTime(
    writer: MatchWriter,
    match: MatchRecord,
    at: number,
  ): Promise<'finished' | 'abandoned' | undefined> {
    const written = await writer.catchUp(at);
    if (written === 'ended') return 'abandoned';
    if (written === 'overtaken') return undefined; // another writer came first: look again later
    if (!writer.isOver) {
      await matches.attend(match, (await writer.warn(at)) ?? at);
      return undefined;
    }
    const recorded = await writer.recordResult();
    return recorded === undefined ? settle(match) : recorded === 'recorded' ? 'finished' : undefined;
  }

  /** Without a claim, an entry or a sign of life of its owner for a while. */
  async function isSilent({ header, hosting, aliveAt = 0 }: MatchRecord, at: number): Promise<boolean> {
    const before = at - lostOwnerMilliseconds;
    if (Math.max(hosting.since, aliveAt) > before) return false;
    return ((await matches.newest(header.matchId))?.at ?? 0) <= before;
  }

  /**
   * Puts a match to sleep whose process was lost without doing so: its clocks run from now on. The claim
   * charges them up to the last sign of life, and fences a process that is only frozen.
   */
  async function layToSleep({ header }: MatchRecord): Promise<'asleep' | undefined> {
    const claimed = await matches.takeOver(header.matchId, claimant);
    if (claimed?.status !== 'active') return undefined;
    const written = await writerOf(header, claimed.entries)?.sleep();
    return written === 'written' ? 'asleep' : undefined;
  }

  /** Undefined when the match cannot be folded: then `settle` decides how it ends. */
  function writerOf(header: MatchHeader, entries: readonly LogEntry[]): MatchWriter | undefined {
    const game = gameOfMatch(games, header);
    if (game === undefined) return undefined;
    try {
      return openWriter(
        { matches, now, newId, ...(interruptible === undefined ? {} : { interruptible }) },
        game,
        { header, entries },
        rulesMilliseconds,
      );
    } catch (error) {
      if (!(error instanceof ReplayError) && !(error instanceof RulesFailure)) throw error;
      return undefined;
    }
  }

  /** Ends a match that no process continues: by its log, or without a result. */
  async function settle({ header }: MatchRecord): Promise<'finished' | 'abandoned' | undefined> {
    const { matchId } = header;
    try {
      const claimed = await matches.takeOver(matchId, claimant);
      if (claimed?.status !== 'active') return undefined;
      const { ownerEpoch, entries } = claimed;
      const end = endOf(watch, gameOfMatch(games, header), header, entries);
      if ('ending' in end)
        return (await matches.finish(matchId, end.ending)) === 'recorded' ? 'finished' : undefined;
      const sequence = entries.length + 1;
      await matches.abandon(matchId, ownerEpoch, { kind: 'end', sequence, at: now(), reason: end.reason });
      return 'abandoned';
    } catch (error) {
      if (error instanceof OwnershipLost) return undefined; // another process owns the match now
      throw error;
    }
  }

  /** The session was terminated, or is older than GameLift's memory. */
  async function isGone(gameSessionId: GameSessionId): Promise<boolean> {
    try {
      const { GameSessions } = await gamelift
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
  attendedAt === undefined || attendedAt < at - unattendedMilliseconds;

/** Whether a match continues by its clocks while no process has it. */
const canSleep = <State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
): boolean => sleepsUnattended(match) || endsByClock(match);

type End = { readonly ending: MatchEnding } | { readonly reason: AbandonReason };

const hasEnded = (end: End): boolean => 'ending' in end || end.reason === 'rules-failed';

/** How a match ends by its own log: with its result, or without one when the log has none. */
function endOf(
  watch: RulesWatch,
  game: Game | undefined,
  header: MatchHeader,
  entries: readonly LogEntry[],
): End {
  const lost = { reason: 'server-lost' } as const;
  if (game === undefined) return lost;
  try {
    const { ending } = watch.run(() =>
      watch.over(game).with((typed) => ({ ending: replay(typed, header, entries).ending })),
    );
    return ending === undefined ? lost : { ending };
  } catch (error) {
    if (!(error instanceof ReplayError) && !(error instanceof RulesFailure)) throw error;
    log('warn', 'the log of a match cannot be replayed', { matchId: header.matchId, error });
    return error instanceof RulesFailure ? { reason: 'rules-failed' } : lost;
  }
}
