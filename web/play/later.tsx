import { type ComponentType } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** A replay folds matches with the whole engine: the page loads it when one is opened. */
export function LaterReplay({ matchId }: { readonly matchId: string }) {
  const loaded = useSignal<{ readonly Replay: ComponentType<{ matchId: string }> } | undefined>(undefined);
  useEffect(() => {
    import('./replay.js').then(
      ({ Replay }) => {
        loaded.value = { Replay };
      },
      () => undefined, // the result is shown all the same
    );
  }, []);
  if (loaded.value === undefined) return <p class="calm">Loading the replay …</p>;
  const { Replay } = loaded.value;
  return <Replay matchId={matchId} />;
}
