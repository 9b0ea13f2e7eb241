import { accessTokenSeconds } from '../../contract/tokens';
import { type KeySet } from '../../functions/shared/identity/key-set';
import { type SigningKeys } from '../../functions/shared/identity/signing-keys';
import { type SignAccessToken } from '../../functions/shared/identity/tokens';

/*
 * The authorizer belongs to API Gateway, and an RSA signature costs a millisecond: in a world a token is its
 * plain claims, which the gateway reads.
 */
const key = {
  kid: 'sim',
  publishedAt: 0,
  privateKey: { kty: 'RSA', n: 'n', e: 'e', d: 'd', p: 'p', q: 'q', dp: 'dp', dq: 'dq', qi: 'qi' },
} as const;
const keys: KeySet = { version: 1, rotatedAt: 0, current: key, next: key };

export const signingKeys: SigningKeys = { read: async () => keys };

export const signToken: SignAccessToken = async (_key, _issuer, playerId, sessionId, nowSeconds) =>
  `${playerId}~${sessionId}~${nowSeconds + accessTokenSeconds}`;

/** The claims of a valid token. @param now epoch milliseconds */
export function claimsOf(header: string | undefined, now: number): Record<string, unknown> | undefined {
  const [sub, sid, exp] = (header ?? '').replace(/^Bearer /, '').split('~');
  return sub === undefined || exp === undefined || Number(exp) * 1000 <= now ? undefined : { sub, sid };
}
