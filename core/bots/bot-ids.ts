import { playerId, type PlayerId, type Seat } from '../ids';

/**
 * Player ids are random UUIDs of version 4. This prefix has no valid version, so a player cannot have such an
 * id.
 */
const prefix = 'p-00000000-0000-0000-0000-b0700000';

/** The id that stands for the bot of a seat. */
export function botId(seat: Seat): PlayerId {
  return playerId(`${prefix}${String(seat).padStart(4, '0')}`);
}

/** True for the id of a bot. */
export const isBotId = (id: string): boolean => id.startsWith(prefix);
