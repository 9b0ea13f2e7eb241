import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type WatchedMatch } from '../../client/index';
import { type Game } from '../../core/define';
import { loadGame, titleOf } from '../parts/games';
import { backend } from './account';
import { type ArrivedStep, arrivedNow } from './arrived-step';
import { type Trouble, troubleOf } from './trouble';
import { WatchedView } from './watched-match';

/** A match for spectators, with its game's delay, at any step of the slider. No account is needed. */
export function WatchPage({ matchId }: { readonly matchId: string }) {
  const match = useSignal<WatchedMatch | undefined>(undefined);
  const game = useSignal<Game | undefined>(undefined);
  const steps = useSignal<readonly ArrivedStep[]>([]);
  const trouble = useSignal<Trouble | undefined>(undefined);
  useEffect(() => {
    const left = new AbortController();
    const onMatch = (read: WatchedMatch): void => {
      match.value = read;
    };
    const follow = async (): Promise<void> => {
      for await (const step of backend.watch(matchId, { signal: left.signal, onMatch })) {
        if (left.signal.aborted) return;
        game.value ??= await loadGame(step.match.game);
        steps.value = [...steps.value, arrivedNow(step)];
      }
    };
    follow().catch((error: unknown) => {
      trouble.value = troubleOf(error);
    });
    return () => left.abort();
  }, [matchId]);
  if (trouble.value !== undefined)
    return (
      <section class="notice bad" role="alert">
        <h1>The match cannot be watched</h1>
        <p>{trouble.value.message}</p>
        <a href="#/">To the games</a>
      </section>
    );
  if (match.value === undefined) return <h1 class="calm">Opening the match …</h1>;
  if (steps.value.length === 0)
    return (
      <section class="search">
        <h1>{titleOf(match.value.game)}</h1>
        <p role="status">
          The match is shown {match.value.delaySeconds} seconds late. Its start will be here in a moment.
        </p>
      </section>
    );
  return <WatchedView match={match.value} game={game.value} steps={steps.value} />;
}
