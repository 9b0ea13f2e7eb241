import { createSession, deleteSession } from '../../contract/rest/sessions';
import { type IdentityProof } from '../../contract/rest/identities';
import { accessTokenSeconds, refreshSeconds } from '../../contract/tokens';
import { playerId, type PlayerId } from '../../core/ids';
import { type Account } from '../../store/account-row';
import { type HttpApp } from '../shared/http/app';
import { limitAttempts } from '../shared/http/attempts';
import { callerOf } from '../shared/http/claims';
import { ApiProblem } from '../shared/http/problem';
import { bannedProblem, refuseBanned } from '../shared/identity/bans';
import { hashOf, sameHash } from '../shared/identity/secrets';
import { familyOf, refreshToken, successorOf } from '../shared/identity/tokens';
import { type PlayersDependencies } from './app';
import { provedIdentity } from './proved-identity';

/** Compared when the player is unknown, so that an unknown id takes as long as a wrong secret. */
const unknownPlayersHash = hashOf('unknown player');

interface Session {
  readonly playerId: PlayerId;
  readonly familyId: string;
  readonly refreshToken: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** Adds the routes of sessions: signing in with a secret or an identity, refreshing, signing out. */
export function addSessionRoutes(app: HttpApp, dependencies: PlayersDependencies): void {
  const { players, sessions, accounts, identities, signingKeys, issuer } = dependencies;
  const { attemptsPerAddress, addressOf, now, newId, newSecret, signAccessToken } = dependencies;

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
    let session: Session;
    if ('refreshToken' in body) session = await refresh(body.refreshToken, nowSeconds);
    else {
      const account =
        'identity' in body
          ? await accountByIdentity(body.identity)
          : await accountBySecret(playerId(body.playerId), body.secret);
      refuseBanned(account, now());
      session = await open(account, nowSeconds, body.device);
    }
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
    if (c.req.valid('query').all === 'true') {
      await accounts.endSessions(caller.playerId, now());
      await sessions.removeFamilies(caller.playerId);
    } else if (caller.sessionId !== undefined) await sessions.endFamily(caller.playerId, caller.sessionId);
    return c.body(null, 204);
  });

  /** @throws ApiProblem `invalid-credentials` */
  async function accountBySecret(id: PlayerId, secret: string): Promise<Account> {
    const account = await accounts.get(id);
    const known = account?.secretHash;
    if (
      !sameHash(hashOf(secret), known ?? unknownPlayersHash) ||
      account === undefined ||
      known === undefined
    )
      throw new ApiProblem('invalid-credentials');
    return account;
  }

  /** @throws ApiProblem `identity-not-linked`, and what `provedIdentity` throws */
  async function accountByIdentity(proof: IdentityProof): Promise<Account> {
    const { identityHash } = await provedIdentity(dependencies, proof, 'sign-in');
    const owner = await identities.playerOf(identityHash);
    const account = owner === undefined ? undefined : await accounts.get(owner);
    if (account === undefined || account.deletedAt !== undefined) throw new ApiProblem('identity-not-linked');
    return account;
  }

  async function open(account: Account, nowSeconds: number, device: string | undefined): Promise<Session> {
    const { generation } = account;
    const familyId = newId();
    const token = refreshToken(familyId, newSecret());
    const expiresAt = nowSeconds + refreshSeconds;
    await sessions.openFamily({
      familyId,
      playerId: account.playerId,
      currentHash: hashOf(token),
      openedAt: nowSeconds,
      expiresAt,
      generation,
      ...(device === undefined ? {} : { device }),
    });
    return { playerId: account.playerId, familyId, refreshToken: token, expiresAt };
  }

  async function refresh(presented: string, nowSeconds: number): Promise<Session> {
    const familyId = familyOf(presented);
    if (familyId === undefined) throw new ApiProblem('invalid-refresh-token');
    const salt = newSecret();
    const next = successorOf(familyId, presented, salt);
    const rotation = await sessions.rotateFamily(familyId, hashOf(presented), hashOf(next), salt, nowSeconds);
    switch (rotation.outcome) {
      case 'rotated':
        return { playerId: rotation.playerId, familyId, refreshToken: next, expiresAt: rotation.expiresAt };
      // The request came twice at once, or the answer was lost: it gets the same token as the first time.
      case 'repeated':
        return {
          playerId: rotation.playerId,
          familyId,
          refreshToken: successorOf(familyId, presented, rotation.salt),
          expiresAt: rotation.expiresAt,
        };
      case 'banned':
        throw bannedProblem(rotation.ban);
      case 'reused':
        throw new ApiProblem('refresh-token-reused');
      case 'unknown':
        throw new ApiProblem('invalid-refresh-token');
    }
  }
}
