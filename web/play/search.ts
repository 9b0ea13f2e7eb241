import { signal } from '@preact/signals';
import {
  type FollowOptions,
  type FoundMatch,
  NoMatch,
  type Player,
  type TicketDocument,
} from '../../client/index';
import { type Json } from '../../core/json';
import { account } from './account';
import { join } from './matches';
import { asOptions } from './options';
import { go } from './route';
import { type Trouble, troubleOf } from './trouble';

/** The match that a player searches for. */
export interface Wanted {
  readonly game: string;
  readonly options: Readonly<Record<string, Json>>;
}

/** The state of a search for a match. */
export interface RunningSearch {
  readonly wanted: Wanted;
  /** `Date.now()` at its start, or when this page resumed it. */
  readonly since: number;
  readonly ticket: TicketDocument | undefined;
  /** The reason why it ended without a match. */
  readonly ended: Trouble | undefined;
  readonly cancel: () => void;
}

export const search = signal<RunningSearch | undefined>(undefined);

/** Searches for a match, then opens it. */
export function startSearch(wanted: Wanted): void {
  begin(wanted, (player, options) => player.findMatch({ ...wanted, ...options }));
}

/** Resumes a search that an earlier page of this player began. */
export function resumeSearch({ ticketId, game }: Pick<TicketDocument, 'ticketId' | 'game'>): void {
  begin({ game, options: {} }, (player, options) => player.followTicket(ticketId, options));
}

type Find = (player: Player, options: FollowOptions) => Promise<FoundMatch>;

function begin(wanted: Wanted, find: Find): void {
  const { player } = account.value ?? {};
  if (player === undefined) return;
  const abort = new AbortController();
  search.value = {
    wanted,
    since: Date.now(),
    ticket: undefined,
    ended: undefined,
    cancel: () => abort.abort(),
  };
  follow(player, find, abort.signal).catch((error: unknown) => {
    if (search.value === undefined) return;
    // A ticket that the player cancelled needs no message.
    search.value =
      error instanceof NoMatch && error.ticket.status === 'cancelled'
        ? undefined
        : { ...search.value, ended: troubleOf(error) };
  });
}

async function follow(player: Player, find: Find, signal: AbortSignal): Promise<void> {
  const found = await find(player, {
    signal,
    onTicket: (ticket) => {
      if (search.value === undefined) return;
      const wanted = { game: ticket.game, options: asOptions(ticket.options) };
      search.value = { ...search.value, wanted, ticket };
    },
  });
  await join(await player.connect(found));
  search.value = undefined;
  go({ at: 'match', matchId: found.matchId });
}

/** Ends the running search. @throws ApiError while its match is being placed */
export async function stopSearch(): Promise<void> {
  const { player } = account.value ?? {};
  const ticketId = search.value?.ticket?.ticketId;
  if (player !== undefined && ticketId !== undefined) await player.cancelTicket(ticketId);
}
