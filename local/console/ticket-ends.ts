import { type TicketEnd } from '../../contract/ticket-ends';
import { type ConsoleTicketStep } from '../../contract/console/tickets';
import { type MatchStatus } from '../../core/match/log';

/** Why a ticket ended; undefined where GameLift's own message says it. */
const words: Readonly<Record<TicketEnd, string | undefined>> = {
  cancelled: 'Its player cancelled it, or closed or reloaded the page that searched.',
  'not-asked-for': 'Its client had not asked for it for more than a minute: the sweeper ended it.',
  'match-left': 'Another player left the match while it waited for a server.',
  'not-accepted': 'Its player rejected the proposed match, or did not answer in time.',
  'timed-out': undefined,
  'player-removed': 'Its player was banned or deleted.',
  failed: undefined,
};

/** GameLift calls the end of such a ticket a request, or an unexpected error: only the row has the reason. */
export const ticketEndWords = (endedBecause: TicketEnd | undefined): string | undefined =>
  endedBecause === undefined ? undefined : words[endedBecause];

/** The state of a completed ticket's match. */
export const matchWords: Readonly<Record<MatchStatus, string>> = {
  active: 'it has matched, and its match is being played',
  finished: 'it has matched, and its match has ended',
  abandoned: 'it has matched, and its match ended without a result',
};

/** The last steps of tickets that the backend ended: a match whose placement it stopped “failed”. */
const ends: ReadonlySet<string> = new Set(['MatchmakingCancelled', 'MatchmakingFailed']);

/**
 * The steps of a ticket, of which the last has the reason of its end.
 * @param end undefined: that of the steps
 */
export function endedSteps(
  steps: readonly ConsoleTicketStep[],
  end: string | undefined,
): readonly ConsoleTicketStep[] {
  const last = steps.at(-1);
  if (end === undefined || last === undefined || !ends.has(last.what)) return steps;
  return [...steps.slice(0, -1), { ...last, says: `ended: ${end}` }];
}
