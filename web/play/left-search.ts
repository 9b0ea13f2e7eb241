import * as z from 'zod/mini';
import { type Player } from '../../client/index';
import { type Json } from '../../core/json';
import { lastUse, onUse } from './last-use';
import { tellChange } from './player-changes';
import { type OwnTab, type SearchTabs } from './search-tabs';
import { type Wanted } from './wanted';

/*
 * A page that goes away cancels its search: other players would otherwise get a match with a player who is
 * gone. A page cannot know whether it is closed or reloaded. So it cancels in both cases, and notes its
 * search in the storage of the tab, which a reload keeps and a closed tab loses. The reloaded page opens a
 * new ticket for the same match; the price is the age of the old one. A search that its player had cancelled
 * while the connection was lost is noted as well: the reloaded page cancels it once more, and opens nothing.
 * A search whose match is placed is noted and not cancelled: the reloaded page opens the match.
 */

const json: z.ZodMiniType<Json> = z.json();
const noted = z.object({
  ticketId: z.string(),
  game: z.string(),
  options: z.record(z.string(), json),
  state: z.enum(['searches', 'cancelled', 'matched']),
});
export type LeftSearch = z.output<typeof noted>;

const place = 'turnlift search';

/** Whether this tab had a search when its page went away. */
export function hasLeftSearch(): boolean {
  try {
    return sessionStorage.getItem(place) !== null;
  } catch {
    return false; // storage is disabled
  }
}

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

/**
 * `cancelled`: its player wants it no more, and the request may have no answer yet; `matched`: a match that
 * is found should be played.
 */
export type StateOfSearch = LeftSearch['state'];

const loadTabs = () => import('./search-tabs.js');

/** The view that a tab has of its running search. */
export interface SearchWatch {
  /**
   * Whether this tab opens the match that was found; others of its player may wait for it as well.
   * @param onElsewhere called when it is another tab's turn, before that is certain
   */
  joins(onElsewhere: () => void): Promise<boolean>;
  end(): void;
}

/**
 * Cancels a ticket when this page goes away, unless another tab of the player waits for the same ticket, or
 * may do so. The other pages of the player hear of its beginning and its end.
 * @param stateNow the search when the page goes away
 */
export function watchSearch(
  player: Pick<Player, 'playerId' | 'cancelTicket'>,
  ticketId: string,
  wanted: Wanted,
  { isResumed, follows }: Pick<OwnTab, 'isResumed' | 'follows'>,
  stateNow: () => StateOfSearch,
): SearchWatch {
  const tab = Math.random().toString(36);
  // Others hear of this tab before its code of the tabs is loaded: they may be closed at any moment.
  const channel = new BroadcastChannel(`turnlift search ${ticketId}`);
  channel.postMessage({ kind: 'here', tab, follows: follows(), usedAt: lastUse() });
  let tabs: SearchTabs | undefined;
  let isOver = false;
  const loading = loadTabs().then(
    ({ searchTabs }) => {
      const locks = 'locks' in navigator ? navigator.locks : undefined;
      if (!isOver) tabs = searchTabs(channel, ticketId, { tab, isResumed, follows, lastUse, onUse }, locks);
    },
    () => undefined, // without a connection this tab knows no other
  );
  const leave = (): void => {
    const mayHaveOthers = tabs?.mayHaveOthers() ?? isResumed;
    if (tabs === undefined) channel.postMessage({ kind: 'gone', tab, follows: false, usedAt: 0 });
    tabs?.close();
    const state = stateNow();
    if (state === 'searches' && mayHaveOthers) return;
    try {
      const left: LeftSearch = { ticketId, ...wanted, state };
      sessionStorage.setItem(place, JSON.stringify(left));
    } catch {
      return; // a reloaded page could not continue the search
    }
    if (state !== 'matched') player.cancelTicket(ticketId, { leaving: true }).catch(() => undefined);
  };
  addEventListener('pagehide', leave);
  tellChange(player.playerId);
  return {
    joins: async (onElsewhere) => {
      // A ticket may have its match when this tab hears of it first.
      await loading;
      return tabs?.joins(onElsewhere) ?? true;
    },
    end: () => {
      isOver = true;
      removeEventListener('pagehide', leave);
      (tabs ?? channel).close();
      tellChange(player.playerId);
    },
  };
}
