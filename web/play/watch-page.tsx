import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type WatchedMatch } from '../../client/index';
import { type Game } from '../../core/define';
import { loadGame, titleOf } from '../parts/games';
import { backend } from './account';
import { type ArrivedStep, arrivedNow } from './arrived-step';
import { hidesCommands } from './hides-commands';
import { type Trouble, troubleOf } from './trouble';
import { watchedKind } from './watched-kind';
import { useOffline } from './use-offline';
import { WatchedView } from './watched-match';

/** What a page has read of a match that it watches. */
function useWatch(matchId: string) {
  const match = useSignal<WatchedMatch | undefined>(undefined);
  const game = useSignal<Game | undefined>(undefined);
  const steps = useSignal<readonly ArrivedStep[]>([]);
  const more = useSignal(true);
  const trouble = useSignal<Trouble | undefined>(undefined);
  const isLost = useSignal(false);
  useEffect(() => {
    const left = new AbortController();
    let wasRunning = false;
    const onMatch = (read: WatchedMatch, isBehind: boolean): void => {
      wasRunning ||= watchedKind(read, { replayed: true, more: isBehind }) === 'running';
      match.value = read;
      more.value = isBehind;
    };
    const onConnection = (change: 'lost' | 'restored'): void => {
      isLost.value = change === 'lost';
    };
    /** Reads the steps that were hidden while this page watched. */
    const readHidden = async (): Promise<void> => {
      const whole: ArrivedStep[] = [];
      for await (const step of backend.watch(matchId, { signal: left.signal })) whole.push(arrivedNow(step));
      if (!left.signal.aborted) steps.value = whole;
    };
    const follow = async (): Promise<void> => {
      for await (const step of backend.watch(matchId, { signal: left.signal, onMatch, onConnection })) {
        if (left.signal.aborted) return;
        game.value ??= await loadGame(step.match.game);
        steps.value = [...steps.value, arrivedNow(step)];
      }
      // Without an answer the list stays as it was seen.
      if (wasRunning && hidesCommands(game.value, steps.value)) await readHidden().catch(() => undefined);
    };
    follow().catch((error: unknown) => {
      trouble.value = troubleOf(error);
    });
    return () => left.abort();
  }, [matchId]);
  return { match, game, steps, more, trouble, isLost };
}

/**
 * A match for spectators, with its game's delay, at any step of the slider. No account is needed.
 * @param replayed its address is that of a replay
 */
export function WatchPage({ matchId, replayed }: { readonly matchId: string; readonly replayed: boolean }) {
  const { match, game, steps, more, trouble, isLost } = useWatch(matchId);
  const isOffline = useOffline();
  if (trouble.value !== undefined)
    return (
      <section class="notice bad" role="alert">
        <h1>The match cannot be watched</h1>
        <p>{trouble.value.message}</p>
        <a href="#/">To the games</a>
      </section>
    );
  const kind = match.value && watchedKind(match.value, { replayed, more: more.value });
  const isAway = kind !== 'over' && (isLost.value || isOffline);
  return (
    <>
      {isAway ? <LostBar /> : null}
      {match.value === undefined || kind === undefined ? (
        <h1 class="calm">Opening the match …</h1>
      ) : steps.value.length === 0 ? (
        <NotVisibleYet match={match.value} />
      ) : (
        <WatchedView
          match={match.value}
          game={game.value}
          steps={steps.value}
          kind={kind}
          source={isAway ? 'guessed' : 'heard'}
        />
      )}
    </>
  );
}

function LostBar() {
  return (
    <p class="bar warning" role="status">
      The connection is lost. What is shown may be old: the match comes back by itself.
    </p>
  );
}

function NotVisibleYet({ match: { game, delaySeconds } }: { readonly match: WatchedMatch }) {
  return (
    <section class="search">
      <h1>{titleOf(game)}</h1>
      <p role="status">The match is shown {delaySeconds} seconds late. Its start will be here in a moment.</p>
    </section>
  );
}
