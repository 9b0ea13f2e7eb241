import { signal } from '@preact/signals';
import { ApiError, NoMatch } from '../../client/errors';
import { type FollowOptions, type FoundMatch, type Player, type TicketDocument } from '../../client/index';
import { account, onSignOut, signOutGone } from './account';
import { type SearchWatch, type StateOfSearch, watchSearch } from './left-search';
import { asOptions } from './as-options';
import { searchMatch } from './search-match';
import { gameOf } from './games';
import { lostWords } from './lost-search';
import { hearReplacements, onReplaced, tellReplacement } from './replaced-search';
import { go, goInstead, isAt, routeOf } from './route';
import { isSameMatch } from './same-match';
import { type Wanted } from './wanted';
import { type Trouble, troubleOf } from './trouble';

/** The state of a search for a match. */
export interface RunningSearch {
  readonly wanted: Wanted;
  /** `Date.now()` at its start, or when this page resumed it. */
  readonly since: number;
  readonly ticket: TicketDocument | undefined;
  /** `Date.now()` when its ticket was read, or at its start. */
  readonly heardAt: number;
  /** The reason why it ended without a match. */
  readonly ended: Trouble | undefined;
  /** The match that it found while its player plays another one. */
  readonly found: string | undefined;
  /** The match that it found, which another tab of its player has opened. */
  readonly elsewhere: string | undefined;
  /** The match that its player wanted, where it follows the search of another tab for another one. */
  readonly instead: Wanted | undefined;
  /** It follows a search whose match was over before it began. */
  readonly isSecond: boolean;
  /** Its player is leaving it for something else. */
  readonly isLeft: boolean;
  readonly cancel: () => void;
}

/** Whether a search still looks for players. */
export const isLooking = ({ ended, found, elsewhere }: RunningSearch): boolean =>
  ended === undefined && found === undefined && elsewhere === undefined;

export const search = signal<RunningSearch | undefined>(undefined);

/**
 * Searches for a match, then opens it. A search that runs is for the same match, or ends: a player has one
 * ticket.
 */
export function startSearch(wanted: Wanted): void {
  const { value: running } = search;
  const show = (): void => go({ at: 'search' });
  const replaces = running?.ticket?.ticketId;
  const begins = (): void => {
    beginAnew(wanted, { replaces });
    show();
  };
  if (running === undefined || !isLooking(running)) begins();
  else if (isSame(running.wanted, wanted)) show();
  // Its match is being placed: the page of the search says so.
  else stopSearch().then(begins, show);
}

const isSame = (one: Wanted, other: Wanted): boolean => isSameMatch(one, other, gameOf(one.game)?.options);

/** How a search follows another one. */
interface Before {
  readonly isSecond?: boolean;
  /** An earlier page or another tab has opened its ticket. */
  readonly isResumed?: boolean;
  /** The ticket that its player ended for it. */
  readonly replaces?: string | undefined;
}

/** Begins a search where none runs; the page stays where it is. */
export const beginAnew = (wanted: Wanted, before: Before = {}): void =>
  begin(wanted, (player, options, onOther) => searchMatch(player, wanted, options, onOther), before);

/** Ends the search of another tab that this page follows, and begins the search that its player wanted. */
export function changeSearch(wanted: Wanted): void {
  const replaces = search.value?.ticket?.ticketId;
  // Where its match is being placed meanwhile, the page of the search says so.
  stopSearch().then(
    () => beginAnew(wanted, { replaces }),
    () => undefined,
  );
}

/** Whether this page was opened at the search: it leads there again, until another place was opened. */
let isOpenedHere = isAt('search');

/**
 * Whether this page still loads at the search. All tabs of a player may be reloaded together: the search that
 * this one showed is then cancelled, and another tab begins it again.
 */
export const loadsAtSearch = (): boolean => isOpenedHere && performance.now() < maxLoadMs;

