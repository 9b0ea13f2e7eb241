import { type Game } from '../../core/define';
import { type AbandonReason, type LogEntry, type MatchEnding, type MatchHeader } from '../../core/match/log';
import { replay, ReplayError } from '../../core/match/match';
import { RulesFailure } from '../../core/match/rules-failure';
import { type RulesWatch } from '../../definition/rules-watch';
import { log } from '../shared/log';

export type LoggedEnd = { readonly ending: MatchEnding } | { readonly reason: AbandonReason };

/** Whether a match has ended by its log, or its rules failed: a player has nothing to come back to. */
export const isEndOfMatch = (end: LoggedEnd): boolean => 'ending' in end || end.reason === 'rules-failed';

/** How a match ends by its own log: with its result, or without one when the log has none. */
export function loggedEnd(
  watch: RulesWatch,
  game: Game | undefined,
  header: MatchHeader,
  entries: readonly LogEntry[],
): LoggedEnd {
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
