import { ApiError } from '../../client/errors';
import { account, takeFirstMe } from './account';
import { takeLeftSearch } from './left-search';
import { beginAnew, resumeSearch, search } from './search';

/**
 * Continues the search of this tab when its page was reloaded: one that the page cancelled begins again, one
 * whose match was being opened opens it. A search that its player left stays cancelled.
 */
export async function continueLeftSearch(): Promise<void> {
  const left = takeLeftSearch();
  const { player } = account.value ?? {};
  if (left === undefined || player === undefined) return;
  // It was read before the search changes here.
  takeFirstMe();
  const { ticketId, game, options, state } = left;
  if (state === 'matched') {
    // A page that the browser has kept still follows it.
    if (search.value === undefined) resumeSearch({ ticketId, game });
    return;
  }
  const isCancelled = state === 'cancelled';
  try {
    // Once more: the page may have come back before its last request has arrived.
    await player.cancelTicket(ticketId);
    // The page stays where it was: the search may have continued behind the games.
    if (!isCancelled) beginAnew({ game, options });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // It has found its match meanwhile.
    if (error.code === 'ticket-ended' || error.code === 'ticket-placing') resumeSearch({ ticketId, game });
    if (isCancelled) search.value?.cancel();
  }
}
