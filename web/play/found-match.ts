import { ApiError } from '../../client/errors';
import { type FollowOptions, type FoundMatch, type Player } from '../../client/index';
import { type Wanted } from './wanted';

/**
 * Opens a ticket and follows it. A player has one search: where another tab has opened it, that one is
 * followed.
 * @param onOther called before another tab's is followed: it may be for another match
 * @throws as `Player.findMatch`
 */
export async function foundMatch(
  player: Pick<Player, 'findMatch' | 'followTicket'>,
  wanted: Wanted,
  options: FollowOptions,
  onOther: () => void = () => undefined,
): Promise<FoundMatch> {
  try {
    return await player.findMatch({ ...wanted, ...options });
  } catch (error) {
    const ticketId = openTicket(error);
    if (ticketId === undefined) throw error;
    onOther();
    return player.followTicket(ticketId, options);
  }
}

/** The ticket of this player that is in the way of another one. */
function openTicket(error: unknown): string | undefined {
  if (!(error instanceof ApiError) || error.code !== 'ticket-open') return undefined;
  const { ticketId } = error.problem;
  return typeof ticketId === 'string' ? ticketId : undefined;
}
