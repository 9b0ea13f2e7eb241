import * as z from 'zod/mini';
import { gameName, matchId, playerId, type PlayerId } from '../core/ids';
import { idField as id, parseRow } from './row-fields';

const schema = z.object({
  /** In the order of their asking. */
  agreed: z.array(id(playerId)),
  /** The match that begins once all have agreed: one, however often they ask. */
  matchId: id(matchId),
});

/** Who of a match wants to play it again. */
export type Rematch = z.output<typeof schema>;

/**
 * Reads the row of a rematch. @throws MalformedRow naming the field that no version of this program writes
 */
export const readRematch = (row: Readonly<Record<string, unknown>>): Rematch => parseRow(schema, row);

const asked = z.object({
  agreed: z.array(id(playerId)).check(z.minLength(1)),
  asked: z.object({
    game: id(gameName),
    /** Of the match that has ended, seat 0 first. */
    seats: z.array(id(playerId)),
    /** Epoch milliseconds. */
    at: z.number(),
    openUntil: z.number(),
  }),
});

/** The seats and setup of the match, as written by the first player who asks for a rematch. */
export interface RematchAsked extends Readonly<Omit<z.output<typeof asked>['asked'], 'seats'>> {
  readonly seats: readonly PlayerId[];
}

/**
 * Reads who was the first to ask, and what for.
 * @returns undefined for a row of before it said so
 * @throws MalformedRow
 */
export function readRematchAsked(
  row: Readonly<Record<string, unknown>>,
): (RematchAsked & { readonly from: Rematch['agreed'][number] }) | undefined {
  if (row['asked'] === undefined) return undefined;
  const {
    agreed: [from],
    asked: what,
  } = parseRow(asked, row);
  return from === undefined ? undefined : { ...what, from };
}
