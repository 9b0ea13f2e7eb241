import { type MatchDocument } from '../../client/index';
import { titleOf } from '../parts/games';
import { account } from './account';
import { nameAt } from './names';
import { Rematch } from './rematch';
import { hashOf } from './route';
import { unratedWords } from './unrated';
import { Later } from '../parts/later';

/** Loaded on demand: a replay folds matches with the whole engine. */
const loadReplay = async () => (await import('./replay.js')).Replay;

/** A match that is over, or in which this player has no seat. */
export function ToldMatchView({ match }: { readonly match: MatchDocument }) {
  const { matchId, game, seats, status, result, reason, unratedBecause } = match;
  const own = seats.indexOf(account.value?.player.playerId ?? '');
  const nameOf = (seat: number): string => nameAt(seats, seat);
  return (
    <section class="told">
      <h1>{titleOf(game)}</h1>
      <p>
        {status === 'active' ? 'This match is being played.' : endingOf(status, reason ?? result?.reason)}
      </p>
      <ol class="seats">
        {seats.map((playerId, seat) => (
          <li key={playerId} data-seat={seat}>
            <span class="who">{nameOf(seat)}</span>
            <span>
              {result === undefined
                ? ''
                : `${ordinal(result.places[seat] ?? 0)}, ${result.outcomes[seat] ?? ''}`}
            </span>
          </li>
        ))}
      </ol>
      {unratedBecause === undefined ? null : <p class="calm">{unratedWords[unratedBecause]}</p>}
      <div class="field">
        {status === 'active' ? (
          <a class="button" href={hashOf({ at: 'watch', matchId })}>
            Watch
          </a>
        ) : null}
        {result === undefined || own === -1 ? null : (
          <Rematch matchId={matchId} seat={own} endedAt={result.endedAt} nameOf={nameOf} />
        )}
        <a class="button" href="#/">
          Back to the games
        </a>
      </div>
      {status === 'active' ? null : <Later load={loadReplay} what="the replay" props={{ matchId }} />}
    </section>
  );
}

const endingOf = (status: MatchDocument['status'], reason: string | undefined): string =>
  status === 'abandoned' ? `It ended without a result: ${reason ?? ''}.` : `It is over: ${reason ?? ''}.`;

/** 1 → `1st`. */
export function ordinal(place: number): string {
  const tens = place % 100;
  if (tens >= 11 && tens <= 13) return `${place}th`;
  return `${place}${['th', 'st', 'nd', 'rd'][place % 10] ?? 'th'}`;
}
