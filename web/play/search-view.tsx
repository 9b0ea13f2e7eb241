import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type TicketDocument } from '../../client/index';
import { titleOf } from '../parts/games';
import { BotOffer } from './bot-offer';
import { type RunningSearch, search, startSearch, stopSearch } from './search';
import { TroubleNotice } from './trouble';

const words: Readonly<Record<TicketDocument['status'], string>> = {
  queued: 'The ticket is on its way to the matchmaker.',
  searching: 'Looking for players of the same game and options.',
  'requires-acceptance': 'A match is proposed; every player must accept.',
  placing: 'Players are found. A server for the match is starting.',
  completed: 'The match is ready.',
  failed: 'The search failed.',
  cancelled: 'The search was cancelled.',
  'timed-out': 'No opponent was found in time.',
};

/** The wait, and its reason. */
export function SearchView({ current }: { readonly current: RunningSearch }) {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  const { wanted, since, ticket, ended, cancel } = current;
  const seconds = Math.max(0, Math.round((now.value - since) / 1000));
  const estimate = ticket?.estimatedWaitSeconds;
  if (ended !== undefined)
    return (
      <section class="search">
        <h1>No match of {titleOf(wanted.game)}</h1>
        <TroubleNotice trouble={ended} />
        <div class="field">
          <button type="button" class="accent" onClick={() => startSearch(wanted)}>
            Look again
          </button>
          <button
            type="button"
            onClick={() => {
              search.value = undefined;
            }}
          >
            Back to the games
          </button>
        </div>
      </section>
    );
  return (
    <section class="search">
      <h1>{titleOf(wanted.game)}</h1>
      <p role="status">{words[ticket?.status ?? 'queued']}</p>
      <p class="calm">
        {seconds} s{estimate === undefined ? '' : `, usually about ${Math.round(estimate)} s`}
      </p>
      <p class="calm">
        Alone here? Open this page in a second tab with <code>?as=2</code> at the end of its address: it is
        another player.
      </p>
      <button type="button" onClick={cancel} disabled={ticket?.status === 'placing'}>
        Cancel
      </button>
      {ticket?.status === 'placing' ? null : <BotOffer wanted={wanted} stop={stopSearch} />}
    </section>
  );
}
