import * as z from 'zod/mini';
import { type Claim, joinsFirst } from './joining-tab';
import { lastUse, onUse } from './last-use';

/*
 * The tabs of one player that wait for the same ticket. One of them joins its match: a match that two tabs
 * join is lost to one of them, in which its player may just look at it. The tab that was used last joins. A
 * tab whose player wanted another match, and which only follows the search, joins when no other tab waits.
 */

const message = z.object({
  /** `joins`: it opens the match, so no other does. */
  kind: z.enum(['here', 'gone', 'joins']),
  tab: z.string(),
  follows: z.boolean(),
  usedAt: z.number(),
});

/** The other tabs of this browser that wait for a ticket. A page that goes away cannot wait for answers. */
export interface SearchTabs {
  count(): number;
  /** Whether this tab joins the match of the ticket. */
  joins(): boolean;
  close(): void;
}

/** @param follows whether the player of this tab wanted another match */
export function searchTabs(ticketId: string, follows: () => boolean): SearchTabs {
  const tab = Math.random().toString(36);
  const known = new Map<string, Claim>();
  const channel = new BroadcastChannel(`turnlift search ${ticketId}`);
  const own = (): Claim => ({ tab, follows: follows(), usedAt: lastUse() });
  let isJoined = false;
  const send = (kind: 'here' | 'gone' | 'joins'): void => channel.postMessage({ kind, ...own() });
  channel.onmessage = ({ data }) => {
    const read = message.safeParse(data);
    if (!read.success) return;
    const { kind, ...claim } = read.data;
    const isNew = !known.has(claim.tab);
    isJoined ||= kind === 'joins';
    if (kind === 'gone') known.delete(claim.tab);
    else known.set(claim.tab, claim);
    if (kind === 'here' && isNew) send('here');
  };
  const unwatch = onUse(() => send('here'));
  send('here');
  let isOpen = true;
  return {
    count: () => known.size,
    joins: () => {
      // The other's watch has ended when its match is open, often before this tab hears of the match.
      if (isJoined || !joinsFirst(own(), [...known.values()])) return false;
      send('joins');
      return true;
    },
    close: () => {
      unwatch();
      if (isOpen) send('gone');
      isOpen = false;
      channel.close();
    },
  };
}
