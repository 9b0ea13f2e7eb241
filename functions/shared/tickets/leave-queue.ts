import { type GameLiftClient, StopMatchmakingCommand } from '@aws-sdk/client-gamelift';
import { type PlayerId } from '../../../core/ids';
import { type TicketStore } from '../../../store/tickets';
import { isRefusal } from '../aws/failures';

/** The stores and services that end a player's open ticket. */
export interface LeaveQueueParts {
  readonly tickets: Pick<TicketStore, 'openTicketOf' | 'change'>;
  readonly gamelift: GameLiftClient;
  /** Epoch milliseconds. */
  now(): number;
}

/** Why the player leaves: players read it at the ticket. */
export type Removal = 'banned' | 'deleted';

const reasons = {
  banned: 'The player is banned.',
  deleted: 'The player was deleted.',
} as const satisfies Record<Removal, string>;

/**
 * Ends the open ticket of a player who was banned or deleted, so that no player is matched with one who may
 * not come. The ban or deletion is written before: a ticket that is opened later is refused.
 * @returns `placing` when its match is being placed: the match ends when a server claims it
 * @throws GameLift's error
 */
export async function leaveQueue(
  { tickets, gamelift, now }: LeaveQueueParts,
  playerId: PlayerId,
  removal: Removal,
): Promise<'cancelled' | 'placing' | 'none'> {
  const ticket = await tickets.openTicketOf(playerId);
  if (ticket === undefined) return 'none';
  const { ticketId } = ticket;
  try {
    await gamelift.send(new StopMatchmakingCommand({ TicketId: ticketId }));
  } catch (error) {
    if (isRefusal(error, 'InvalidRequestException')) return 'placing';
    if (!isRefusal(error, 'NotFoundException')) throw error;
  }
  const reason = reasons[removal];
  await tickets.change({ ticketId, at: now(), status: 'cancelled', reason, endedBecause: 'player-removed' });
  return 'cancelled';
}
