import { createHash } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import * as z from 'zod';

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);
const privateKey = z.object({
  kty: z.literal('RSA'),
  n: base64url,
  e: base64url,
  d: base64url,
  p: base64url,
  q: base64url,
  dp: base64url,
  dq: base64url,
  qi: base64url,
});
const signingKey = z.object({
  kid: z.string().min(1),
  privateKey,
  /** Epoch seconds from which it is in the published key set. */
  publishedAt: z.int(),
});

/** The content of the signing keys' secret, as JSON. */
export const keySetSchema = z.object({
  version: z.literal(1),
  /** Epoch seconds of the last rotation. */
  rotatedAt: z.int(),
  /** Signs new tokens. */
  current: signingKey,
  /** Published in advance, so that every authorizer knows it when its first token arrives. */
  next: signingKey,
  /** Still published: tokens that it signed may be valid. */
  previous: signingKey.optional(),
});
export type SigningKey = z.infer<typeof signingKey>;
export type KeySet = z.infer<typeof keySetSchema>;

/** @throws Error when the text is not a key set */
export function parseKeySet(text: string): KeySet {
  return keySetSchema.parse(JSON.parse(text));
}

export const rotationSeconds = 7 * 24 * 3600;
/**
 * HTTP APIs keep an issuer's keys for up to two hours (API Gateway guide, "JWT authorizers"), so a key is
 * public for longer before it signs.
 */
export const publishedBeforeUseSeconds = 2 * 3600 + 600;

/** A new RSA key of 2048 bits, named by its thumbprint (RFC 7638). */
export async function newSigningKey(nowSeconds: number): Promise<SigningKey> {
  const pair = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const jwk = privateKey.parse(await exportJWK(pair.privateKey));
  const thumbprint = createHash('sha256')
    .update(JSON.stringify({ e: jwk.e, kty: jwk.kty, n: jwk.n }))
    .digest('base64url');
  return { kid: thumbprint, privateKey: jwk, publishedAt: nowSeconds };
}

/** The first key set of an environment: one key signs, the next is published. */
export async function firstKeySet(nowSeconds: number): Promise<KeySet> {
  return {
    version: 1,
    rotatedAt: nowSeconds,
    current: await newSigningKey(nowSeconds),
    next: await newSigningKey(nowSeconds),
  };
}

/** Whether a rotation is due: never before the next key was public for long enough. */
export function isRotationDue(keys: KeySet, nowSeconds: number): boolean {
  return (
    nowSeconds - keys.rotatedAt >= rotationSeconds &&
    nowSeconds - keys.next.publishedAt >= publishedBeforeUseSeconds
  );
}

/** The next key signs, the current one is kept for its last tokens, and a new one is published. */
export async function rotateKeys(keys: KeySet, nowSeconds: number): Promise<KeySet> {
  return {
    version: 1,
    rotatedAt: nowSeconds,
    previous: keys.current,
    current: keys.next,
    next: await newSigningKey(nowSeconds),
  };
}

/** The public halves, as a JSON Web Key Set. */
export function publicKeys(keys: KeySet) {
  return {
    keys: [keys.current, keys.next, ...(keys.previous === undefined ? [] : [keys.previous])].map(
      ({ kid, privateKey: { n, e } }) => ({
        kty: 'RSA' as const,
        n,
        e,
        kid,
        alg: 'RS256' as const,
        use: 'sig' as const,
      }),
    ),
  };
}
