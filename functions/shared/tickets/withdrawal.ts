import {
  DescribeMatchmakingCommand,
  type GameLiftClient,
  StopMatchmakingCommand,
} from '@aws-sdk/client-gamelift';
import { hasEnded, type TicketStatus } from '../../../contract/ticket-status';
import { type MatchId } from '../../../core/ids';
import { type MatchStore } from '../../../store/matches';
import { type TicketRecord } from '../../../store/ticket-record';
import { isRefusal } from '../aws/failures';
import { ticketStatusOf } from '../flexmatch/ticket-status';

/** The result of withdrawing a ticket from matchmaking. */
export type Withdrawal =
  /** FlexMatch does not search for it any more. */
  | { readonly kind: 'stopped' }
  /** Its match was being placed, and is void now. */
  | { readonly kind: 'voided'; readonly matchId: MatchId }
  /** FlexMatch ended it before. */
  | { readonly kind: 'ended'; readonly status: TicketStatus }
  /**
   * Its match is being placed. Only FlexMatch's events name the match, and that event has not arrived yet.
   */
  | { readonly kind: 'unnamed' }
  /** A server has claimed its match. */
  | { readonly kind: 'begun' };

/**
 * Takes a ticket out of matchmaking. FlexMatch does not stop a ticket whose match is being placed: such a
 * match becomes void, unless a server has claimed it. The row of the ticket is left to the caller.
 * @throws GameLift's error
 */
export async function withdrawTicket(
  {
    gamelift,
    matches,
  }: { readonly gamelift: GameLiftClient; readonly matches: Pick<MatchStore, 'voidBeforeBegin'> },
  { ticketId, made }: Pick<TicketRecord, 'ticketId' | 'made'>,
): Promise<Withdrawal> {
  try {
    await gamelift.send(new StopMatchmakingCommand({ TicketId: ticketId }));
    return { kind: 'stopped' };
  } catch (error) {
    // NotFound: the ticket never reached FlexMatch, or FlexMatch has forgotten it.
    if (isRefusal(error, 'NotFoundException')) return { kind: 'stopped' };
    if (!isRefusal(error, 'InvalidRequestException')) throw error;
    const { TicketList } = await gamelift.send(new DescribeMatchmakingCommand({ TicketIds: [ticketId] }));
    const status = ticketStatusOf(TicketList?.[0]?.Status);
    if (status !== undefined && hasEnded(status)) return { kind: 'ended', status };
    if (status !== 'placing') throw error;
    if (made === undefined) return { kind: 'unnamed' };
    return (await matches.voidBeforeBegin(made)) === 'begun'
      ? { kind: 'begun' }
      : { kind: 'voided', matchId: made };
  }
}
