import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { isRefusal } from '../aws/failures';
import { type KeySet, parseKeySet } from './key-set';

/** The key set, as the functions of the API use it. */
export interface SigningKeys {
  /** The keys; undefined while the secret has no value yet. */
  read(): Promise<KeySet | undefined>;
}

/**
 * How long a container uses the keys that it read. A rotation, or a replacement after a leak, takes effect
 * within this time. (At $0.05 for 10,000 reads that is about $0.22 a month for each container.)
 */
const cacheMs = 60_000;

/** The key set from Secrets Manager, cached in the container. @param now epoch milliseconds */
export function createSigningKeys(
  client: SecretsManagerClient,
  secretId: string,
  now: () => number,
): SigningKeys {
  let cached: { readonly keys: KeySet; readonly until: number } | undefined;
  return {
    async read() {
      if (cached !== undefined && cached.until > now()) return cached.keys;
      const found = await readKeySet(client, secretId);
      if (found === undefined) return undefined;
      cached = { keys: found.keys, until: now() + cacheMs };
      return found.keys;
    },
  };
}

/**
 * The current version of the secret; undefined when there is none.
 * @throws Error when the value is not a key set
 */
export async function readKeySet(
  client: SecretsManagerClient,
  secretId: string,
): Promise<{ readonly keys: KeySet; readonly versionId: string } | undefined> {
  try {
    const { SecretString, VersionId } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (SecretString === undefined || VersionId === undefined) return undefined;
    return { keys: parseKeySet(SecretString), versionId: VersionId };
  } catch (error) {
    // A secret without a value also counts as not found (Secrets Manager API, GetSecretValue).
    if (isRefusal(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
}
