import { createHash } from 'node:crypto';

/**
 * The key of the script's zip in the artifact bucket. It contains a hash of the content: a changed script has
 * a new key, to which the fleets' scripts are updated in place.
 */
export function scriptKey(zip: Uint8Array): string {
  return `realtime-server/${createHash('sha256').update(zip).digest('hex').slice(0, 16)}.zip`;
}
