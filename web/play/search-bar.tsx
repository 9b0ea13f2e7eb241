import { titleOf } from '../parts/games';
import { hashOf } from './route';
import { type RunningSearch, search, startSearch } from './search';
import {
  cancelWarning,
  elsewhereTitle,
  optionsWords,
  otherWords,
  placingWords,
  presenceWords,
  secondWords,
  silenceWords,
} from './search-words';
import { useNow } from './use-now';

/** A search that continues while its player looks at the games. */
export function SearchBar({ current }: { readonly current: RunningSearch }) {
  const { wanted, ticket, ended, found, elsewhere, instead, isSecond, isLeft, cancel } = current;
  const silence = silenceWords(current, useNow());
  const title = titleOf(wanted.game);
  if (ended !== undefined)
    return (
      <div class="bar warning search-bar" role="alert">
        <p>
          No match of {title}: {ended.message}
        </p>
        <button type="button" onClick={() => startSearch(wanted)}>
          Look again
        </button>
        <CloseSearch />
      </div>
    );
  if (elsewhere !== undefined)
    return (
      <div class="bar search-bar" role="status">
        <p>
          {elsewhereTitle}: a match of {title}.
        </p>
        <a class="button" href={hashOf({ at: 'match', matchId: elsewhere })}>
          Play here instead
        </a>
        <CloseSearch />
      </div>
    );
  if (found !== undefined)
    return (
      <div class="bar live search-bar" role="alert">
        <p>Your match of {title} is ready. Its players wait for you.</p>
        <a class="button" href={hashOf({ at: 'match', matchId: found })}>
          To the match
        </a>
      </div>
    );
  const words =
    ticket?.status === 'placing'
      ? [`A match of ${title} is found.`, placingWords(ticket), cancelWarning]
      : [
          ...(isSecond ? [secondWords] : []),
          ...(instead === undefined ? [] : [otherWords(title, instead.game !== wanted.game)]),
          `Looking for a match of ${title}.`,
          ...(ticket?.search === undefined || silence !== ''
            ? []
            : [presenceWords(ticket.search), optionsWords(ticket.search)]),
        ];
  return (
    <div class="bar live search-bar" role="status">
      <p>{(silence === '' ? words : [...words, silence]).filter((part) => part !== '').join(' ')}</p>
      <a class="button" href={hashOf({ at: 'search' })}>
        To the search
      </a>
      <button type="button" disabled={isLeft} onClick={cancel}>
        {isLeft ? 'Cancelling …' : 'Cancel'}
      </button>
    </div>
  );
}

function CloseSearch() {
  return (
    <button
      type="button"
      onClick={() => {
        search.value = undefined;
      }}
    >
      Close
    </button>
  );
}
