import { type Seat } from '../../core/ids';
import { type MatchEvent } from '../../core/match/match-event';

/** An entry of a log, as far as it tells how a match ended. */
export type Ending = Pick<MatchEvent, 'action' | 'seat'>;

/** The seat that called a match off; undefined: it ended in another way, or its last entry is not known. */
export function calledOffBy(entries: readonly Ending[]): Seat | undefined {
  const last = entries.at(-1);
  return last?.action.kind === 'abort' ? (last.seat ?? undefined) : undefined;
}

/** Why a match is not counted. @param reason of its result */
export const voidWords = (reason: string | undefined): string =>
  reason === 'aborted'
    ? 'A match that is called off before every seat has played has no winner.'
    : 'A seat never played: the match has no winner.';
