import { type Result } from '../contract/realtime/to-player';
import { pause } from '../core/clock';
import { messageOf } from '../core/message-of';
import { ApiError, type MatchAbandoned } from './errors';
import { type RejoinRequests } from './live-match-events';
import { type RealtimeEndpoint } from './realtime/line';
import { type Transports } from './transports';

/**
 * Pauses in milliseconds between attempts to reconnect; the last one repeats. A cut connection keeps its
 * place until the server misses pongs. A Retry-After in an answer takes precedence.
 */
const pausesMs = [200, 400, 800, 1600, 3200, 5000];
/**
 * Milliseconds for which a client tries to reconnect: a match whose server is gone waits this long for its
 * players.
 */
const reconnectMs = 300_000;

/** How the attempts to reconnect to a match ended. */
export type Reconnection =
  | { readonly kind: 'restored' }
  /** The player left in the meantime. */
  | { readonly kind: 'left' }
  | { readonly kind: 'ended'; readonly ending: Result | MatchAbandoned | undefined; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** The client, as the attempts to reconnect use it. `connect` rejects when the server cannot be reached. */
export interface ReconnectParts {
  readonly transports: Transports;
  readonly back: RejoinRequests;
  connect(endpoint: RealtimeEndpoint): Promise<void>;
  /** False once the player has left. */
  isWanted(): boolean;
}

/**
 * Requests new player sessions of the seat and connects with them, until that succeeds or cannot succeed any
 * more.
 * @param lostBecause why the connection was lost
 * @param silent the server does not answer, although the connection is open
 */
export async function reconnect(
  parts: ReconnectParts,
  lostBecause: string,
  silent: boolean,
): Promise<Reconnection> {
  const { transports, back } = parts;
  let [last, unresponsive] = [lostBecause, silent];
  let retryAfterMs: number | undefined;
  const until = transports.now() + reconnectMs;
  for (let tries = 0; transports.now() < until; tries += 1) {
    await pause(transports, retryAfterMs ?? pausesMs[Math.min(tries, pausesMs.length - 1)] ?? 0);
    retryAfterMs = undefined;
    if (!parts.isWanted()) return { kind: 'left' };
    try {
      const endpoint = await back.rejoin(unresponsive);
      // The next request reports a server that could not be connected to.
      unresponsive = true;
      await parts.connect(endpoint);
      return { kind: parts.isWanted() ? 'restored' : 'left' };
    } catch (error) {
      if (error instanceof ApiError && error.retryAfter !== undefined) retryAfterMs = error.retryAfter * 1000;
      if (error instanceof ApiError && error.code === 'match-ended')
        return { kind: 'ended', ending: await back.ending(), reason: error.message };
      last = messageOf(error);
    }
  }
  return { kind: 'failed', reason: `could not come back: ${last}` };
}
