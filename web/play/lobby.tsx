import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type GameDocument, type InvitationDocument, type MeDocument } from '../../client/index';
import { type Drawing } from '../../core/drawing';
import { type Json } from '../../core/json';
import { seatColours } from '../drawing/draw-match';
import { DrawingView } from '../drawing/drawing';
import { pictureOf } from '../drawing/picture';
import { account } from './account';
import { startInvitation, startPractice } from './arranged';
import { games, loadGames, seatsOf } from './games';
import { displayName } from './names';
import { loadGame, titleOf } from '../parts/games';
import { defaultsOf, OptionFields } from './options';
import { hashOf } from './route';
import { resumeSearch, search, startSearch } from './search';
import { SearchView } from './search-view';
import { type Trouble, TroubleNotice, troubleOf } from './trouble';

/** The list of games; during a search, the wait instead. */
export function Lobby() {
  const trouble = useSignal<Trouble | undefined>(undefined);
  useEffect(() => {
    loadGames().catch((error: unknown) => {
      trouble.value = troubleOf(error);
    });
  }, []);
  if (search.value !== undefined) return <SearchView current={search.value} />;
  if (trouble.value !== undefined) return <TroubleNotice trouble={trouble.value} />;
  if (games.value === undefined) return <p class="calm">Looking which games there are …</p>;
  return (
    <section aria-label="games">
      <UnderWay />
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

/** Drawn by the game itself, else its letters; not interactive, and hidden from screen readers. */
function Picture({ game }: { readonly game: string }) {
  const drawing = useSignal<Drawing<Json> | undefined>(undefined);
  const isLoaded = useSignal(false);
  useEffect(() => {
    loadGame(game).then(
      (loaded) => {
        drawing.value = loaded && pictureOf(loaded);
        isLoaded.value = true;
      },
      () => {
        isLoaded.value = true; // its letters stand for it
      },
    );
  }, [game]);
  return (
    <div
      class="picture"
      aria-hidden="true"
      inert
      style={drawing.value && seatColours({ drawing: drawing.value, failure: undefined })}
    >
      {drawing.value !== undefined ? (
        <DrawingView drawing={drawing.value} context={{ nameOf: (seat) => `${seat + 1}`, play: undefined }} />
      ) : isLoaded.value ? (
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

/** Running matches, open invitations and a running search: for a page that was closed. */
function UnderWay() {
  const me = useSignal<MeDocument | undefined>(undefined);
  useEffect(() => {
    account.value?.player.me().then(
      (read) => {
        me.value = read;
        const ticket = read.tickets[0];
        if (ticket !== undefined && search.value === undefined) resumeSearch(ticket);
      },
      () => undefined, // the games do not depend on it
    );
  }, []);
  const { matches, invitations } = me.value ?? { matches: [], invitations: [] };
  if (matches.length + invitations.length === 0) return null;
  return (
    <div class="running">
      {matches.length === 0 ? null : <h2>Your matches</h2>}
      {matches.map(({ matchId, game }) => (
        <a key={matchId} class="button" href={hashOf({ at: 'match', matchId })}>
          Go on with {titleOf(game)}
        </a>
      ))}
      {invitations.length === 0 ? null : <h2>Invitations</h2>}
      {invitations.map((invitation) => (
        <a key={invitation.code} class="button" href={invitation.link}>
          {invitationWords(invitation)}
        </a>
      ))}
    </div>
  );
}

const invitationWords = ({ from, game }: Pick<InvitationDocument, 'from' | 'game'>): string =>
  from === account.value?.player.playerId
    ? `Your invitation to ${titleOf(game)}`
    : `${displayName(from)} invites you to ${titleOf(game)}`;

function GameCard({ game }: { readonly game: GameDocument }) {
  const options = useSignal<Readonly<Record<string, Json>>>(defaultsOf(game.options));
  const busy = useSignal(false);
  const trouble = useSignal<Trouble | undefined>(undefined);
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
      <div class="ways">
        <button type="button" class="accent" disabled={busy.value} onClick={() => startSearch(wanted)}>
          Play now
        </button>
        <button type="button" disabled={busy.value} onClick={() => arrange(startInvitation(wanted))}>
          With a friend
        </button>
        <AgainstBot
          levels={game.botLevels}
          disabled={busy.value}
          start={(strength) => arrange(startPractice(wanted, strength))}
        />
      </div>
      <TroubleNotice trouble={trouble.value} />
    </article>
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