/** Milliseconds within which the tabs that were reloaded together have begun their searches again. */
const maxLoadMs = 10_000;

/** Resumes a search that an earlier page of this player began. The player stays where the page was opened. */
export function resumeSearch({ ticketId, game }: Pick<TicketDocument, 'ticketId' | 'game'>): void {
  const follow: Find = (player, options) => player.followTicket(ticketId, options);
  begin({ game, options: {} }, follow, { isResumed: true });
  if (isOpenedHere) goInstead({ at: 'search' });
  isOpenedHere = false;
}

/** Loaded during a wait: the games are drawn without it. */
const loadMatches = () => import('./matches.js');

/** Changes a search; one that another has replaced changes nothing. */
type Change = (next: (running: RunningSearch) => RunningSearch | undefined) => void;
type Find = (player: Player, options: FollowOptions, onOther: () => void) => Promise<FoundMatch>;

function begin(wanted: Wanted, find: Find, { isSecond = false, isResumed = false, replaces }: Before): void {
  const { player } = account.value ?? {};
  if (player === undefined) return;
  const { playerId } = player;
  hearReplacements(playerId);
  const abort = new AbortController();
  const cancel = (): void => {
    abort.abort();
    change((running) => ({ ...running, isLeft: true }));
  };
  search.value = {
    wanted,
    since: Date.now(),
    ticket: undefined,
    heardAt: Date.now(),
    ended: undefined,
    found: undefined,
    elsewhere: undefined,
    instead: undefined,
    isSecond,
    isLeft: false,
    cancel,
  };
  const change: Change = (next) => {
    if (search.value?.cancel === cancel) search.value = next(search.value);
  };
  loadMatches().catch(() => undefined); // it is asked for again below
  let watch: SearchWatch | undefined;
  /** Another one where the search of another tab is followed. */
  let { game } = wanted;
  let isOther = false;
  const onOther = (): void => {
    isOther = true;
  };
  const onTicket = (ticket: TicketDocument): void => {
    ({ game } = ticket);
    const asked = { game: ticket.game, options: asOptions(ticket.options) };
    const instead = isOther && !isSame(asked, wanted) ? wanted : undefined;
    change((running) => ({ ...running, wanted: asked, ticket, heardAt: Date.now(), instead }));
    const follows = (): boolean => search.value?.instead !== undefined;
    if (watch !== undefined) return;
    const { ticketId } = ticket;
    const tab = { isResumed: isResumed || isOther, follows };
    watch = watchSearch(player, ticketId, asked, tab, () => stateOf(cancel));
    if (replaces !== undefined) tellReplacement(playerId, { replaces, ticketId, game });
  };
  find(player, { signal: abort.signal, onTicket }, onOther)
    .then(async (found) => {
      if (abort.signal.aborted) return callOff(player, found, change);
      const onElsewhere = (): void => change((running) => ({ ...running, elsewhere: found.matchId }));
      const joins = (await watch?.joins(onElsewhere)) ?? true;
      if (!joins || search.value?.cancel !== cancel) return undefined;
      return enter(player, game, found, change);
    })
    .catch((error: unknown) => {
      const { value: running } = search;
      if (running?.cancel === cancel) end(running, playerId, error);
    })
    .finally(() => watch?.end());
}

/** Ends a search without a match, or continues it with another ticket. */
function end(running: RunningSearch, playerId: string, error: unknown): void {
  const because = error instanceof NoMatch ? (error.ticket.endedBecause ?? error.ticket.status) : undefined;
  // Its player wants something else: that needs no message, also when another end came first.
  const { isLeft } = running;
  // Without an answer for minutes its ticket has ended by itself.
  const isGone = because !== undefined || (error instanceof ApiError && error.isTransient);
  if (because === 'cancelled' || (isGone && isLeft)) {
    search.value = undefined;
    // Another tab has ended it, which may begin another one.
    const ended = isLeft ? undefined : running.ticket?.ticketId;
    if (ended !== undefined)
      onReplaced(playerId, ended, (ticket) => {
        // The player of this tab did not ask for it: a bar above the games shows it.
        if (isAt('search')) goInstead({ at: 'lobby' });
        if (search.value === undefined) resumeSearch(ticket);
      });
    return;
  }
  // The player still wants a match.
  if (because === 'match-left') return beginAnew(running.wanted, { isSecond: true });
  search.value = { ...running, ended: endOf(error) };
  const isUnknown = error instanceof ApiError && (error.status === 401 || error.status === 404);
  if (because === 'player-removed' || isUnknown) void signOutGone();
}

