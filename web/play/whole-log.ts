import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { account } from './account';
import { hidesCommands } from './hides-commands';
import { logUpTo } from './matches';
import { type PlayedMatch, type ShownEntry } from './seat';

/**
 * The entries of a match: as this player has seen them, and whole once it is over. The commands that were
 * hidden during the match are then visible.
 */
export function useEntries({ live, game, earlier, events, result }: PlayedMatch): readonly ShownEntry[] {
  const whole = useSignal<readonly ShownEntry[] | undefined>(undefined);
  const seen = [...earlier.value, ...events.value];
  const isRevealed = result.value !== undefined && hidesCommands(game, seen);
  useEffect(() => {
    const { player } = account.value ?? {};
    if (!isRevealed || player === undefined) return;
    logUpTo(player, live.matchId, Infinity).then(
      (entries) => {
        whole.value = entries;
      },
      () => undefined, // the list stays as the player has seen it; the replay tells the reason
    );
  }, [isRevealed, live.matchId]);
  return whole.value ?? seen;
}
