import { type OpenSession } from '../../store/session-row';
import { type Caller } from '../shared/http/claims';
import { ApiProblem } from '../shared/http/problem';
import { secretHashOf, sameHash } from '../shared/identity/secrets';
import { type PlayersDependencies } from './dependencies';

/** How long after a sign-in an account may be changed, in seconds. */
export const freshSeconds = 600;

/**
 * The caller's session, if it may change the account. An access token alone is not enough: it travels with
 * every request, and is valid for minutes after its session has ended.
 * @param refreshToken the session's, in place of a recent sign-in
 * @throws ApiProblem `sign-in-required`
 */
export async function freshSession(
  { sessions, now }: Pick<PlayersDependencies, 'sessions' | 'now'>,
  { playerId, sessionId }: Caller,
  refreshToken?: string,
): Promise<OpenSession> {
  const nowSeconds = Math.floor(now() / 1000);
  const session =
    sessionId === undefined ? undefined : await sessions.openSession(playerId, sessionId, nowSeconds);
  if (session === undefined) throw new ApiProblem('sign-in-required', 'The session has ended.');
  const proved =
    refreshToken === undefined
      ? nowSeconds - session.openedAt <= freshSeconds
      : sameHash(secretHashOf(refreshToken), session.currentHash);
  if (!proved) throw new ApiProblem('sign-in-required');
  return session;
}
