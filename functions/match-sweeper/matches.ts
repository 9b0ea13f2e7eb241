import {
  DescribeGameSessionsCommand,
  type GameLiftClient,
  type GameSessionStatus,
} from '@aws-sdk/client-gamelift';
import { type Game, gameOfMatch } from '../../core/define';
import { type GameName, type GameSessionId, type MatchId } from '../../core/ids';
import { type Json } from '../../core/json';
import { type AbandonReason, type LogEntry, type MatchHeader, type MatchOutcome } from '../../core/match/log';
import { type Match, replay, ReplayError } from '../../core/match/match';
import { RulesFailure } from '../../core/match/rules-failure';
import { endsByClock, sleepsUnattended } from '../../core/match/sleep';
import { type Interruptible, RulesWatch } from '../../definition/rules-watch';
import { type MatchRecord, type MatchStore, OwnershipLost } from '../../store/matches';
import { isRefusal } from '../shared/aws/failures';
import { log } from '../shared/log';
import { type MatchWriter, openWriter } from '../shared/matches/writer';

export interface MatchSweepDependencies {
  readonly matches: MatchStore;
  readonly gamelift: GameLiftClient;
  readonly games: ReadonlyMap<GameName, Game>;
  /** What ends rules that do not return; V8 where it is absent. */
  readonly interruptible?: Interruptible;
  /** Epoch milliseconds. */
  now(): number;
  /** A new id: the seed of a bot's chance. */
  newId(): string;
}

export interface MatchSweep {
  /** Active matches that were looked at. */
  readonly attended: number;
  /** Those whose process is gone: they sleep until a player comes back. */
  readonly asleep: number;
  /** Those that had ended by their log, but whose result nobody had recorded. */
  readonly finished: number;
  /** Those that no player came back to. */
  readonly abandoned: number;
}

/** A match that was claimed, or found alive, so recently is left alone. */
export const unattendedMilliseconds = 120_000;
/**
 * The owner of a match whose clocks run says so every minute or more often, or writes to its log. One that
 * has done neither for so long is lost, whatever GameLift says of its process.
 */
export const lostOwnerMilliseconds = 300_000;
/** A match that no clock can end, and whose process is gone, waits so long for a player. */
export const asleepMilliseconds = 600_000;
/** A placement that no player asks about any more is given up after this: queues time out earlier. */
export const placingMilliseconds = 600_000;
/** A sweep begins with no further match after this; the next goes on with those that wait longest. */
const sweepMilliseconds = 40_000;
/** Few enough for GameLift's limits of calls a second. */
const atOnce = 5;
/** The rules have this long for a whole log, so that one match does not keep a sweep from the others. */
const rulesMilliseconds = 3_000;
const claimant = { functionName: 'match-sweeper' } as const;

const gone: ReadonlySet<GameSessionStatus> = new Set<GameSessionStatus>(['TERMINATED', 'ERROR']);

