import * as z from 'zod/mini';
import { playerChannel, tellPages } from './player-channel';

/*
 * A tab may end the search that other tabs of its player follow, and begin another one. Those tabs learn of
 * the end from their ticket. They learn of the new search here, before or after that: when they read the
 * player's open tickets, the new one may not exist yet.
 */

const message = z.object({
  /** The ticket that was ended. */
  replaces: z.string(),
  ticketId: z.string(),
  game: z.string(),
});
/** The ticket of a search that replaces another one. */
export type Replacement = z.output<typeof message>;

/** Tells the other tabs of a player which search has replaced theirs. */
export const tellReplacement = (playerId: string, replacement: Replacement): void =>
  tellPages('searches', playerId, replacement);

interface Listener {
  readonly known: Map<string, Replacement>;
  call: (replacement: Replacement) => void;
}
const listeners = new Map<string, Listener>();

/** Listens to replacements from now on; a player has one listener. */
export function hearReplacements(playerId: string): Listener {
  const open = listeners.get(playerId);
  if (open !== undefined) return open;
  const listener: Listener = { known: new Map(), call: () => undefined };
  listeners.set(playerId, listener);
  playerChannel('searches', playerId).onmessage = ({ data }) => {
    const read = message.safeParse(data);
    if (!read.success) return;
    listener.known.set(read.data.replaces, read.data);
    listener.call(read.data);
  };
  return listener;
}

/** Calls with the search that has replaced an ended ticket, now or once another tab begins it. */
export function onReplaced(playerId: string, ended: string, call: (replacement: Replacement) => void): void {
  const listener = hearReplacements(playerId);
  listener.call = (replacement) => {
    if (replacement.replaces === ended) call(replacement);
  };
  const already = listener.known.get(ended);
  if (already !== undefined) call(already);
}
