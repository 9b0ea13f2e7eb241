import * as z from 'zod/mini';
import { type Claim, joinsFirst } from './joining-tab';

/*
 * The tabs of one player that wait for the same ticket. One of them joins its match: a match that two tabs
 * join is lost to one of them, in which its player may just look at it. The tab that was used last joins. A
 * tab whose player wanted another match, and which only follows the search, joins when no other tab waits.
 *
 * Tabs hear of their match at different times, and of each other's use a few milliseconds late. So a tab also
 * takes the lock of the ticket, which the browser gives to one of them, before it joins.
 */

const message = z.object({
  /** `asks`: all others answer that they are here. `joins`: it opens the match, so no other does. */
  kind: z.enum(['here', 'asks', 'gone', 'joins']),
  tab: z.string(),
  follows: z.boolean(),
  usedAt: z.number(),
});

/** The other tabs of this browser that wait for a ticket. A page that goes away cannot wait for answers. */
export interface SearchTabs {
  count(): number;
  /**
   * Whether another tab waits for the ticket, as far as is known: a tab that did not open the ticket has not
   * heard of the others at first.
   */
  mayHaveOthers(): boolean;
  /**
   * Whether this tab joins the match of the ticket.
   * @param onElsewhere called when it is another tab's turn. The answer comes later then: a tab that has
   *   crashed does not take its turn
   */
  joins(onElsewhere: () => void): Promise<boolean>;
  close(): void;
}

/** The own tab, as its claim to the match depends on it. */
export interface OwnTab {
  /** A random word. */
  readonly tab: string;
  /** Whether it follows a ticket that it did not open, which another tab may have opened. */
  readonly isResumed: boolean;
  /** Whether its player wanted another match. */
  readonly follows: () => boolean;
  /** Epoch milliseconds of its last use. */
  readonly lastUse: () => number;
  /** Calls at each use. @returns a function that ends it */
  readonly onUse: (call: () => void) => () => void;
}

/** The part of a browser's locks that tabs need. */
export interface Locks {
  /** Holds a lock until the promise of `granted` settles; null when it is taken. */
  request(
    name: string,
    options: { readonly ifAvailable: true },
    granted: (lock: object | null) => Promise<void> | undefined,
  ): Promise<unknown>;
}

/** Milliseconds within which a tab hears of its match and joins, or answers, also one in the background. */
const turnMs = 15_000;
const ownTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, turnMs));

/**
 * @param channel of the ticket; the others know this tab from it already, or do not yet
 * @param locks undefined on pages without TLS, where the messages of the tabs alone decide
 * @param turn resolves when the tab whose turn it is would have joined, or when every tab would have answered
 */
export function searchTabs(
  channel: BroadcastChannel,
  ticketId: string,
  { tab, isResumed, follows, lastUse, onUse }: OwnTab,
  locks: Locks | undefined,
  turn = ownTurn,
): SearchTabs {
  const known = new Map<string, Claim>();
  const own = (): Claim => ({ tab, follows: follows(), usedAt: lastUse() });
  let isJoined = false;
  let hasHeard = !isResumed;
  const send = (kind: 'here' | 'asks' | 'gone' | 'joins'): void => channel.postMessage({ kind, ...own() });
  channel.onmessage = ({ data }) => {
    const read = message.safeParse(data);
    if (!read.success) return;
    const { kind, ...claim } = read.data;
    isJoined ||= kind === 'joins';
    hasHeard = true;
    if (kind === 'gone') known.delete(claim.tab);
    else known.set(claim.tab, claim);
    if (kind === 'asks') send('here');
  };
  const unwatch = onUse(() => send('here'));
  send('asks');
  let isOpen = true;
  // No answer by then: no other tab waits.
  void turn().then(() => {
    hasHeard = true;
  });
  return {
    count: () => known.size,
    mayHaveOthers: () => !hasHeard || known.size > 0,
    joins: async (onElsewhere) => {
      const lock = `turnlift match ${ticketId}`;
      // The other's watch has ended when its match is open, often before this tab hears of the match.
      if (!isJoined && joinsFirst(own(), [...known.values()]) && (await takes(locks, lock))) {
        if (isOpen) send('joins');
        return true;
      }
      onElsewhere();
      if (locks === undefined) return false;
      await turn();
      return takes(locks, lock);
    },
    close: () => {
      unwatch();
      if (isOpen) send('gone');
      isOpen = false;
      channel.close();
    },
  };
}

/** Takes a lock for as long as the page lives: a tab that comes later finds it taken, too. */
const takes = (locks: Locks | undefined, name: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    if (locks === undefined) return resolve(true);
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock === null ? undefined : new Promise(() => undefined);
      })
      .catch(reject);
  });
