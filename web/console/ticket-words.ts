import { type ConsoleTicketRow } from '../../contract/console/tickets';
import { type TicketEnd } from '../../contract/ticket-ends';
import { type TicketStatus } from '../../contract/ticket-status';

type Ended = Exclude<TicketEnd, TicketStatus>;

/** The ends that no status says, in words. */
const words: Readonly<Record<Ended, string>> = {
  'not-asked-for': 'not asked for',
  'match-left': 'match left',
  'not-accepted': 'not accepted',
  'player-removed': 'player removed',
};

const isEnded = (end: TicketEnd | TicketStatus): end is Ended => Object.hasOwn(words, end);

/** The state of a ticket in the product's own words, and GameLift's where it has another one. */
export function ticketWords({ recorded, status }: Pick<ConsoleTicketRow, 'recorded' | 'status'>): {
  readonly own: string;
  readonly gameLift?: string;
} {
  const gameLift = status.toLowerCase().replaceAll('_', ' ');
  if (recorded === undefined) return { own: gameLift };
  const end = recorded.endedBecause ?? recorded.status;
  const own = isEnded(end) ? words[end] : end.replaceAll('-', ' ');
  return own === gameLift ? { own } : { own, gameLift };
}
