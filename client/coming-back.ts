import { type Result } from '../contract/realtime/to-player';
import { pause } from '../core/clock';
import { messageOf } from '../core/message-of';
import { ApiError, type MatchAbandoned } from './errors';
import { type WayBack } from './live-match-events';
import { type RealtimeEndpoint } from './realtime/line';
import { type Transports } from './transports';

/**
 * Pauses between attempts to come back; the last one repeats. A cut connection keeps its place until the
 * server misses pongs. A Retry-After in an answer takes precedence.
 */
const rejoinMs = [200, 400, 800, 1600, 3200, 5000];
/**
 * The time for which a client tries to come back: a match whose server is gone waits this long for its
 * players.
 */
const comeBackMs = 300_000;

/** How the attempts to reconnect to a match ended. */
export type Return =
  | { readonly kind: 'restored' }
  /** The player left in the meantime. */
  | { readonly kind: 'left' }
  | { readonly kind: 'ended'; readonly ending: Result | MatchAbandoned | undefined; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** The client, as the attempts to reconnect use it. `connect` rejects when the server cannot be reached. */
export interface ReturnParts {
  readonly transports: Transports;
  readonly back: WayBack;
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
export async function comeBack(parts: ReturnParts, lostBecause: string, silent: boolean): Promise<Return> {
  const { transports, back } = parts;
  let [last, unresponsive] = [lostBecause, silent];
  let retryAfterMs: number | undefined;
  const until = transports.now() + comeBackMs;
  for (let tries = 0; transports.now() < until; tries += 1) {
    await pause(transports, retryAfterMs ?? rejoinMs[Math.min(tries, rejoinMs.length - 1)] ?? 0);
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