/**
 * Looks at active matches that nobody attended. A match that has ended by its log gets its result. One whose
 * server is lost waits for a player; where none comes it sleeps, its clocks run, and its timeouts are written
 * here. One that no clock can end is abandoned.
 *
 * The sweeper writes to a log only after a claim of its own, or while it is nobody's. So a sweep that comes
 * twice, late, or beside another, or beside a process that still plays, does no harm.
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
            // One match's trouble is not the others': it is looked at again at the next sweep.
            log('error', 'a match could not be attended to', { matchId: id, error });
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
    // The index is behind its table.
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
        // Ended by its log, or by rules that cannot go on: no player has anything to come back to.
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
        // The log decides: somebody may have played since the row was written.
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

  /** A sleeping match: times out what is due, warns whose time runs low, and is looked at again in time. */
  async function keepTime(
    writer: MatchWriter,
    match: MatchRecord,
    at: number,
  ): Promise<'finished' | 'abandoned' | undefined> {
    const written = await writer.catchUp(at);
    if (written === 'ended') return 'abandoned';
    if (written === 'overtaken') return undefined; // somebody goes on with it: the next sweep looks again
    if (!writer.isOver) {
      await matches.attend(match, (await writer.warn(at)) ?? at);
      return undefined;
    }
    const recorded = await writer.recordResult();
    return recorded === undefined ? settle(match) : recorded === 'recorded' ? 'finished' : undefined;
  }

  /** No claim, no entry and no word of its owner for a while. */
  async function isSilent({ header, hosting, aliveAt = 0 }: MatchRecord, at: number): Promise<boolean> {
    const before = at - lostOwnerMilliseconds;
    if (Math.max(hosting.since, aliveAt) > before) return false;
    return ((await matches.newest(header.matchId))?.at ?? 0) <= before;
  }

  /**
   * A match whose process was lost without laying it down: its clocks run from now on. The claim charges them
   * up to the last sign of life, and fences a process that is only frozen.
   */
  async function layToSleep({ header }: MatchRecord): Promise<'asleep' | undefined> {
    const claimed = await matches.takeOver(header.matchId, claimant);
    if (claimed?.status !== 'active') return undefined;
    const written = await writerOf(header, claimed.entries)?.sleep();
    return written === 'written' ? 'asleep' : undefined;
  }

  /** Undefined when the match cannot be folded: `settle` says how it ends. */
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

  /** Ends a match that nobody goes on with: by its log, or without a result. */
  async function settle({ header }: MatchRecord): Promise<'finished' | 'abandoned' | undefined> {
    const { matchId } = header;
    try {
      const claimed = await matches.takeOver(matchId, claimant);
      if (claimed?.status !== 'active') return undefined;
      const { ownerEpoch, entries } = claimed;
      const end = endOf(watch, gameOfMatch(games, header), header, entries);
      if ('outcome' in end)
        return (await matches.finish(matchId, end.outcome)) === 'recorded' ? 'finished' : undefined;
      const sequence = entries.length + 1;
      await matches.abandon(matchId, ownerEpoch, { kind: 'end', sequence, at: now(), reason: end.reason });
      return 'abandoned';
    } catch (error) {
      if (error instanceof OwnershipLost) return undefined; // somebody goes on with it
      throw error;
    }
  }

  /** Terminated, or older than GameLift remembers. */
  async function isGone(gameSessionId: GameSessionId): Promise<boolean> {
    try {
      const { GameSessions } = await gamelift.send(
        new DescribeGameSessionsCommand({ GameSessionId: gameSessionId }),
      );
      const status = GameSessions?.[0]?.Status;
      return status === undefined || gone.has(status);
    } catch (error) {
      if (isRefusal(error, 'NotFoundException')) return true;
      throw error;
    }
  }
}

/**
 * False for a match that a function has hastened meanwhile: it may still be at work there, and is dead when the
 * match is due.
 */
const isDue = ({ attendedAt }: MatchRecord, at: number): boolean =>
  attendedAt === undefined || attendedAt < at - unattendedMilliseconds;

/** True for a match that goes on by its clocks while no process has it. */
const canSleep = <State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
): boolean => sleepsUnattended(match) || endsByClock(match);

type End = { readonly outcome: MatchOutcome } | { readonly reason: AbandonReason };

const hasEnded = (end: End): boolean => 'outcome' in end || end.reason === 'rules-failed';

/** How a match ends by its own log: with its result, or, where the log holds none, without one. */
function endOf(
  watch: RulesWatch,
  game: Game | undefined,
  header: MatchHeader,
  entries: readonly LogEntry[],
): End {
  const lost = { reason: 'server-lost' } as const;
  if (game === undefined) return lost;
  try {
    const { outcome } = watch.run(() =>
      watch.over(game).with((typed) => ({ outcome: replay(typed, header, entries).outcome })),
    );
    return outcome === undefined ? lost : { outcome };
  } catch (error) {
    if (!(error instanceof ReplayError) && !(error instanceof RulesFailure)) throw error;
    log('warn', 'the log of a match cannot be replayed', { matchId: header.matchId, error });
    return error instanceof RulesFailure ? { reason: 'rules-failed' } : lost;
  }
}
