import { useEffect } from 'preact/hooks';
import { drawMatch, seatColours } from '../drawing/draw-match';
import { commandOf, lastPlayed } from '../../core/match/last-play';
import { MatchDrawing } from '../drawing/match-drawing';
import { titleOf } from '../parts/games';
import { MatchActions } from './match-actions';
import { MoveList } from './move-list';
import { CopyLink } from './copy-link';
import { Heading } from './heading';
import { useKeptFocus } from './kept-focus';
import { nameAt } from './names';
import { Ending } from './ending';
import { hashOf, linkTo } from './route';
import { SeatList } from './seat-list';
import { type PlayedMatch } from './seat';
import { TurnLine } from './turn-line';
import { unratedWords } from './unrated';

/** A match that this player plays: the board first, players and moves beside it. */
export function PlayedMatchView({
  match,
  again,
}: {
  readonly match: PlayedMatch;
  /** Comes back to the seat, once its connection is permanently lost. */
  readonly again: () => void;
}) {
  const { live, game, connection, result, sending, trouble } = match;
  const position = match.position.value;
  const over = result.value !== undefined;
  const mine = !over && position.toAct.includes(live.seat);
  const ready = mine && !sending.value && connection.value === 'here';
  const nameOf = (seat: number): string => (seat === live.seat ? 'You' : nameAt(live.players, seat));
  const entries = [...match.earlier.value, ...match.events.value];
  const seen = { ...position, last: commandOf(lastPlayed(entries)) };
  const drawn = drawMatch(game, seen, live.seat);
  const board = useKeptFocus();
  useEffect(() => {
    document.title = `${mine ? '● Your turn · ' : ''}${titleOf(live.game)} · Turnlift`;
    return () => {
      document.title = 'Turnlift';
    };
  }, [mine]);
  return (
    <section class="match" style={seatColours(drawn)} aria-label={titleOf(live.game)}>
      <Heading unseen>{titleOf(live.game)}</Heading>
      <ConnectionBar match={match} again={again} />
      <div class="board" ref={board}>
        <MatchDrawing drawn={drawn} seen={seen} context={{ nameOf, play: ready ? match.play : undefined }} />
      </div>
      <aside class="beside">
        <SeatList match={match} nameOf={nameOf} />
        {result.value === undefined ? (
          <TurnLine match={match} nameOf={nameOf} />
        ) : (
          <Ending match={match} ended={result.value} />
        )}
        {over || live.unratedBecause === undefined ? null : (
          <p class="calm">{unratedWords[live.unratedBecause]}</p>
        )}
        {trouble.value === undefined ? null : (
          <p class="notice bad" role="alert">
            {trouble.value}
          </p>
        )}
        {connection.value === 'closed' && !over ? (
          <button type="button" onClick={again}>
            Open the match again
          </button>
        ) : null}
        <MoveList entries={entries} game={game} nameOf={nameOf} />
        {!over && connection.value === 'here' ? <MatchActions match={match} /> : null}
        {!over && game?.with(({ spectators }) => spectators !== undefined) === true ? (
          <details class="options">
            <summary>Let others watch</summary>
            <CopyLink
              label="Link for spectators"
              link={linkTo(hashOf({ at: 'watch', matchId: live.matchId }))}
            />
          </details>
        ) : null}
      </aside>
    </section>
  );
}

/** Why nothing can be played now: the connection is away, or another tab has the seat. */
function ConnectionBar({
  match: { connection },
  again,
}: {
  readonly match: PlayedMatch;
  readonly again: () => void;
}) {
  if (connection.value === 'lost')
    return (
      <p class="bar warning" role="status">
        The connection is lost. The match comes back by itself.
      </p>
    );
  if (connection.value !== 'replaced') return null;
  return (
    <div class="bar warning" role="alert">
      <p>You play on in another tab or on another device: it has taken this seat.</p>
      <button type="button" onClick={again}>
        Take the seat back
      </button>
    </div>
  );
}
