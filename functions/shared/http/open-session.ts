import { type Context } from 'hono';
import { type SessionStore } from '../../../store/sessions';
import { bannedProblem } from '../identity/bans';
import { type HttpEnv } from './app';
import { type Caller, callerOf } from './claims';
import { ApiProblem } from './problem';

/** The store and clock by which a session is checked. */
export interface SessionParts {
  readonly sessions: Pick<SessionStore, 'stateOf'>;
  /** Epoch milliseconds. */
  now(): number;
}

/** A caller whose session is open. */
export interface SignedIn extends Caller {
  /** When all sessions of the player before this one ended, if they did. Epoch milliseconds. */
  readonly othersEndedAt?: number;
}

/**
 * The caller of a route that needs an open session (contract/rest/declaration.ts). The authorizer takes an
 * access token until it expires. So the holder of a stolen token could act for minutes after the player ended
 * its session.
 * @throws ApiProblem `unauthorized` when the session has ended; `player-banned`, `player-not-found`
 */
export async function signedInCaller(
  { sessions, now }: SessionParts,
  c: Context<HttpEnv>,
): Promise<SignedIn> {
  const caller = callerOf(c);
  if (caller.sessionId === undefined) throw sessionEnded();
  const state = await sessions.stateOf(caller.playerId, caller.sessionId, Math.floor(now() / 1000));
  switch (state.kind) {
    case 'open': {
      const { othersEndedAt } = state;
      return { ...caller, ...(othersEndedAt === undefined ? {} : { othersEndedAt }) };
    }
    case 'banned':
      throw bannedProblem(state.ban);
    case 'deleted':
      throw new ApiProblem('player-not-found');
    case 'ended':
      throw sessionEnded();
  }
}

/** The session ended, or all of the player's did, as with a ban or deletion. */
export const sessionEnded = (): ApiProblem =>
  new ApiProblem('unauthorized', 'The session of the token has ended.');
