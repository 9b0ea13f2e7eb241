import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import * as z from 'zod';
import { parseJson } from '../../../core/json';
import { type OidcProvider } from '../../../contract/identity-providers';
import { askProvider, type Fetch, ProviderUnavailable } from './provider-fetch';

/** An invalid proof; the message gives the reason, without secrets. */
export class IdentityRefused extends Error {
  override readonly name = 'IdentityRefused';
}

/** Asymmetric algorithms only: with a symmetric one the public key could sign. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** The allowed difference between a provider's clock and ours. */
const toleranceSeconds = 60;
/** A nonce is valid for ten minutes, so an older token cannot have been made for it. */
const maxAgeSeconds = 600;
/** A key set is read again after this time, and when a token names a key that is not in it. */
const keysAreKeptMs = 600_000;

const discovery = z.looseObject({ issuer: z.string(), jwks_uri: z.url() });

export interface OidcOptions {
  readonly fetch: Fetch;
  /** Epoch milliseconds. */
  now(): number;
  /** The minimum time between two readings of a key set: forged key ids must not flood a provider. */
  readonly keyCooldownMs?: number;
}

/**
 * Verifies ID tokens of one provider (OpenID Connect Core 1.0, section 3.1.3.7): signature by a key of the
 * issuer, algorithm, issuer, audience, authorized party, times and nonce.
 */
export function createOidcVerifier(provider: OidcProvider, options: OidcOptions) {
  const { fetch, now, keyCooldownMs = 30_000 } = options;
  let keys: Promise<JWTVerifyGetKey> | undefined;

  /** Finds the address of the keys, once; a failure is not cached. */
  function issuerKeys(): Promise<JWTVerifyGetKey> {
    keys ??= discoveredKeys().catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    return keys;
  }

  async function discoveredKeys(): Promise<JWTVerifyGetKey> {
    const address = `${provider.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const { status, text } = await askProvider(fetch, provider.origins, address);
    const document = status === 200 ? discovery.safeParse(parseJson(text)) : undefined;
    if (document?.data === undefined)
      throw new ProviderUnavailable(`${address} answered ${status} without a discovery document`);
    if (document.data.issuer !== provider.issuer)
      throw new ProviderUnavailable(`${address} is the document of ${document.data.issuer}`);
    return createRemoteJWKSet(new URL(document.data.jwks_uri), {
      cooldownDuration: keyCooldownMs,
      cacheMaxAge: keysAreKeptMs,
      [customFetch]: async (url: string) => {
        const answer = await askProvider(fetch, provider.origins, url);
        return new Response(answer.text, { status: answer.status });
      },
    });
  }

  /**
   * @returns the subject that the provider confirmed: `sub`
   * @throws IdentityRefused | ProviderUnavailable
   */
  return async function verify(idToken: string, nonce: string): Promise<string> {
    const { payload } = await jwtVerify(idToken, await issuerKeys(), {
      algorithms,
      issuer: [...provider.issuers],
      audience: [...provider.audiences],
      requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
      clockTolerance: toleranceSeconds,
      maxTokenAge: maxAgeSeconds,
      currentDate: new Date(now()),
    }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    const { sub, aud, azp } = payload;
    if (payload['nonce'] !== nonce) throw new IdentityRefused('The token was made for another nonce.');
    // With one audience, azp adds nothing: Google's Android apps have their own client id there.
    if (Array.isArray(aud) && aud.length > 1 && !provider.audiences.some((known) => known === azp))
      throw new IdentityRefused('The token is for several audiences, and was made for another client (azp).');
    if (sub === undefined || sub === '' || sub.length > 255)
      throw new IdentityRefused('The token names no subject.');
    return sub;
  };
}

function refusalOf(error: unknown): Error {
  if (error instanceof ProviderUnavailable) return error;
  if (error instanceof errors.JWTExpired) return new IdentityRefused('The token has expired.');
  if (error instanceof errors.JWTClaimValidationFailed)
    return new IdentityRefused(`The token does not hold: ${error.claim} is not what it must be.`);
  if (error instanceof errors.JOSEAlgNotAllowed)
    return new IdentityRefused('The token is signed with an algorithm that is not allowed.');
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return new IdentityRefused('The token is signed with a key that the provider does not have.');
  // The base class is thrown when a key set cannot be read.
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || isGeneric(error))
    return new ProviderUnavailable('the key set cannot be read', { cause: error });
  if (error instanceof errors.JOSEError) return new IdentityRefused('The token is not a signed ID token.');
  return error instanceof TypeError
    ? new IdentityRefused('The token is not a signed ID token.')
    : new ProviderUnavailable('the token cannot be checked', { cause: error });
}

function isGeneric(error: unknown): boolean {
  return error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC';
}
