import * as z from 'zod';
import { tokenAudience } from '../../contract/tokens';

/** Claims as an HTTP API passes them on: every value is text, a list is `[a b]`. */
export type Claims = Readonly<Record<string, string>>;

/** The claims of a valid token, or the refusal. */
export type Authorization =
  | { readonly authorized: true; readonly claims: Claims }
  /** `challenge` is the answer's WWW-Authenticate. */
  | { readonly authorized: false; readonly challenge: string };

/** How long an HTTP API keeps an issuer's keys (API Gateway guide, "JWT authorizers"). */
const keysAreKeptMs = 2 * 3600_000;

/**
 * The JWT authorizer of an HTTP API. It reads the issuer's keys from its discovery document, accepts only RSA
 * signatures, and checks issuer, audience and times. An unknown key id makes it fetch the keys again.
 * @param issuer base URL of the issuer
 * @param now epoch milliseconds
 */
export function createAuthorizer(
  issuer: string,
  now: () => number,
): (authorization: string | undefined) => Promise<Authorization> {
  let keys: ReturnType<typeof remoteKeys> | undefined;
  return async (authorization) => {
    const token = authorization?.replace(/^Bearer\s+/i, '').trim() ?? '';
    if (token === '') return { authorized: false, challenge: 'Bearer' };
    try {
      const { jwtVerify, decodeProtectedHeader } = await import('jose');
      if (decodeProtectedHeader(token).kid === undefined) throw new Error('the token names no key');
      keys ??= remoteKeys(issuer);
      const source = await keys.catch((error: unknown) => {
        keys = undefined;
        throw error;
      });
      const { payload } = await jwtVerify(token, source, {
        issuer,
        audience: tokenAudience,
        algorithms: ['RS256', 'RS384', 'RS512'],
        requiredClaims: ['exp', 'iat'],
        currentDate: new Date(now()),
      });
      // jose leaves this check to its caller; an HTTP API makes it (API Gateway guide, "JWT authorizers").
      if (payload.iat === undefined || payload.iat > Math.floor(now() / 1000))
        throw new Error('"iat" claim timestamp check failed (it is in the future)');
      return {
        authorized: true,
        claims: Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, asText(value)])),
      };
    } catch (error) {
      const description = (error instanceof Error ? error.message : 'the token is invalid')
        .replaceAll('"', "'")
        .replaceAll(/[^\x20-\x7e]/g, '?');
      return {
        authorized: false,
        challenge: `Bearer scope="" error="invalid_token" error_description="${description}"`,
      };
    }
  };
}

const discovery = z.looseObject({ issuer: z.string(), jwks_uri: z.url() });

async function remoteKeys(issuer: string) {
  const { createRemoteJWKSet } = await import('jose');
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  if (!response.ok) throw new Error(`the issuer answered ${response.status}`);
  const { jwks_uri: address } = discovery.parse(await response.json());
  return createRemoteJWKSet(new URL(address), {
    cacheMaxAge: keysAreKeptMs,
    cooldownDuration: 1000,
  });
}

function asText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asText).join(' ')}]`;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
