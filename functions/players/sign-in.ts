import { type z } from '@hono/zod-openapi';
import { createSession, deleteSession, type signInSchema } from '../../contract/rest/sessions';
import { accessTokenSeconds } from '../../contract/tokens';
import { playerId } from '../../core/ids';
import { type HttpApp } from '../shared/http/app';
import { limitAttempts } from '../shared/http/attempts';
import { callerOf } from '../shared/http/claims';
import { signedInCaller } from '../shared/http/open-session';
import { ApiProblem } from '../shared/http/problem';
import { refuseBanned } from '../shared/identity/bans';
import { type PlayersDependencies } from './dependencies';
import { accountByIdentity, accountBySecret } from './proved-account';
import { openSession, refreshSession, type Session } from './session-tokens';

/** Adds the routes of sessions: signing in with a secret or an identity, refreshing, signing out. */
export function addSessionRoutes(app: HttpApp, dependencies: PlayersDependencies): void {
  const { players, sessions, accounts, signingKeys, issuer } = dependencies;
  const { attemptsPerAddress, addressOf, now, signAccessToken } = dependencies;

  app.openapi(createSession.schemas, async (c) => {
    const nowSeconds = Math.floor(now() / 1000);
    const body = c.req.valid('json');
    // A refresh does not count as an attempt: 256 random bits cannot be guessed, and players of one household
    // refresh all day.
    if (!('refreshToken' in body))
      await limitAttempts(players, 'sign-in', addressOf(c), attemptsPerAddress, nowSeconds);
    // Keys are read before anything is rotated: a session must not be lost because no token can be signed.
    const keys = await signingKeys.read();
    if (keys === undefined) throw new ApiProblem('no-signing-keys', undefined, {}, { 'retry-after': '60' });
    const session = await sessionFor(dependencies, body, nowSeconds);
    const { playerId: id, familyId, expiresAt } = session;
    return c.json(
      {
        playerId: id,
        accessToken: await signAccessToken(keys.current, issuer, id, familyId, nowSeconds),
        tokenType: 'Bearer' as const,
        expiresIn: accessTokenSeconds,
        refreshToken: session.refreshToken,
        refreshExpiresIn: Math.max(0, expiresAt - nowSeconds),
      },
      201,
      { 'cache-control': 'no-store' },
    );
  });

  app.openapi(deleteSession.schemas, async (c) => {
    if (c.req.valid('query').all === 'true') {
      const { playerId: id } = await signedInCaller(dependencies, c);
      await accounts.endSessions(id, now());
      await sessions.removeFamilies(id);
      return c.body(null, 204);
    }
    // A session may be ended twice: its token reaches no other session here.
    const { playerId: id, sessionId } = callerOf(c);
    if (sessionId !== undefined) await sessions.endFamily(id, sessionId);
    return c.body(null, 204);
  });
}

/** The session that a refresh token continues, or that a proof of who the player is opens. */
async function sessionFor(
  dependencies: PlayersDependencies,
  body: z.output<typeof signInSchema>,
  nowSeconds: number,
): Promise<Session> {
  if ('refreshToken' in body) return refreshSession(dependencies, body.refreshToken, nowSeconds);
  const account =
    'identity' in body
      ? await accountByIdentity(dependencies, body.identity, body.device)
      : await accountBySecret(dependencies, playerId(body.playerId), body.secret);
  refuseBanned(account, dependencies.now());
  return openSession(dependencies, account, nowSeconds, body.device);
}
