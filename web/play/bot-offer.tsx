import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { startPractice } from './arranged';
import { gameOf, loadGames } from './games';
import { type Wanted } from './wanted';
import { type Trouble, TroubleNotice, troubleOf } from './trouble';

/** After this wait a player is offered a bot. */
export const botOfferDelayMs = 12_000;

/**
 * Offers a bot when no players come.
 * @param stop ends the search; while that fails (the match is beginning, for example) no bot plays
 */
export function BotOffer({
  wanted,
  stop,
}: {
  readonly wanted: Wanted;
  readonly stop: () => Promise<unknown>;
}) {
  const due = useSignal(false);
  const busy = useSignal(false);
  const trouble = useSignal<Trouble | undefined>(undefined);
  useEffect(() => {
    // Without the games there is no offer; the search continues.
    loadGames().catch(() => undefined);
    const timer = setTimeout(() => {
      due.value = true;
    }, botOfferDelayMs);
    return () => clearTimeout(timer);
  }, []);
  const hasBot = (gameOf(wanted.game)?.botLevels.length ?? 0) > 0;
  if (!due.value || !hasBot) return null;
  const play = (): void => {
    busy.value = true;
    stop()
      .then(() => startPractice(wanted))
      .catch((error: unknown) => {
        trouble.value = troubleOf(error);
        busy.value = false;
      });
  };
  return (
    <div class="offer" role="status">
      <p>No player has come yet. A bot would play at once.</p>
      <button type="button" disabled={busy.value} onClick={play}>
        Play a bot instead
      </button>
      <TroubleNotice trouble={trouble.value} />
    </div>
  );
}
