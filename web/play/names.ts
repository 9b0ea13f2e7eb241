import { signal } from '@preact/signals';
import { account } from './account';

const known = signal<ReadonlyMap<string, string>>(new Map());
const asked = new Set<string>();

/** A player's display name; a short form of the id until it is known. Reading it asks for it once. */
export function displayName(playerId: string): string {
  const { player, displayName: own } = account.value ?? {};
  if (player?.playerId === playerId && own !== undefined) return own;
  if (player !== undefined && !asked.has(playerId)) {
    asked.add(playerId);
    player.profile(playerId).then(
      (profile) => {
        known.value = new Map(known.value).set(playerId, profile.displayName);
      },
      () => asked.delete(playerId),
    );
  }
  return known.value.get(playerId) ?? playerId.slice(0, 8);
}
