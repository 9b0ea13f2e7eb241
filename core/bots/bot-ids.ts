import { playerId, type PlayerId, type Seat } from '../ids';

/** Ids of players are random UUIDs, whose version is 4: this one has none, so that no player can have it. */
const prefix = 'p-00000000-0000-0000-0000-b0700000';

/** The id that stands for the bot of a seat. */
export function botId(seat: Seat): PlayerId {
  return playerId(`${prefix}${String(seat).padStart(4, '0')}`);
}

/** True for the id of a bot. */
export const isBotId = (id: string): boolean => id.startsWith(prefix);
