import { type Context } from 'hono';
import { type PlayerId, playerId } from '../../../core/ids';
import { type HttpEnv } from './app';
import { ApiProblem } from './problem';

/** Who asks, as the authorizer verified it. */
export interface Caller {
  readonly playerId: PlayerId;
  /** The session (refresh family) that the access token was made for. */
  readonly sessionId: string | undefined;
}

/**
 * Who sent this request. Read only from the authorizer's claims: nothing that a client writes into headers or
 * body says who it is.
 * @throws ApiProblem `unauthorized` when a route that asks for a player is reached without one
 */
export function callerOf(c: Context<HttpEnv>): Caller {
  const claims = c.env.event.requestContext.authorizer?.jwt?.claims ?? {};
  const { sub, sid } = claims;
  if (typeof sub !== 'string') throw new ApiProblem('unauthorized');
  try {
    return { playerId: playerId(sub), sessionId: typeof sid === 'string' ? sid : undefined };
  } catch {
    throw new ApiProblem('unauthorized', 'The token names no player.');
  }
}
