import { signal } from '@preact/signals';
import { messageOf } from '../../core/message-of';
import { NoMatch, type Player, type TicketDocument } from '../../client/index';
import { type Json } from '../../core/json';
import { account } from './account';
import { join } from './matches';
import { go } from './route';

/** What a player looks for. */
export interface Wanted {
  readonly game: string;
  readonly options: Readonly<Record<string, Json>>;
}

/** A search for a match, as it stands. */
export interface RunningSearch {
  readonly wanted: Wanted;
  /** `Date.now()` at its start. */
  readonly since: number;
  readonly ticket: TicketDocument | undefined;
  /** Why it ended without a match. */
  readonly ended: string | undefined;
  readonly cancel: () => void;
}

export const search = signal<RunningSearch | undefined>(undefined);

/** Looks for a match until there is one, then goes to it. */
export function startSearch(wanted: Wanted): void {
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
  follow(player, wanted, abort.signal).catch((error: unknown) => {
    if (search.value === undefined) return;
    // A ticket that the player cancelled needs no words.
    search.value =
      error instanceof NoMatch && error.ticket.status === 'cancelled'
        ? undefined
        : { ...search.value, ended: messageOf(error) };
  });
}

async function follow(player: Player, { game, options }: Wanted, signal: AbortSignal): Promise<void> {
  const found = await player.findMatch({
    game,
    options,
    signal,
    onTicket: (ticket) => {
      if (search.value !== undefined) search.value = { ...search.value, ticket };
    },
  });
  await join(await player.connect(found));
  search.value = undefined;
  go({ at: 'match', matchId: found.matchId });
}
