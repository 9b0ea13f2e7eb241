import { useEffect } from 'preact/hooks';
import { drawMatch, seatColours } from '../drawing/draw-match';
import { MatchDrawing } from '../drawing/match-drawing';
import { titleOf } from '../parts/games';
import { MatchActions } from './match-actions';
import { MoveList } from './move-list';
import { displayName } from './names';
import { Ending } from './ending';
import { SeatList } from './seat-list';
import { type PlayedMatch } from './seat';

/** A match that we play: the board first, players and moves beside it. */
export function PlayedMatchView({ match }: { readonly match: PlayedMatch }) {
  const { live, game, connection, result, sending, trouble } = match;
  const standing = match.standing.value;
  const over = result.value !== undefined;
  const mine = !over && standing.toAct.includes(live.seat);
  const ready = mine && !sending.value && connection.value === 'here';
  const nameOf = (seat: number): string =>
    seat === live.seat ? 'You' : displayName(live.players[seat] ?? '');
  const drawn = drawMatch(game, standing, live.seat);
  useEffect(() => {
    document.title = `${mine ? '● Your turn · ' : ''}${titleOf(live.game)} · Turnlift`;
    return () => {
      document.title = 'Turnlift';
    };
  }, [mine]);
  return (
    <section class="match" style={seatColours(drawn)} aria-label={titleOf(live.game)}>
      <h1 class="unseen">{titleOf(live.game)}</h1>
      {connection.value === 'lost' ? (
        <p class="bar warning" role="status">
          The connection is lost. The match comes back by itself.
        </p>
      ) : null}
      <div class="board">
        <MatchDrawing
          drawn={drawn}
          seen={standing}
          context={{ nameOf, play: ready ? match.play : undefined }}
        />
      </div>
      <aside class="beside">
        <SeatList match={match} nameOf={nameOf} />
        <p class={`turn${mine ? ' mine' : ''}`} role="status" aria-live="polite">
          {over ? 'The match is over.' : mine ? 'Your turn' : waitingFor(standing.toAct.map(nameOf))}
        </p>
        {live.unratedBecause === 'same-opponents' ? (
          <p class="notice">This match changes no rating: you have met too often today.</p>
        ) : null}
        {trouble.value === undefined ? null : (
          <p class="notice bad" role="alert">
            {trouble.value}
          </p>
        )}
        <MoveList match={match} nameOf={nameOf} />
        {over ? <Ending match={match} /> : <MatchActions match={match} />}
      </aside>
    </section>
  );
}

const waitingFor = (names: readonly string[]): string =>
  names.length === 0 ? 'One moment …' : `Waiting for ${names.join(', ')}`;
