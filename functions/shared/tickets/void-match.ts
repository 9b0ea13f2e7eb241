import { type GameLiftClient, StopGameSessionPlacementCommand } from '@aws-sdk/client-gamelift';
import { type MatchId } from '../../../core/ids';
import { type MatchStore } from '../../../store/matches';
import { type TicketChange, type TicketRecord } from '../../../store/ticket-record';
import { type TicketStore } from '../../../store/tickets';
import { isRefusal } from '../aws/failures';
import { log } from '../log';

/** The end of the tickets whose match another player left while it waited for a server. */
export const matchLeft = {
  status: 'cancelled',
  endedBecause: 'match-left',
  reason: 'Another player left the match before it began.',
} as const satisfies Partial<TicketChange>;

/**
 * Gives up the place of a void match in the queue. The placement of a match has the id of the match: AWS does
 * not document that. Where it is not so, or a server has the match already, the server ends it when it
 * starts.
 */
export async function stopPlacement(gamelift: GameLiftClient, matchId: MatchId): Promise<void> {
  try {
    await gamelift.send(new StopGameSessionPlacementCommand({ PlacementId: matchId }));
  } catch (error) {
    if (isRefusal(error, 'NotFoundException', 'InvalidRequestException')) return;
    // The match is void in any case: its players need not wait for this.
    log('warn', 'the placement of a void match could not be stopped', { matchId, error });
  }
}

/** The stores and services that end the tickets of a void match. */
export interface VoidMatchParts {
  readonly gamelift: GameLiftClient;
  readonly tickets: Pick<TicketStore, 'change'>;
  readonly matches: Pick<MatchStore, 'isVoid'>;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * Ends a ticket whose match became void while it waited for a server. It also completes the work of a process
 * that died after it had made the match void.
 * @returns false when the match is not void
 */
export async function endTicketOfVoidMatch(
  { gamelift, tickets, matches, now }: VoidMatchParts,
  { ticketId, status, made }: TicketRecord,
): Promise<boolean> {
  if (status !== 'placing' || made === undefined || !(await matches.isVoid(made))) return false;
  await tickets.change({ ticketId, at: now(), ...matchLeft, decided: true });
  await stopPlacement(gamelift, made);
  return true;
}