// A player who has signed out looks for no match.
onSignOut(() => {
  const stopping = stopSearch();
  search.value = undefined;
  return stopping;
});

/** Ends the match that was found before the player's cancellation had arrived: it is not counted. */
async function callOff(player: Player, found: FoundMatch, change: Change): Promise<void> {
  try {
    const live = await player.connect(found);
    await live.abort().finally(() => live.leave());
  } catch {
    // It is over already, or is played in another tab: the games lead to it.
  }
  change(() => undefined);
}

/** Opens the match that was found, unless its player is at something else. */
async function enter(player: Player, game: string, found: FoundMatch, change: Change): Promise<void> {
  const { matchId } = found;
  const { join, isPlayed } = await loadMatches();
  const at = routeOf(location.hash);
  // A player is not torn out of a running match: a bar leads to the other one.
  if (at.at === 'match' && isPlayed(at.matchId)) return change((running) => ({ ...running, found: matchId }));
  await join(player, game, () => player.connect(found));
  // Back leads from the match to the games, not to a search that is over.
  (isAt('search') ? goInstead : go)({ at: 'match', matchId });
  change(() => undefined);
}

function endOf(error: unknown): Trouble {
  const message = error instanceof ApiError ? lostWords(error) : undefined;
  return message === undefined ? troubleOf(error) : { message };
}

/** The search with this `cancel`, for a page that goes away. */
function stateOf(cancel: () => void): StateOfSearch {
  const { value: running } = search;
  if (running?.cancel !== cancel) return 'matched';
  if (running.isLeft) return 'cancelled';
  const status = running.ticket?.status;
  return status === 'queued' || status === 'searching' ? 'searches' : 'matched';
}

/** Ends the running search. @throws ApiError while its match is being placed */
export async function stopSearch(): Promise<void> {
  const { value: running } = search;
  const { player } = account.value ?? {};
  if (running === undefined || player === undefined || !isLooking(running)) return;
  const ticketId = running.ticket?.ticketId;
  if (ticketId === undefined) return running.cancel();
  leave(running, true);
  try {
    await player.cancelTicket(ticketId);
  } catch (error) {
    leave(running, false);
    throw error;
  }
}

function leave({ cancel }: RunningSearch, isLeft: boolean): void {
  if (search.value?.cancel === cancel) search.value = { ...search.value, isLeft };
}

/** As `stopSearch`, before its player begins another match: the page shows that it has ended. */
export async function leaveSearch(): Promise<void> {
  const { value: running } = search;
  const { player } = account.value ?? {};
  await stopSearch();
  if (running === undefined || !isLooking(running) || account.value?.player !== player) return;
  // Its ticket may have been read as cancelled before the cancellation is answered: it is gone then.
  if (search.value !== undefined && search.value.cancel !== running.cancel) return;
  const ended = { message: 'the search has ended, since you play another match.' };
  // The page no longer reads this ticket.
  search.value = { ...running, ended, cancel: () => undefined };
}

/**
 * Ends the search of a player who opens a match, and says so; a match that is found already waits in a bar.
 */
export async function endSearchForMatch(matchId: string): Promise<void> {
  const { found, elsewhere } = search.value ?? {};
  if (found === matchId || elsewhere === matchId) search.value = undefined;
  else await leaveSearch().catch(() => undefined);
}
