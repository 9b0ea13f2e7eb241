import { type ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type InvitationDocument, type MeDocument } from '../../client/index';
import { Later } from '../parts/later';
import { titleOf } from '../parts/games';
import { useAgain } from '../parts/use-again';
import { account, signOutGone, takeFirstMe } from './account';
import { GameCard } from './game-card';
import { games, loadGames } from './games';
import { Heading } from './heading';
import { displayName } from './names';
import { hashOf } from './route';
import { resumeSearch, search } from './search';
import { type Trouble, TroubleNotice, troubleOf } from './trouble';

/** Loaded on demand: the list of games is drawn without them. */
const loadSearchBar = async () => (await import('./search-bar.js')).SearchBar;
const loadRecord = async () => (await import('./own-record.js')).OwnRecord;

/** The list of games. */
export function Lobby() {
  const trouble = useSignal<Trouble | undefined>(undefined);
  const read = (): void => {
    loadGames().then(
      () => {
        trouble.value = undefined;
      },
      (error: unknown) => {
        trouble.value = troubleOf(error);
      },
    );
  };
  useEffect(read, []);
  useAgain(trouble.value?.isLost === true, read);
  if (trouble.value !== undefined) return <TroubleNotice trouble={trouble.value} />;
  return <Games />;
}

function Games() {
  const record = useRef<HTMLElement>(null);
  const me = useSignal<MeDocument | undefined>(undefined);
  const failed = useSignal(false);
  const readMe = (): void => {
    failed.value = false;
    const take = (read: MeDocument): void => {
      me.value = read;
      const ticket = read.tickets[0];
      if (ticket !== undefined && search.value === undefined) resumeSearch(ticket);
    };
    const first = takeFirstMe();
    if (first !== undefined) return take(first);
    account.value?.player.me().then(take, () => {
      failed.value = true;
      void signOutGone();
    });
  };
  useEffect(readMe, []);
  if (games.value === undefined) return <h1 class="calm">Looking which games there are …</h1>;
  const standings = me.value?.standings ?? [];
  return (
    <div class="lobby">
      <section aria-label="games">
        {search.value === undefined ? null : (
          <Later load={loadSearchBar} what="the search" props={{ current: search.value }} />
        )}
        <UnderWay me={me.value} />
        {failed.value ? <Unread again={readMe} /> : null}
        <Heading>What would you like to play?</Heading>
        <button type="button" class="quiet to-record" onClick={() => record.current?.scrollIntoView()}>
          Your standing and last matches ↓
        </button>
        <ul class="wall">
          {games.value.map((game) => (
            <li key={game.game}>
              <GameCard game={game} standing={standings.find((standing) => standing.game === game.game)} />
            </li>
          ))}
        </ul>
      </section>
      <aside class="record" aria-label="your matches" ref={record}>
        {me.value === undefined ? null : (
          <Later load={loadRecord} what="your matches" props={{ standings }} />
        )}
      </aside>
    </div>
  );
}

/** The games do not depend on the player's own matches: they are shown without them. */
function Unread({ again }: { readonly again: () => void }) {
  return (
    <div class="bar warning" role="status">
      <p>Your matches and standings cannot be read now.</p>
      <button type="button" onClick={again}>
        Read again
      </button>
    </div>
  );
}

/** Running matches and open invitations: for a page that was closed. */
function UnderWay({ me }: { readonly me: MeDocument | undefined }) {
  const { matches, invitations } = me ?? { matches: [], invitations: [] };
  if (matches.length + invitations.length === 0) return null;
  return (
    <div class="running">
      <Links
        title="Your matches"
        links={matches.map(({ matchId, game }) => ({
          href: hashOf({ at: 'match', matchId }),
          words: `Go on with ${titleOf(game)}`,
        }))}
      />
      <Links
        title="Invitations"
        links={invitations.map((invitation) => ({
          href: invitation.link,
          words: invitationWords(invitation),
        }))}
      />
    </div>
  );
}

function Links({
  title,
  links,
}: {
  readonly title: string;
  readonly links: readonly { readonly href: string; readonly words: ComponentChildren }[];
}) {
  if (links.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      {links.map(({ href, words }) => (
        <a key={href} class="button" href={href}>
          {words}
        </a>
      ))}
    </>
  );
}

const invitationWords = ({ from, game }: Pick<InvitationDocument, 'from' | 'game'>): string =>
  from === account.value?.player.playerId
    ? `Your invitation to ${titleOf(game)}`
    : `${displayName(from)} invites you to ${titleOf(game)}`;
