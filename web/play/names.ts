import { signal } from '@preact/signals';
import { isBotId } from '../../core/bots/bot-ids';
import { type Seat } from '../../core/ids';
import { account } from './account';

const known = signal<ReadonlyMap<string, string>>(new Map());
const asked = new Set<string>();

/** A player's display name; a short form of the id until it is known. The first call requests it. */
export function displayName(playerId: string): string {
  if (isBot(playerId)) return 'Bot';
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

/** Whether a seat is a bot's: a player never has its id. */
export const isBot = (playerId: string): boolean => isBotId(playerId);

/**
 * The name of a seat. Several bots are distinguished by their seats.
 * @param players seat 0 first
 * @param names names that came with the match: a spectator without an account may not read profiles
 */
export function nameAt(
  players: readonly string[],
  seat: Seat,
  names: readonly (string | null)[] | undefined = undefined,
): string {
  const playerId = players[seat] ?? '';
  if (isBot(playerId)) return players.filter(isBot).length > 1 ? `Bot ${seat + 1}` : 'Bot';
  return names?.[seat] ?? (account.value === undefined ? `Player ${seat + 1}` : displayName(playerId));
}
