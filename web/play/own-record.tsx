import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type HistoryEntryDocument, type MeDocument } from '../../client/index';
import { titleOf } from '../parts/games';
import { account } from './account';
import { displayName } from './names';
import { agoText } from './ago-text';
import { ordinal, toneOf } from './outcome';
import { changeText } from './rating-words';
import { hashOf } from './route';

/** The newest matches that the lobby lists. */
const maxMatches = 6;

/** The player's ratings, and the newest matches with the way to their replays. */
export function OwnRecord({ me }: { readonly me: MeDocument }) {
  const { standings } = me;
  const matches = useSignal<readonly HistoryEntryDocument[] | undefined>(undefined);
  const now = Date.now();
  useEffect(() => {
    account.value?.player.history({ limit: maxMatches }).then(
      ({ items }) => {
        matches.value = items;
      },
      () => undefined, // the games do not depend on it
    );
  }, [me]);
  return (
    <>
      <h2>Your standing</h2>
      {standings.length === 0 ? (
        <p class="calm">Your rating in each game is here after your first match.</p>
      ) : (
        <ul class="standings">
          {standings.map(({ game, rating, provisional, wins, draws, losses }) => (
            <li key={game}>
              <span>{titleOf(game)}</span>
              <b>{Math.round(rating)}</b>
              <small>
                {wins} won, {draws} drawn, {losses} lost{provisional ? ' · provisional' : ''}
              </small>
            </li>
          ))}
        </ul>
      )}
      <h2>Your last matches</h2>
      {matches.value?.length === 0 ? (
        <p class="calm">Each match that you finish is here, with its replay.</p>
      ) : (
        <ul class="last-matches">
          {matches.value?.map((entry) => (
            <li key={entry.matchId}>
              <a href={hashOf({ at: 'replay', matchId: entry.matchId })}>
                <span>
                  <b class={toneOf(entry.outcome, entry.place, lastPlaceOf(entry))}>{outcomeWords(entry)}</b>
                  {` ${opponentWords(entry)}`}
                </span>
                <small>
                  {titleOf(entry.game)}
                  {ratingText(entry)} ·{' '}
                  <time
                    dateTime={new Date(entry.endedAt).toISOString()}
                    title={new Date(entry.endedAt).toLocaleString()}
                  >
                    {agoText(now - entry.endedAt)}
                  </time>
                </small>
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The number of places; a history does not say whether the last one is shared. */
const lastPlaceOf = ({ opponents, teammates }: HistoryEntryDocument): number =>
  teammates.length === 0 ? opponents.length + 1 : 2;

function outcomeWords({ outcome, place, opponents, teammates }: HistoryEntryDocument): string {
  if (outcome === 'void') return 'Not counted';
  if (opponents.length > 1 && teammates.length === 0) return `${ordinal(place)} of ${opponents.length + 1}`;
  return { win: 'Won', loss: 'Lost', draw: 'Draw' }[outcome];
}

const opponentWords = ({ opponents }: HistoryEntryDocument): string =>
  opponents.length === 0 ? '' : `against ${[...new Set(opponents.map(displayName))].join(', ')}`;

const ratingText = ({ ratingBefore, ratingAfter }: HistoryEntryDocument): string =>
  ratingBefore === undefined || ratingAfter === undefined ? '' : ` ${changeText(ratingBefore, ratingAfter)}`;
