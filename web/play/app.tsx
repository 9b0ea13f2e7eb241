import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Later } from '../parts/later';
import { switchTheme, theme } from '../parts/theme';
import { useAgain } from '../parts/use-again';
import { account, forget, restore } from './account';
import './last-use';
import { Lobby } from './lobby';
import { SearchPage } from './search-page';
import { go, route } from './route';
import { hasLeftSearch } from './left-search';
import { type Trouble, troubleOf } from './trouble';

/** The whole page: a header, and the view that the address names. */
export function App() {
  const state = useSignal<'starting' | 'ready' | Trouble>('starting');
  const begin = (): void => {
    start().then(
      () => {
        state.value = 'ready';
      },
      (error: unknown) => {
        state.value = troubleOf(error);
      },
    );
  };
  useEffect(begin, []);
  useAgain(typeof state.value !== 'string' && state.value.isLost === true, begin);
  return (
    <>
      <Header />
      <main>
        {state.value === 'starting' ? <h1 class="calm">Signing in …</h1> : <Page state={state.value} />}
      </main>
    </>
  );
}

/** Loads its code where a reload has interrupted a search. If that fails, the next reload continues it. */
async function continueSearch(): Promise<void> {
  if (!hasLeftSearch()) return;
  const loaded = await import('./continued-search.js').catch(() => undefined);
  await loaded?.continueLeftSearch();
}

// The browser has kept the page as it was: its search is cancelled.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) void continueSearch();
});

/** Signs in, and takes up what a reload has interrupted. */
async function start(): Promise<void> {
  if (await restore()) await continueSearch();
  // Its page says so when it cannot be loaded.
  else await loadWelcome().catch(() => undefined);
}

function Header() {
  const signedIn = account.value;
  return (
    <header class="top">
      <a class="brand" href="#/">
        Turnlift
      </a>
      <span class="grow" />
      <button
        type="button"
        class="quiet"
        aria-label="light or dark"
        title={`theme: ${theme.value}`}
        onClick={switchTheme}
      >
        ☾
      </button>
      {signedIn === undefined ? null : (
        <>
          <span class="me" title={signedIn.player.playerId}>
            {signedIn.displayName}
          </span>
          <button type="button" class="quiet" onClick={() => confirmForget()}>
            Sign out
          </button>
        </>
      )}
    </header>
  );
}

function confirmForget(): void {
  if (!confirm('A guest account lives in this browser alone. Sign out and lose it?')) return;
  go({ at: 'lobby' });
  void forget();
}

/** Loaded on demand: a player who has an account does not need it. */
const loadWelcome = async () => (await import('./welcome.js')).Welcome;
/** Loaded on demand: a first visit does not need it. */
const loadMatch = async () => (await import('./match-page.js')).MatchPage;
const loadWatch = async () => (await import('./watch-page.js')).WatchPage;
const loadUnknown = async () => (await import('./unknown-address.js')).UnknownAddress;
const loadInvitation = async () => (await import('./invitation-page.js')).InvitationPage;

function Page({ state }: { readonly state: 'ready' | Trouble }) {
  if (state !== 'ready')
    return (
      <section class="notice bad" role="alert">
        <h1>You are not signed in</h1>
        <p>{state.message}</p>
        <button type="button" onClick={() => location.reload()}>
          Try again
        </button>
      </section>
    );
  const { value } = route;
  if (value.at === 'unknown')
    return <Later isPage load={loadUnknown} what="the page" props={{ hash: value.hash }} />;
  // A replay that was shared opens without an account, as spectators see it.
  if (value.at === 'watch' || (value.at === 'replay' && account.value === undefined))
    return (
      <Later
        key={`${value.at} ${value.matchId}`}
        load={loadWatch}
        what="the match"
        isPage
        props={{ matchId: value.matchId, replayed: value.at === 'replay' }}
      />
    );
  if (account.value === undefined)
    return <Later isPage load={loadWelcome} what="the page" props={{ invited: value.at === 'invitation' }} />;
  switch (value.at) {
    case 'lobby':
      return <Lobby />;
    case 'search':
      return <SearchPage />;
    case 'invitation':
      return (
        <Later
          isPage
          key={value.code}
          load={loadInvitation}
          what="the invitation"
          props={{ code: value.code }}
        />
      );
    default:
      return (
        <Later
          key={`${value.at} ${value.matchId}`}
          load={loadMatch}
          what="the match"
          isPage
          props={{ matchId: value.matchId, replayed: value.at === 'replay' }}
        />
      );
  }
}
