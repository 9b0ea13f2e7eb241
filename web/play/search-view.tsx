import { type TicketDocument } from '../../client/index';
import { titleOf } from '../parts/games';
import { BotOffer } from './bot-offer';
import { Heading } from './heading';
import { hashOf } from './route';
import { changeSearch, type RunningSearch, search, startSearch, stopSearch } from './search';
import {
  cancelWarning,
  elsewhereTitle,
  elsewhereWords,
  endWords,
  limitsWords,
  nextWords,
  optionsWords,
  otherWords,
  placingWords,
  presenceWords,
  secondWords,
  silenceWords,
  waitWords,
} from './search-words';
import { TroubleNotice } from './trouble';
import { useNow } from './use-now';

const words: Readonly<Record<TicketDocument['status'], string>> = {
  queued: 'The ticket is on its way to the matchmaker.',
  searching: 'Looking for players of the same game and options.',
  'requires-acceptance': 'A match is proposed; every player must accept.',
  placing: 'Players are found.',
  completed: 'The match is ready.',
  failed: 'The search failed.',
  cancelled: 'The search was cancelled.',
  'timed-out': 'No opponent was found in time.',
};

/** The wait, and its reason. */
export function SearchView({ current }: { readonly current: RunningSearch }) {
  if (current.ended !== undefined) return <Ended current={current} />;
  return current.elsewhere === undefined ? (
    <Waiting current={current} />
  ) : (
    <Elsewhere current={current} matchId={current.elsewhere} />
  );
}

/** Another tab plays the match: there is nothing to do here. */
function Elsewhere({
  current: { wanted, instead },
  matchId,
}: {
  readonly current: RunningSearch;
  readonly matchId: string;
}) {
  return (
    <section class="search">
      <Heading>{elsewhereTitle}</Heading>
      <p role="status">{elsewhereWords(titleOf(wanted.game), instead && titleOf(instead.game))}</p>
      <div class="field">
        <a class="button" href={hashOf({ at: 'match', matchId })}>
          Play here instead
        </a>
        <button type="button" onClick={closeSearch}>
          Back to the games
        </button>
      </div>
    </section>
  );
}

const closeSearch = (): void => {
  search.value = undefined;
};

function Ended({ current: { wanted, ended } }: { readonly current: RunningSearch }) {
  return (
    <section class="search">
      <Heading>No match of {titleOf(wanted.game)}</Heading>
      <TroubleNotice trouble={ended} />
      <div class="field">
        <button type="button" class="accent" onClick={() => startSearch(wanted)}>
          Look again
        </button>
        <button type="button" onClick={closeSearch}>
          Back to the games
        </button>
      </div>
    </section>
  );
}

function Waiting({ current }: { readonly current: RunningSearch }) {
  const { wanted, since, ticket, isSecond, isLeft, cancel } = current;
  const now = useNow();
  const silence = silenceWords(current, now);
  const seconds = Math.max(0, Math.round((now - since) / 1000));
  const status = ticket?.status ?? 'queued';
  return (
    <section class="search">
      <Heading>{titleOf(wanted.game)}</Heading>
      {isSecond && status !== 'placing' ? (
        <p class="notice warning" role="status">
          {secondWords}
        </p>
      ) : null}
      <Instead current={current} />
      {silence === '' ? (
        <>
          <p role="status">
            {words[status]} {ticket?.status === 'placing' ? placingWords(ticket) : ''}
          </p>
          <Why ticket={ticket} />
          <p class="calm">
            {waitWords(ticket?.search?.waitedSeconds ?? seconds, ticket?.estimatedWaitSeconds)}
          </p>
        </>
      ) : (
        <p class="notice warning" role="status">
          {silence}
        </p>
      )}
      {status === 'placing' ? (
        <p class="calm">{cancelWarning}</p>
      ) : (
        <p class="calm">
          Alone here? Open this page in a second tab with <code>?as=2</code> at the end of its address: it is
          another player.
        </p>
      )}
      <button type="button" disabled={isLeft} onClick={cancel}>
        {isLeft ? 'Cancelling …' : 'Cancel'}
      </button>
      {status === 'placing' ? null : <BotOffer wanted={wanted} stop={stopSearch} />}
    </section>
  );
}

/** The player wanted something else: another tab searches already. */
function Instead({ current: { wanted, instead, ticket } }: { readonly current: RunningSearch }) {
  if (instead === undefined) return null;
  const isOtherGame = instead.game !== wanted.game;
  return (
    <div class="notice warning" role="status">
      <p>{otherWords(titleOf(wanted.game), isOtherGame)}</p>
      {ticket?.status === 'placing' ? null : (
        <button type="button" onClick={() => changeSearch(instead)}>
          {isOtherGame ? `Look for ${titleOf(instead.game)} instead` : 'Look with the new options instead'}
        </button>
      )}
    </div>
  );
}

/** Who is here, what a match needs, and what changes next: as far as the API shows it to a player. */
function Why({ ticket }: { readonly ticket: TicketDocument | undefined }) {
  if (ticket === undefined) return null;
  const { search: needs, reason } = ticket;
  const lines = [
    reason ?? '',
    ...(needs === undefined
      ? []
      : [optionsWords(needs), limitsWords(needs), nextWords(needs), endWords(needs)]),
  ].filter((line) => line !== '');
  return (
    <>
      {needs === undefined ? null : (
        <p class="presence" role="status">
          {presenceWords(needs)}
        </p>
      )}
      <ul class="why">
        {lines.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ul>
    </>
  );
}
