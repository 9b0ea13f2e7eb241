import { type WatchedMatch } from '../../client/index';
import { titleOf } from '../parts/games';
import { useOffline } from './use-offline';
import { useWatch } from './use-watch';
import { watchedKind } from './watched-kind';
import { WatchedView } from './watched-match';

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
      The connection is lost. This board may be old: the match comes back by itself.
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
