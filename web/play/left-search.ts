import * as z from 'zod/mini';
import { type Player } from '../../client/index';
import { type Json } from '../../core/json';
import { type Wanted } from './wanted';

/*
 * A page that goes away cancels its search: other players would otherwise get a match with a player who is
 * gone. A page cannot know whether it is closed or reloaded. So it cancels in both cases, and notes its
 * search in the storage of the tab, which a reload keeps and a closed tab loses. The reloaded page opens a
 * new ticket for the same match; the price is the age of the old one. A search that its player had cancelled
 * while the connection was lost is noted as well: the reloaded page cancels it once more, and opens nothing.
 */

const json: z.ZodMiniType<Json> = z.json();
const noted = z.object({
  ticketId: z.string(),
  game: z.string(),
  options: z.record(z.string(), json),
  /** Its player had cancelled it; the request had no answer yet. */
  isCancelled: z.boolean(),
});
export type LeftSearch = z.output<typeof noted>;

const place = 'turnlift search';
const heard = z.object({ kind: z.enum(['here', 'gone']), tab: z.string() });
type Heard = z.output<typeof heard>;

/** The search that this tab cancelled when its page went away; the next call finds none. */
export function takeLeftSearch(): LeftSearch | undefined {
  try {
    const read = noted.safeParse(JSON.parse(sessionStorage.getItem(place) ?? 'null'));
    sessionStorage.removeItem(place);
    return read.success ? read.data : undefined;
  } catch {
    return undefined; // not JSON, or storage is disabled
  }
}

/** `cancelled`: its player wants it no more; `matched`: a match that is found should be played. */
export type StateOfSearch = 'searches' | 'cancelled' | 'matched';

/**
 * Cancels a ticket when this page goes away, unless another tab of the player waits for the same ticket.
 * @param stateNow the search when the page goes away
 * @returns a function that ends the watch
 */
export function cancelWhenLeft(
  player: Pick<Player, 'cancelTicket'>,
  ticketId: string,
  wanted: Wanted,
  stateNow: () => StateOfSearch,
): () => void {
  const tabs = otherTabs(ticketId);
  const leave = (): void => {
    tabs.close();
    const state = stateNow();
    if (state === 'matched' || (state === 'searches' && tabs.count() > 0)) return;
    try {
      const left: LeftSearch = { ticketId, ...wanted, isCancelled: state === 'cancelled' };
      sessionStorage.setItem(place, JSON.stringify(left));
    } catch {
      return; // a reloaded page could not continue the search
    }
    player.cancelTicket(ticketId, { leaving: true }).catch(() => undefined);
  };
  addEventListener('pagehide', leave);
  return () => {
    removeEventListener('pagehide', leave);
    tabs.close();
  };
}

/** The other tabs of this browser that wait for a ticket. A page that goes away cannot wait for answers. */
function otherTabs(ticketId: string): { count(): number; close(): void } {
  const own = Math.random().toString(36);
  const known = new Set<string>();
  const channel = new BroadcastChannel(`${place} ${ticketId}`);
  const tell = (kind: Heard['kind']): void => channel.postMessage({ kind, tab: own });
  channel.onmessage = ({ data }) => {
    const read = heard.safeParse(data);
    if (!read.success) return;
    const { kind, tab } = read.data;
    if (kind === 'gone') known.delete(tab);
    else if (!known.has(tab)) {
      known.add(tab);
      tell('here');
    }
  };
  tell('here');
  let isOpen = true;
  return {
    count: () => known.size,
    close: () => {
      if (isOpen) tell('gone');
      isOpen = false;
      channel.close();
    },
  };
}
