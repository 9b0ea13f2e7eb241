import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { messageOf } from '../../core/message-of';
import { type GameDocument } from '../../client/index';
import { type Drawing } from '../../core/drawing';
import { type Json } from '../../core/json';
import { seatColours } from '../drawing/draw-match';
import { DrawingView } from '../drawing/drawing';
import { pictureOf } from '../drawing/picture';
import { account, backend } from './account';
import { seatsOf } from './games';
import { loadGame, titleOf } from '../parts/games';
import { defaultsOf, OptionFields } from './options';
import { hashOf } from './route';
import { search, startSearch } from './search';
import { SearchView } from './search-view';

/** A wall of games; while a search runs, the wait in its place. */
export function Lobby() {
  const games = useSignal<readonly GameDocument[] | undefined>(undefined);
  const trouble = useSignal<string | undefined>(undefined);
  useEffect(() => {
    backend.games().then(
      (known) => {
        games.value = known;
      },
      (error: unknown) => {
        trouble.value = messageOf(error);
      },
    );
  }, []);
  if (search.value !== undefined) return <SearchView current={search.value} />;
  if (trouble.value !== undefined)
    return (
      <p class="notice bad" role="alert">
        {trouble.value}
      </p>
    );
  if (games.value === undefined) return <p class="calm">Looking which games there are …</p>;
  return (
    <section aria-label="games">
      <RunningMatches />
      <h1>What would you like to play?</h1>
      <ul class="wall">
        {games.value.map((game) => (
          <li key={game.game}>
            <GameCard game={game} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Drawn by the game itself; nothing in it can be used or read. */
function Picture({ game }: { readonly game: string }) {
  const drawing = useSignal<Drawing<Json> | undefined>(undefined);
  useEffect(() => {
    loadGame(game).then(
      (loaded) => {
        drawing.value = loaded && pictureOf(loaded);
      },
      () => undefined, // a card without a picture is still a card
    );
  }, [game]);
  return (
    <div
      class="picture"
      aria-hidden="true"
      inert
      style={drawing.value && seatColours({ drawing: drawing.value, failure: undefined })}
    >
      {drawing.value === undefined ? null : (
        <DrawingView drawing={drawing.value} context={{ nameOf: (seat) => `${seat + 1}`, play: undefined }} />
      )}
    </div>
  );
}

/** Matches that go on: the way back for a page that was closed. */
function RunningMatches() {
  const matches = useSignal<readonly { readonly matchId: string; readonly game: string }[]>([]);
  useEffect(() => {
    account.value?.player.me().then(
      (me) => {
        matches.value = me.matches;
      },
      () => undefined, // the games are there all the same
    );
  }, []);
  if (matches.value.length === 0) return null;
  return (
    <div class="running">
      <h2>Your matches</h2>
      {matches.value.map(({ matchId, game }) => (
        <a key={matchId} class="button" href={hashOf({ at: 'match', matchId })}>
          Go on with {titleOf(game)}
        </a>
      ))}
    </div>
  );
}

function GameCard({ game }: { readonly game: GameDocument }) {
  const options = useSignal<Readonly<Record<string, Json>>>(defaultsOf(game.options));
  const start = (): void => startSearch({ game: game.game, options: options.value });
  return (
    <article class="game">
      <Picture game={game.game} />
      <h2>{titleOf(game.game)}</h2>
      <p class="calm">
        {seatsOf(game)}
        {game.teams ? ', in teams' : ''}
      </p>
      <OptionFields
        schema={game.options}
        values={options.value}
        change={(values) => {
          options.value = values;
        }}
      />
      <button type="button" class="accent" onClick={start}>
        Play
      </button>
    </article>
  );
}
