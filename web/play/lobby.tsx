import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type GameDocument } from '../../client/index';
import { type Drawing } from '../../core/drawing';
import { type Json } from '../../core/json';
import { seatColours } from '../drawing/draw-match';
import { DrawingView } from '../drawing/drawing';
import { pictureOf } from '../drawing/picture';
import { backend } from './account';
import { loadGame, seatsOf, titleOf } from './games';
import { defaultsOf, OptionFields } from './options';
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
        trouble.value = error instanceof Error ? error.message : String(error);
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
