import { type MatchDocument } from '../../client/index';
import { titleOf } from '../parts/games';
import { displayName } from './names';
import { LaterReplay } from './later';

/** A match that is over, or that we have no seat in. */
export function ToldMatchView({ match }: { readonly match: MatchDocument }) {
  const { game, seats, status, result, reason } = match;
  return (
    <section class="told">
      <h1>{titleOf(game)}</h1>
      <p>
        {status === 'active' ? 'This match is being played.' : endingOf(status, reason ?? result?.reason)}
      </p>
      <ol class="seats">
        {seats.map((playerId, seat) => (
          <li key={playerId} data-seat={seat}>
            <span class="who">{displayName(playerId)}</span>
            <span>
              {result === undefined
                ? ''
                : `${ordinal(result.places[seat] ?? 0)}, ${result.outcomes[seat] ?? ''}`}
            </span>
          </li>
        ))}
      </ol>
      {status === 'active' ? null : <LaterReplay matchId={match.matchId} />}
      <a href="#/">Back to the games</a>
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
