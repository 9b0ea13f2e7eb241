import { type Signal, signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type GameDocument, type MeDocument } from '../../client/index';
import { type Preview } from '../drawing/picture';
import { Later } from '../parts/later';
import { titleOf } from '../parts/games';
import { startInvitation, startPractice } from './arranged';
import { seatsOf } from './games';
import { HowToPlay } from './how-to-play';
import { type OptionsByName } from './as-options';
import { isLooking, search, startSearch } from './search';
import { type Trouble, TroubleNotice, troubleOf } from './trouble';

/** The options that a player has chosen on each card: a card comes again with them. */
const chosen = new Map<string, Signal<OptionsByName>>();

function chosenOptions(game: string): Signal<OptionsByName> {
  const known = chosen.get(game) ?? signal<OptionsByName>({});
  chosen.set(game, known);
  return known;
}

/** Loaded on demand: a card is drawn before its picture, and its options when they are opened. */
const loadPictures = () => import('./game-picture.js');
const loadOptions = async () => (await import('./options.js')).OptionFields;

/** Whether the JSON Schema of a game's options names any. */
const hasOptions = ({ properties }: GameDocument['options']): boolean =>
  typeof properties === 'object' && properties !== null && Object.keys(properties).length > 0;

/**
 * The picture on a game's card, once that is loaded: for a game without a drawing, the letters of its name.
 */
interface Shown extends Preview {
  readonly View?: Awaited<ReturnType<typeof loadPictures>>['GamePicture'];
}

async function shownOf(game: string): Promise<Shown> {
  const { previewOf, GamePicture } = await loadPictures();
  return { ...previewOf(game), View: GamePicture };
}

/** The preview of a game; undefined until it is loaded, and empty when it cannot be. */
function useShown(game: string): Shown | undefined {
  const shown = useSignal<Shown | undefined>(undefined);
  useEffect(() => {
    shownOf(game).then(
      (read) => {
        shown.value = read;
      },
      () => {
        shown.value = {};
      },
    );
  }, [game]);
  return shown.value;
}

/** Not interactive, and hidden from screen readers. */
function Picture({ game, shown }: { readonly game: string; readonly shown: Shown | undefined }) {
  const { drawing, View } = shown ?? {};
  return (
    <div class="picture" aria-hidden="true" inert>
      {drawing === undefined || View === undefined ? null : <View drawing={drawing} />}
      {shown !== undefined && drawing === undefined ? (
        <span class="letters">{lettersOf(titleOf(game))}</span>
      ) : null}
    </div>
  );
}

/** `Plain race` → `PR`. */
const lettersOf = (title: string): string =>
  title
    .split(' ')
    .slice(0, 3)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');

/** A game of the backend, and the ways to play it. */
export function GameCard({
  game,
  standing,
}: {
  readonly game: GameDocument;
  /** The player's own; undefined before the first match. */
  readonly standing: Pick<MeDocument['standings'][number], 'rating'> | undefined;
}) {
  const shown = useShown(game.game);
  const options = chosenOptions(game.game);
  const busy = useSignal(false);
  const trouble = useSignal<Trouble | undefined>(undefined);
  // One search at a time: the bar above the games ends it.
  const waits =
    busy.value ||
    (search.value !== undefined && (isLooking(search.value) || search.value.found !== undefined));
  const wanted = { game: game.game, options: options.value };
  const arrange = (arranged: Promise<void>): void => {
    busy.value = true;
    trouble.value = undefined;
    arranged
      .catch((error: unknown) => {
        trouble.value = troubleOf(error);
      })
      .finally(() => {
        busy.value = false;
      });
  };
  return (
    <article class="game">
      <Picture game={game.game} shown={shown} />
      <h2>{titleOf(game.game)}</h2>
      <p class="calm">
        {seatsOf(game)}
        {game.teams ? ', in teams' : ''}
        {standing === undefined ? '' : ` · your rating ${Math.round(standing.rating)}`}
      </p>
      <div class="folds">
        <HowToPlay words={shown?.howToPlay} />
        <Options schema={game.options} values={options} />
      </div>
      <div class="ways">
        <button type="button" class="accent" disabled={waits} onClick={() => startSearch(wanted)}>
          Play now
        </button>
        <button type="button" disabled={waits} onClick={() => arrange(startInvitation(wanted))}>
          With a friend
        </button>
        <AgainstBot
          levels={game.botLevels}
          disabled={waits}
          start={(strength) => arrange(startPractice(wanted, strength))}
        />
      </div>
      <TroubleNotice trouble={trouble.value} />
    </article>
  );
}

/** The controls of a match's options, where the game has any. */
function Options({
  schema,
  values,
}: {
  readonly schema: GameDocument['options'];
  readonly values: Signal<OptionsByName>;
}) {
  const isChosen = Object.keys(values.value).length > 0;
  const wasOpened = useSignal(isChosen);
  if (!hasOptions(schema)) return null;
  const change = (next: OptionsByName): void => {
    values.value = next;
  };
  const props = { schema, values: values.value, change };
  return (
    <details
      class="options"
      open={isChosen}
      onToggle={({ currentTarget }) => {
        wasOpened.value ||= currentTarget.open;
      }}
    >
      <summary>Options</summary>
      {wasOpened.value ? <Later load={loadOptions} what="the options" props={props} /> : null}
    </details>
  );
}

/** The game's bot, of the chosen strength: the middle one by default. */
function AgainstBot({
  levels,
  disabled,
  start,
}: {
  readonly levels: readonly string[];
  readonly disabled: boolean;
  readonly start: (strength: string) => void;
}) {
  const strength = useSignal(levels[Math.floor((levels.length - 1) / 2)] ?? '');
  if (levels.length === 0) return null;
  return (
    <div class="against-bot">
      <button type="button" disabled={disabled} onClick={() => start(strength.value)}>
        Against a bot
      </button>
      <select
        aria-label="strength of the bot"
        value={strength.value}
        onChange={({ currentTarget }) => {
          strength.value = currentTarget.value;
        }}
      >
        {levels.map((level) => (
          <option key={level}>{level}</option>
        ))}
      </select>
    </div>
  );
}
