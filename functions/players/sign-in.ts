import { createSession, deleteSession } from '../../contract/rest/sessions';
import { accessTokenSeconds, refreshSeconds } from '../../contract/tokens';
import { playerId, type PlayerId } from '../../core/ids';
import { type HttpApp } from '../shared/http/app';
import { limitAttempts } from '../shared/http/attempts';
import { callerOf } from '../shared/http/claims';
import { ApiProblem } from '../shared/http/problem';
import { hashOf, sameHash } from '../shared/identity/secrets';
import { familyOf, refreshToken, successorOf } from '../shared/identity/tokens';
import { type PlayersDependencies } from './app';

/** Compared when there is no such player, so that an unknown id takes as long as a wrong secret. */
const nobodysHash = hashOf('nobody');

/** Sessions: signing in with a secret, refreshing, signing out. */
export function addSessionRoutes(app: HttpApp, dependencies: PlayersDependencies): void {
  const { players, signingKeys, issuer, attemptsPerAddress, addressOf, now } = dependencies;
  const { newId, newSecret, signAccessToken } = dependencies;
  app.openapi(createSession.schemas, async (c) => {
    const nowSeconds = Math.floor(now() / 1000);
    const body = c.req.valid('json');
    // A refresh is no attempt: nobody guesses 256 random bits, and players of one household refresh all day.
    if (!('refreshToken' in body))
      await limitAttempts(players, 'sign-in', addressOf(c), attemptsPerAddress, nowSeconds);
    // Before anything is rotated: a session must not be lost because we cannot sign.
    const keys = await signingKeys.read();
    if (keys === undefined) throw new ApiProblem('no-signing-keys', undefined, {}, { 'retry-after': '60' });
    const session =
      'refreshToken' in body
        ? await refresh(body.refreshToken, nowSeconds)
        : await signIn(playerId(body.playerId), body.secret, nowSeconds);
    return c.json(
      {
        playerId: session.playerId,
        accessToken: await signAccessToken(
          keys.current,
          issuer,
          session.playerId,
          session.familyId,
          nowSeconds,
        ),
        tokenType: 'Bearer' as const,
        expiresIn: accessTokenSeconds,
        refreshToken: session.refreshToken,
        refreshExpiresIn: Math.max(0, session.expiresAt - nowSeconds),
      },
      201,
      { 'cache-control': 'no-store' },
    );
  });

  app.openapi(deleteSession.schemas, async (c) => {
    const caller = callerOf(c);
    if (c.req.valid('query').all === 'true') await players.endFamilies(caller.playerId);
    else if (caller.sessionId !== undefined) await players.endFamily(caller.sessionId);
    return c.body(null, 204);
  });

  async function signIn(id: PlayerId, secret: string, nowSeconds: number) {
    const known = await players.secretHash(id);
    if (!sameHash(hashOf(secret), known ?? nobodysHash) || known === undefined)
      throw new ApiProblem('invalid-credentials');
    const familyId = newId();
    const token = refreshToken(familyId, newSecret());
    const expiresAt = nowSeconds + refreshSeconds;
    await players.openFamily({ familyId, playerId: id, currentHash: hashOf(token), expiresAt });
    return { playerId: id, familyId, refreshToken: token, expiresAt };
  }

  async function refresh(presented: string, nowSeconds: number) {
    const familyId = familyOf(presented);
    if (familyId === undefined) throw new ApiProblem('invalid-refresh-token');
    const salt = newSecret();
    const next = successorOf(familyId, presented, salt);
    const rotation = await players.rotateFamily(familyId, hashOf(presented), hashOf(next), salt, nowSeconds);
    switch (rotation.outcome) {
      case 'rotated':
        return { playerId: rotation.playerId, familyId, refreshToken: next, expiresAt: rotation.expiresAt };
      // Asked twice at once, or the answer was lost: the same token as the first time.
      case 'repeated':
        return {
          playerId: rotation.playerId,
          familyId,
          refreshToken: successorOf(familyId, presented, rotation.salt),
          expiresAt: rotation.expiresAt,
        };
      case 'reused':
        throw new ApiProblem('refresh-token-reused');
      case 'unknown':
        throw new ApiProblem('invalid-refresh-token');
    }
  }
}
