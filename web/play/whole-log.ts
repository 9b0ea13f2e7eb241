import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Game } from '../../core/define';
import { account } from './account';
import { logUpTo } from './matches';
import { type PlayedMatch, type ShownEntry } from './seat';

/** Whether this player has seen some commands of others only in part. */
const hides = (game: Game | undefined, entries: readonly ShownEntry[]): boolean =>
  game?.with(({ display }) => display?.hiddenWords !== undefined) === true ||
  entries.some(({ action }) => action.kind === 'play' && action.command === null);

/**
 * The entries of a match: as this player has seen them, and whole once it is over. What was hidden during the
 * match is then for everyone to see.
 */
export function useEntries({ live, game, earlier, events, result }: PlayedMatch): readonly ShownEntry[] {
  const whole = useSignal<readonly ShownEntry[] | undefined>(undefined);
  const seen = [...earlier.value, ...events.value];
  const isRevealed = result.value !== undefined && hides(game, seen);
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
