import { createHash } from 'node:crypto';
import { PutSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { isRefusal } from '../shared/aws/failures';
import { firstKeySet, isRotationDue, type KeySet, rotated } from '../shared/identity/key-set';
import { readKeySet } from '../shared/identity/signing-keys';
import { log } from '../shared/log';

export type RotationOutcome = 'created' | 'rotated' | 'not-due' | 'somebody-else-did';

/**
 * Makes the first key set, or rotates the one that there is when it is time. Two runs at once make one
 * rotation: the new version's token is derived from the version that it follows, and Secrets Manager takes
 * each token for one value only.
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
      : 'somebody-else-did';
  if (!isRotationDue(found.keys, nowSeconds)) return 'not-due';
  return (await put(client, secretId, await rotated(found.keys, nowSeconds), found.versionId))
    ? 'rotated'
    : 'somebody-else-did';
}

/**
 * Replaces every key after a leak, at once: no key of before is published any more, so no token of before is
 * taken once the authorizers read the key set anew. Players sign in again by themselves, with their refresh
 * tokens or secrets, which are no part of it.
 */
export async function replaceSigningKeys(
  client: SecretsManagerClient,
  secretId: string,
  nowSeconds: number,
): Promise<'replaced' | 'somebody-else-did'> {
  const found = await readKeySet(client, secretId);
  return (await put(client, secretId, await firstKeySet(nowSeconds), found?.versionId ?? 'nothing'))
    ? 'replaced'
    : 'somebody-else-did';
}

/** @returns false when somebody else wrote the version that follows first */
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

/** A version id, in the form of a UUID, that follows from another one. */
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
