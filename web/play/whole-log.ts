import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { account } from './account';
import { hadHiddenCommands } from './hidden-commands';
import { logUpTo } from './matches';
import { isNews, revealed, RevealReads } from './reveal-reads';
import { type PlayedMatch, type ShownEntry } from './seat';

/**
 * The entries of a match as this player may see them by now. A hidden command may become public while the
 * match runs, and is for everyone to see once it is over; the connection sends each entry once.
 */
export function useEntries({ live, game, earlier, events, result }: PlayedMatch): readonly ShownEntry[] {
  const read = useSignal<readonly ShownEntry[]>([]);
  const reads = useRef(new RevealReads());
  const received = [...earlier.value, ...events.value];
  const seen = revealed(received, read.value);
  const isOver = result.value !== undefined;
  const newest = received.at(-1);
  const hides = hadHiddenCommands(game, received);
  useEffect(() => {
    const { player } = account.value ?? {};
    if (!hides || player === undefined) return;
    if (!isOver && !reads.current.wants(game, seen)) return;
    logUpTo(player, live.matchId, Infinity).then(
      (entries) => {
        // An answer that comes late knows less than the answer before it.
        if (entries.length < read.value.length) return;
        reads.current.done(isNews(seen, entries));
        read.value = entries;
      },
      () => undefined, // the list stays as the player has seen it; the replay shows the reason
    );
  }, [hides, isOver, newest?.sequence, live.matchId]);
  return isOver && read.value.length >= received.length ? read.value : seen;
}
