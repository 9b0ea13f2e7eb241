import { importJWK, SignJWT } from 'jose';
import { accessTokenSeconds, tokenAudience } from '../../../contract/tokens';
import { type PlayerId } from '../../../core/ids';
import { type SigningKey } from './key-set';

/**
 * An access token: RS256, the only family of algorithms that an HTTP API's JWT authorizer takes (API Gateway
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

/** The family that a refresh token names; undefined when the text is none of our tokens. */
export function familyOf(token: string): string | undefined {
  return /^([0-9a-f-]{36})\.[A-Za-z0-9_-]{43}$/.exec(token)?.[1];
}
