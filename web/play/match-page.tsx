import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type MatchDocument } from '../../client/index';
import { useAgain } from '../parts/use-again';
import { account } from './account';
import { type OpenedMatch, openMatch } from './matches';
import { PlayedMatchView } from './played-match';
import { search } from './search';
import { SearchBar } from './search-bar';
import { MatchReport } from './match-report';
import { type Trouble, troubleOf } from './trouble';

/** The match is not here yet, and why. */
type Opening = { readonly kind: 'waiting' } | { readonly kind: 'trouble'; readonly trouble: Trouble };

const report = (match: MatchDocument): OpenedMatch => ({ kind: 'report', match });

interface Address {
  readonly matchId: string;
  readonly replayed: boolean;
}

/** One match, by its id in the address; above it the search for another one. */
export function MatchPage(address: Address) {
  return (
    <>
      {search.value === undefined ? null : <SearchBar current={search.value} />}
      <OpenedMatchView {...address} />
    </>
  );
}

function OpenedMatchView({ matchId, replayed }: Address) {
  const opened = useSignal<Opening | OpenedMatch | undefined>(undefined);
  const open = (): void => {
    const { player } = account.value ?? {};
    if (player === undefined) return;
    // The words of a lost connection stay until there is an answer.
    if (!isLost(opened.value)) opened.value = undefined;
    const onWait = (): void => {
      if (opened.value === undefined || isLost(opened.value)) opened.value = { kind: 'waiting' };
    };
    (replayed ? player.match(matchId).then(report) : openMatch(player, matchId, onWait)).then(
      (match) => {
        opened.value = match;
      },
      (error: unknown) => {
        opened.value = { kind: 'trouble', trouble: troubleOf(error) };
      },
    );
  };
  useEffect(open, [matchId, replayed]);
  const { value } = opened;
  useAgain(isLost(value), open);
  switch (value?.kind) {
    case undefined:
      return <h1 class="calm">Opening the match …</h1>;
    case 'waiting':
      return <WaitingForServer />;
    case 'trouble':
      return <NotOpened trouble={value.trouble} again={open} />;
    case 'played':
      return <PlayedMatchView key={value.match.live.seedHash} match={value.match} again={open} />;
    case 'report':
      return <MatchReport match={value.match} />;
  }
}

function WaitingForServer() {
  return (
    <section class="search">
      <h1>The match waits for its server</h1>
      <p role="status">
        A server is starting, or all places are taken until another match ends. The match begins by itself.
      </p>
      <p class="calm">You may close this page: the way back is among the games.</p>
      <a class="button" href="#/">
        Back to the games
      </a>
    </section>
  );
}

const isLost = (opened: Opening | OpenedMatch | undefined): boolean =>
  opened?.kind === 'trouble' && opened.trouble.isLost === true;

function NotOpened({ trouble, again }: { readonly trouble: Trouble; readonly again: () => void }) {
  return (
    <section class="notice bad" role="alert">
      <h1>The match cannot be opened</h1>
      <p>{trouble.message}</p>
      <div class="field">
        <button type="button" class="accent" onClick={again}>
          Try again
        </button>
        <a class="button" href="#/">
          Back to the games
        </a>
      </div>
    </section>
  );
}
