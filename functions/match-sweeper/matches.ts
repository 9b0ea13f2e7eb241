import {
  DescribeGameSessionsCommand,
  type GameLiftClient,
  type GameSessionStatus,
} from '@aws-sdk/client-gamelift';
import { type Game } from '../../core/define';
import { type GameName, type GameSessionId, type MatchId } from '../../core/ids';
import { type AbandonReason, type LogEntry, type MatchHeader, type MatchOutcome } from '../../core/match/log';
import { replay, ReplayError } from '../../core/match/match';
import { RulesFailure } from '../../core/match/rules-failure';
import { RulesWatch } from '../../definition/rules-watch';
import { type MatchStore, OwnershipLost } from '../../store/matches';
import { isRefusal } from '../shared/aws/failures';
import { log } from '../shared/log';

export interface MatchSweepDependencies {
  readonly matches: MatchStore;
  readonly gamelift: GameLiftClient;
  readonly games: ReadonlyMap<GameName, Game>;
  /** Epoch milliseconds. */
  now(): number;
}

export interface MatchSweep {
  /** Active matches whose game session was asked about. */
  readonly attended: number;
  /** Those that had ended by their log, but whose result nobody had recorded. */
  readonly finished: number;
  /** Those that nobody can go on with. */
  readonly abandoned: number;
}

/** A match that was claimed, or found alive, so recently is left alone. */
export const unattendedMilliseconds = 120_000;
/**
 * One sweep's worth, few enough for GameLift's limits of calls a second; the next sweep takes those that wait
 * longest.
 */
const mostMatches = 100;
const atOnce = 5;
/** The rules have this long for a whole log, so that one match does not keep a sweep from the others. */
const rulesMilliseconds = 3_000;

const gone: ReadonlySet<GameSessionStatus> = new Set<GameSessionStatus>(['TERMINATED', 'ERROR']);

/**
 * Ends active matches whose game session is gone: by the result that their log holds, when their process died
 * before it had recorded it; else as abandoned, without a result. Every write is conditional on what was
 * read, so that a sweep that comes twice, late, or beside another, or beside a process that still plays, does
 * no harm.
 */
export async function sweepMatches({
  matches,
  gamelift,
  games,
  now,
}: MatchSweepDependencies): Promise<MatchSweep> {
  const waiting = [...(await matches.unattended(now() - unattendedMilliseconds, mostMatches))];
  const attended = waiting.length;
  const counts = { finished: 0, abandoned: 0 };
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
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
  if (attended > 0) log('info', 'swept matches', { attended, ...counts });
  return { attended, ...counts };

  async function attendTo(id: MatchId): Promise<'finished' | 'abandoned' | undefined> {
    const at = now();
    const match = await matches.get(id);
    if (match?.status !== 'active') return undefined; // the index is behind its table
    if (!(await isGone(match.gameSessionId))) {
      await matches.attend(id, match.ownerEpoch, at);
      return undefined;
    }
    const end = endOf(games.get(match.header.game), match.header, await matches.log(id));
    if ('reason' in end)
      return (await matches.abandon(id, match.ownerEpoch, match.lastSequence, end.reason))
        ? 'abandoned'
        : undefined;
    try {
      return (await matches.finish(id, match.ownerEpoch, end.outcome)) === 'recorded'
        ? 'finished'
        : undefined;
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

/** How a match ends by its own log: with its result, or, where the log holds none, without one. */
function endOf(
  game: Game | undefined,
  header: MatchHeader,
  entries: readonly LogEntry[],
): { readonly outcome: MatchOutcome } | { readonly reason: AbandonReason } {
  const lost = { reason: 'server-lost' } as const;
  if (game === undefined) return lost;
  const watch = new RulesWatch(rulesMilliseconds);
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
