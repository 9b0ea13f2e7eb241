import { browserTransports } from '../../client/browser-transports';
import { ApiError } from '../../client/errors';
import { type FollowOptions, type FoundMatch, type Player } from '../../client/index';
import { type Clock, pause } from '../../core/clock';
import { isUnanswered } from './unanswered';
import { type Wanted } from './wanted';

/** How long a search waits for a connection before its ticket, and the pause between two attempts, in ms. */
const outage = { maxMs: 120_000, pause: 1000 };

/**
 * Opens a ticket and follows it. A player has one search: where another tab has opened it, that one is
 * followed. Without a connection it is opened when the connection is back; later no player may be there.
 * @param onOther called before another tab's is followed: it may be for another match
 * @throws as `Player.findMatch`
 */
export async function searchMatch(
  player: Pick<Player, 'findMatch' | 'followTicket'>,
  wanted: Wanted,
  options: FollowOptions,
  onOther: () => void = () => undefined,
  clock: Clock = browserTransports,
): Promise<FoundMatch> {
  const until = clock.now() + outage.maxMs;
  for (;;)
    try {
      return await player.findMatch({ ...wanted, ...options });
    } catch (error) {
      const ticketId = openTicket(error);
      if (ticketId !== undefined) {
        onOther();
        return player.followTicket(ticketId, options);
      }
      if (!isUnanswered(error) || options.signal?.aborted === true || clock.now() >= until) throw error;
      await pause(clock, outage.pause);
    }
}

/** The ticket of this player that is in the way of another one. */
function openTicket(error: unknown): string | undefined {
  if (!(error instanceof ApiError) || error.code !== 'ticket-open') return undefined;
  const { ticketId } = error.problem;
  return typeof ticketId === 'string' ? ticketId : undefined;
}
