import { refreshSeconds } from '../../contract/tokens';
import { type PlayerId } from '../../core/ids';
import { type StoredAccount } from '../../store/account-row';
import { ApiProblem } from '../shared/http/problem';
import { bannedProblem } from '../shared/identity/bans';
import { secretHashOf } from '../shared/identity/secrets';
import { familyOf, refreshToken, successorOf } from '../shared/identity/tokens';
import { type PlayersDependencies } from './dependencies';

type SessionParts = Pick<PlayersDependencies, 'sessions' | 'newId' | 'newSecret'>;

/** A session with its newest refresh token. */
export interface Session {
  readonly playerId: PlayerId;
  readonly familyId: string;
  readonly refreshToken: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** Opens a session of an account. @param device its name, where the player gave one */
export async function openSession(
  { sessions, newId, newSecret }: SessionParts,
  { playerId, generation }: StoredAccount,
  nowSeconds: number,
  device: string | undefined,
): Promise<Session> {
  const familyId = newId();
  const token = refreshToken(familyId, newSecret());
  const expiresAt = nowSeconds + refreshSeconds;
  await sessions.openFamily({
    familyId,
    playerId,
    currentHash: secretHashOf(token),
    openedAt: nowSeconds,
    expiresAt,
    generation,
    ...(device === undefined ? {} : { device }),
  });
  return { playerId, familyId, refreshToken: token, expiresAt };
}

/** Exchanges a refresh token for the next one. @throws ApiProblem */
export async function refreshSession(
  { sessions, newSecret }: SessionParts,
  presented: string,
  nowSeconds: number,
): Promise<Session> {
  const familyId = familyOf(presented);
  if (familyId === undefined) throw new ApiProblem('invalid-refresh-token');
  const salt = newSecret();
  const next = successorOf(familyId, presented, salt);
  const rotation = await sessions.rotateFamily(
    familyId,
    secretHashOf(presented),
    secretHashOf(next),
    salt,
    nowSeconds,
  );
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
