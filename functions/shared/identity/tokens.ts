import { createHmac } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { accessTokenSeconds, tokenAudience } from '../../../contract/tokens';
import { type PlayerId } from '../../../core/ids';
import { type SigningKey } from './key-set';

/** Signs the access token of a session. Signing takes a millisecond, so tests may pass a substitute. */
export type SignAccessToken = typeof signAccessToken;

/**
 * An access token, signed with RS256: a JWT authorizer of an HTTP API takes only RSA algorithms (API Gateway
 * guide, "JWT authorizers").
 * @param sessionId the refresh family it belongs to, its claim `sid`
 */
export async function signAccessToken(
  key: SigningKey,
  issuer: string,
  playerId: PlayerId,
  sessionId: string,
  nowSeconds: number,
): Promise<string> {
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(tokenAudience)
    .setSubject(playerId)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + accessTokenSeconds)
    .sign(await importJWK(key.privateKey, 'RS256'));
}

/** A refresh token names its family and has a secret of its own: `<family>.<secret>`. */
export function refreshToken(familyId: string, secret: string): string {
  return `${familyId}.${secret}`;
}

/**
 * The token that follows a refresh token. It is derived from the token before and from a salt that only the
 * store knows. So a repeated refresh gives the same token again, although only hashes are kept.
 * @param salt of 256 random bits, new for each rotation
 */
export function successorOf(familyId: string, presented: string, salt: string): string {
  return refreshToken(familyId, createHmac('sha256', salt).update(presented, 'utf8').digest('base64url'));
}

/** The family that a refresh token names; undefined when the text does not have the form of our tokens. */
export function familyOf(token: string): string | undefined {
  return /^([0-9a-f-]{36})\.[A-Za-z0-9_-]{43}$/.exec(token)?.[1];
}
