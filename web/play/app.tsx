import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { messageOf } from '../../core/message-of';
import { account, forget, restore } from './account';
import { Lobby } from './lobby';
import { InvitationPage } from './invitation-page';
import { MatchPage } from './match-page';
import { go, route } from './route';
import { WatchPage } from './watch-page';
import { Welcome } from './welcome';

/** The whole page: a header, and the room that the address names. */
export function App() {
  const state = useSignal<'starting' | 'ready' | { readonly failed: string }>('starting');
  useEffect(() => {
    restore().then(
      () => {
        state.value = 'ready';
      },
      (error: unknown) => {
        state.value = { failed: messageOf(error) };
      },
    );
  }, []);
  return (
    <>
      <Header />
      <main>
        {state.value === 'starting' ? <p class="calm">Signing in …</p> : <Room state={state.value} />}
      </main>
    </>
  );
}

function Header() {
  const signedIn = account.value;
  return (
    <header class="top">
      <a class="brand" href="#/">
        Turnlift
      </a>
      <span class="grow" />
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

function Room({ state }: { readonly state: 'ready' | { readonly failed: string } }) {
  if (state !== 'ready')
    return (
      <section class="notice bad" role="alert">
        <h2>The backend does not answer</h2>
        <p>{state.failed}</p>
        <button type="button" onClick={() => location.reload()}>
          Try again
        </button>
      </section>
    );
  const { value } = route;
  if (value.at === 'watch') return <WatchPage key={value.matchId} matchId={value.matchId} />;
  if (account.value === undefined) return <Welcome invited={value.at === 'invitation'} />;
  switch (value.at) {
    case 'lobby':
      return <Lobby />;
    case 'invitation':
      return <InvitationPage key={value.code} code={value.code} />;
    default:
      return (
        <MatchPage
          key={`${value.at} ${value.matchId}`}
          matchId={value.matchId}
          replayed={value.at === 'replay'}
        />
      );
  }
}
