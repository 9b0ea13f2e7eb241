import { createHash } from 'node:crypto';

/**
 * The key of the script's zip in the bucket of artifacts. The name is the content: a changed script is a new
 * key, and the fleets' scripts turn to it in place.
 */
export function scriptKey(zip: Uint8Array): string {
  return `realtime-server/${createHash('sha256').update(zip).digest('hex').slice(0, 16)}.zip`;
}
