import { createHash } from 'node:crypto';
import { PutSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { isRefusal } from '../shared/aws/failures';
import { firstKeySet, isRotationDue, type KeySet, rotateKeys } from '../shared/identity/key-set';
import { readKeySet } from '../shared/identity/signing-keys';
import { log } from '../shared/log';

export type RotationOutcome = 'created' | 'rotated' | 'not-due' | 'another-run-did';

/**
 * Makes the first key set, or rotates the existing one when a rotation is due. Two runs at once make one
 * rotation: the new version's token is derived from the version before it, and Secrets Manager accepts each
 * token for one value only.
 */
export async function rotateSigningKeys(
  client: SecretsManagerClient,
  secretId: string,
  nowSeconds: number,
): Promise<RotationOutcome> {
  const found = await readKeySet(client, secretId);
  if (found === undefined)
    return (await put(client, secretId, await firstKeySet(nowSeconds), 'nothing'))
      ? 'created'
      : 'another-run-did';
  if (!isRotationDue(found.keys, nowSeconds)) return 'not-due';
  return (await put(client, secretId, await rotateKeys(found.keys, nowSeconds), found.versionId))
    ? 'rotated'
    : 'another-run-did';
}

/** Other runs at the same time are rotations, or a second replacement: few, and each makes one version. */
const maxAttempts = 5;

/**
 * Replaces every key after a leak, at once: no earlier key stays published. So no earlier token is accepted
 * once the authorizers have read the new key set. Clients sign in again by themselves, with refresh tokens or
 * secrets, which do not depend on the keys. A rotation at the same time would keep leaked keys in use, so
 * this returns only after a key set of its own was written.
 * @throws Error when other runs wrote first each time
 */
export async function replaceSigningKeys(
  client: SecretsManagerClient,
  secretId: string,
  nowSeconds: number,
): Promise<'replaced'> {
  const keys = await firstKeySet(nowSeconds);
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const found = await readKeySet(client, secretId);
    if (await put(client, secretId, keys, found?.versionId ?? 'nothing')) return 'replaced';
  }
  throw new Error(
    `the secret ${secretId} was written by another run at each of ${maxAttempts} attempts: its keys ` +
      'are not replaced, call this again',
  );
}

/** @returns false when another run wrote the next version first */
async function put(
  client: SecretsManagerClient,
  secretId: string,
  keys: KeySet,
  follows: string,
): Promise<boolean> {
  try {
    await client.send(
      new PutSecretValueCommand({
        SecretId: secretId,
        SecretString: JSON.stringify(keys),
        ClientRequestToken: successorOf(follows),
      }),
    );
    log('info', 'signing keys changed', {
      current: keys.current.kid,
      next: keys.next.kid,
      previous: keys.previous?.kid,
    });
    return true;
  } catch (error) {
    if (isRefusal(error, 'ResourceExistsException')) return false;
    throw error;
  }
}

/** A version id, in the form of a UUID, derived from another one. */
function successorOf(versionId: string): string {
  const hex = createHash('sha256').update(`turnlift signing keys after ${versionId}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
