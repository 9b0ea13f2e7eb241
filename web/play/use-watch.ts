import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type WatchedMatch } from '../../client/index';
import { type Game } from '../../core/define';
import { loadGame } from '../parts/games';
import { backend } from './account';
import { type ArrivedStep, arrivedNow } from './arrived-step';
import { hadHiddenCommands } from './hidden-commands';
import { isNews, revealed, RevealReads } from './reveal-reads';
import { type Trouble, troubleOf } from './trouble';

/** The parts of a watched match that a page has read. */
export function useWatch(matchId: string) {
  const match = useSignal<WatchedMatch | undefined>(undefined);
  const game = useSignal<Game | undefined>(undefined);
  const steps = useSignal<readonly ArrivedStep[]>([]);
  const more = useSignal(true);
  const trouble = useSignal<Trouble | undefined>(undefined);
  const isLost = useSignal(false);
  useEffect(() => {
    const left = new AbortController();
    const reads = new RevealReads();
    /** Answers after which there was nothing more to read. The first has what is public by then. */
    let upToDate = 0;
    const onMatch = (read: WatchedMatch, isBehind: boolean): void => {
      match.value = read;
      more.value = isBehind;
      if (!isBehind) upToDate += 1;
    };
    const onConnection = (change: 'lost' | 'restored'): void => {
      isLost.value = change === 'lost';
    };
    const readAgain = async (): Promise<void> => {
      const again = await stepsUpTo(matchId, steps.value.at(-1)?.sequence ?? 0, left.signal);
      reads.done(isNews(steps.value, again));
      steps.value = revealed(steps.value, again);
    };
    const follow = async (): Promise<void> => {
      for await (const step of backend.watch(matchId, { signal: left.signal, onMatch, onConnection })) {
        if (left.signal.aborted) return;
        game.value ??= await loadGame(step.match.game);
        steps.value = [...steps.value, arrivedNow(step)];
        const isOver = step.match.result !== undefined || step.match.abandoned !== undefined;
        if (upToDate < 2 || !hadHiddenCommands(game.value, steps.value)) continue;
        // Without an answer the list stays as it was seen.
        if (isOver || reads.wants(game.value, steps.value)) readAgain().catch(() => undefined);
      }
    };
    follow().catch((error: unknown) => {
      trouble.value = troubleOf(error);
    });
    return () => left.abort();
  }, [matchId]);
  return { match, game, steps, more, trouble, isLost };
}

/** Steps that were read before, with what has become public of their commands since. */
async function stepsUpTo(
  matchId: string,
  sequence: number,
  signal: AbortSignal,
): Promise<readonly Pick<ArrivedStep, 'sequence' | 'action'>[]> {
  const read: Pick<ArrivedStep, 'sequence' | 'action'>[] = [];
  for await (const step of backend.watch(matchId, { signal })) {
    read.push({ sequence: step.sequence, action: step.action });
    if (step.sequence >= sequence) break;
  }
  return read;
}
