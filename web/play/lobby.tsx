import { type ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type InvitationDocument, type MeDocument, type TicketDocument } from '../../client/index';
import { Later } from '../parts/later';
import { titleOf } from '../parts/games';
import { useAgain } from '../parts/use-again';
import { account, signOutGone, takeFirstMe } from './account';
import { GameCard } from './game-card';
import { games, loadGames } from './games';
import { Heading } from './heading';
import { displayName } from './names';
import { watchPlayer } from './player-changes';
import { hashOf } from './route';
import { loadsAtSearch, resumeSearch, search } from './search';
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

/** The player's matches, ratings and search, read again when they change. */
function useMe() {
  const me = useSignal<MeDocument | undefined>(undefined);
  const failed = useSignal(false);
  const elsewhere = useSignal<Ticket | undefined>(undefined);
  const asked = useRef(0);
  const readMe = (take: (read: MeDocument) => void): void => {
    const { player } = account.value ?? {};
    asked.current += 1;
    const turn = asked.current;
    player?.me().then(
      (read) => {
        if (turn !== asked.current) return;
        me.value = read;
        failed.value = false;
        take(read);
      },
      () => {
        failed.value ||= me.value === undefined;
        void signOutGone();
      },
    );
  };
  const resume = ({ tickets: [ticket] }: MeDocument): void => {
    if (ticket !== undefined && search.value === undefined) resumeSearch(ticket);
  };
  const readFirst = (): void => {
    failed.value = false;
    me.value = takeFirstMe();
    if (me.value === undefined) readMe(resume);
    else resume(me.value);
  };
  // A search that another page has begun meanwhile is its own: this player has not asked for it here.
  const readAgain = (): void =>
    readMe((read) => {
      if (loadsAtSearch()) resume(read);
      const [ticket] = read.tickets;
      elsewhere.value = search.value === undefined ? ticket : undefined;
    });
  useEffect(() => {
    readFirst();
    return watchPlayer(account.value?.player.playerId ?? '', readAgain);
  }, []);
  return { me: me.value, isUnread: failed.value, elsewhere: elsewhere.value, readFirst };
}

function Games() {
  const record = useRef<HTMLElement>(null);
  const { me, isUnread, elsewhere, readFirst } = useMe();
  if (games.value === undefined) return <h1 class="calm">Looking which games there are …</h1>;
  const standings = me?.standings ?? [];
  return (
    <div class="lobby">
      <section aria-label="games">
        {search.value === undefined ? null : (
          <Later load={loadSearchBar} what="the search" props={{ current: search.value }} />
        )}
        {search.value !== undefined || elsewhere === undefined ? null : <Elsewhere ticket={elsewhere} />}
        <UnderWay me={me} />
        {isUnread ? <Unread again={readFirst} /> : null}
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
        {me === undefined ? null : <Later load={loadRecord} what="your matches" props={{ me }} />}
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

type Ticket = Pick<TicketDocument, 'ticketId' | 'game'>;

/** The search of another page, which this one does not follow by itself. */
function Elsewhere({ ticket }: { readonly ticket: Ticket }) {
  return (
    <div class="bar" role="status">
      <p>You look for a match of {titleOf(ticket.game)} in another tab or on another device.</p>
      <button type="button" onClick={() => resumeSearch(ticket)}>
        Follow it here
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
          words: `Resume ${titleOf(game)}`,
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
