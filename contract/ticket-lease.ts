/**
 * The lease of an open ticket. A client renews it by asking for its ticket. The ticket of a client that was
 * killed would otherwise take the next player into a match without an opponent.
 */

/**
 * A renewal is written at most once in this time, in ms. Clients ask about once a second, and each write
 * costs two units: the row and its place in the index of open tickets.
 */
export const renewalMs = 20_000;

/**
 * A ticket whose newest renewal is older ends, in ms. So a client may be silent for at least 70 s. Browsers
 * run the timers of a hidden page once a minute (Chrome, "intensive throttling"): its search must live on.
 */
export const ticketLeaseMs = 90_000;

/** The schedule of the sweeper that ends such tickets, in ms. */
export const sweepMs = 60_000;
