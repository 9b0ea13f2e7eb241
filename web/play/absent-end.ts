import { type PresenceOf } from './seat';

/** A seat whose player is not connected, as the other players see it. */
export interface AbsentSeat {
  readonly name: string;
  readonly presence: 'expected' | 'away';
  /** How long the seat is still kept, in milliseconds. */
  readonly leftMs: number;
}

/** The known parts of the match of an absent seat. */
export interface MatchOfAbsent {
  /** Seats that play, the absent one included. */
  readonly playing: number;
  /** A seat has not played yet: a match that ends now is not counted. */
  readonly isYoung: boolean;
  /** `sure`: a bot takes over the seat of a player who leaves. `never`: the game has none. */
  readonly bot: 'sure' | 'possible' | 'never';
}

/**
 * @param now epoch milliseconds of this device, which may differ from the server's
 * @returns undefined of a seat that is connected, given up, or kept as long as the match runs
 */
export function absentSeat(is: PresenceOf | undefined, name: string, now: number): AbsentSeat | undefined {
  if (is === undefined || is.until === null || is.bot !== undefined) return undefined;
  const { presence, until } = is;
  if (presence !== 'expected' && presence !== 'away') return undefined;
  return { name, presence, leftMs: Math.max(0, until - now) };
}

/** How long a match waits for an absent player, and what happens then. @param time the wait in words */
export function absentWords({ name, presence }: AbsentSeat, match: MatchOfAbsent, time: string): string {
  const why = presence === 'expected' ? `${name} is not here yet.` : `${name} has lost the connection.`;
  return `${why} The match waits ${time}, then ${thenWords(name, presence, match)}.`;
}

function thenWords(
  name: string,
  presence: AbsentSeat['presence'],
  { playing, isYoung, bot }: MatchOfAbsent,
): string {
  if (bot === 'sure') return `a bot plays for ${name}`;
  if (playing > 2) return `it continues without ${name}`;
  if (!isYoung) return `${name} loses`;
  const end = 'it ends without being counted';
  // Whether a bot takes the seat of a player who never came is the matchmaking's: the page does not know it.
  return presence === 'expected' && bot === 'possible' ? `${end}, or a bot plays for ${name}` : end;
}
