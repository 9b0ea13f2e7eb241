import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { account } from './account';
import { displayName, nameAt } from './names';
import { asOptions } from './options';
import { Rematch } from './rematch';
import { go, hashOf } from './route';
import { startSearch } from './search';
import { type PlayedMatch } from './seat';
import { boardOf, type ShownBoard } from './shown-board';
import { ordinal } from './told-match';

const headings = { win: 'You won', loss: 'You lost', draw: 'A draw' } as const;

/** After this time the board is read again, in milliseconds. */
const boardDelayMs = 2500;

/** The result in words, the player's rating, the top of the board, and what to do next. */
export function Ending({ match }: { readonly match: PlayedMatch }) {
  const { live, result } = match;
  const board = useSignal<ShownBoard | undefined>(undefined);
  const rating = useSignal<number | undefined>(undefined);
  useEffect(() => {
    const { player } = account.value ?? {};
    player?.me().then(
      ({ standings }) => {
        rating.value = standings.find(({ game }) => game === live.game)?.rating;
      },
      () => undefined,
    );
    const look = (): void => {
      boardOf(live.game).then(
        (found) => {
          board.value = found;
        },
        () => undefined, // without a board only the result is shown
      );
    };
    look();
    // Boards lag seconds behind results.
    const timer = setTimeout(look, boardDelayMs);
    return () => clearTimeout(timer);
  }, []);
  const ended = result.value;
  if (ended === undefined) return null;
  const outcome = ended.outcomes[live.seat] ?? 'draw';
  const place = ended.places[live.seat] ?? 0;
  const again = (): void => {
    go({ at: 'lobby' });
    startSearch({ game: live.game, options: asOptions(live.options) });
  };
  return (
    <section class="ending" aria-label="result">
      <h2 class={outcome}>
        {live.players.length > 2 ? `${ordinal(place)} of ${live.players.length}` : headings[outcome]}
      </h2>
      <p class="calm">
        {ended.reason.replaceAll('-', ' ')}
        {live.rated ? '' : ', not rated'}
        {rating.value === undefined ? '' : ` · your rating is ${Math.round(rating.value)}`}
      </p>
      {board.value === undefined ? null : (
        <ol class="ranks" aria-label={`leaderboard: ${board.value.name}`}>
          {board.value.entries.map((entry) => (
            <li key={entry.playerId} class={entry.playerId === live.players[live.seat] ? 'own' : ''}>
              <span>{entry.rank}</span>
              <span class="who">{entry.displayName ?? displayName(entry.playerId)}</span>
              <span>{Math.round(entry.score)}</span>
            </li>
          ))}
        </ol>
      )}
      <div class="field">
        <Rematch
          matchId={live.matchId}
          seat={live.seat}
          endedAt={ended.endedAt}
          nameOf={(seat) => nameAt(live.players, seat)}
        />
        {live.matchmaking === null ? null : (
          <button type="button" onClick={again}>
            Another opponent
          </button>
        )}
        <a class="button" href={hashOf({ at: 'replay', matchId: live.matchId })}>
          Replay
        </a>
        <a class="button" href="#/">
          Other games
        </a>
      </div>
    </section>
  );
}
