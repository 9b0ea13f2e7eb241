import { type Context } from 'hono';
import { type PlayerId, playerId } from '../../../core/ids';
import { type HttpEnv } from './app';
import { ApiProblem } from './problem';

/** The caller, as the authorizer verified it. */
export interface Caller {
  readonly playerId: PlayerId;
  /** The session (refresh family) that the access token was made for. */
  readonly sessionId: string | undefined;
}

/**
 * The caller of this request. It is read only from the authorizer's claims: headers and body of a client are
 * not evidence of an identity.
 * @throws ApiProblem `unauthorized` when a route that needs a player is reached without one
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
