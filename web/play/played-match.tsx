import { useEffect } from 'preact/hooks';
import { drawMatch, seatColours } from '../drawing/draw-match';
import { commandOfEntry, lastPlayed } from '../../core/match/last-play';
import { MatchDrawing } from '../drawing/match-drawing';
import { entryWords } from '../parts/action-words';
import { titleOf } from '../parts/games';
import { account } from './account';
import { MatchActions } from './match-actions';
import { MoveList } from './move-list';
import { CopyLink } from './copy-link';
import { Heading } from './heading';
import { useKeptFocus } from './kept-focus';
import { nameAt } from './names';
import { Ending } from './ending';
import { HowToPlay } from './how-to-play';
import { watchPlayer } from './player-changes';
import { hashOf, linkTo } from './route';
import { SeatList } from './seat-list';
import { type PlayedMatch, type ShownEntry } from './seat';
import { TurnLine } from './turn-line';
import { unratedWords } from './unrated';
import { useEntries } from './whole-log';

/** A match that this player plays: the board first, players and moves beside it. */
export function PlayedMatchView({
  match,
  again,
}: {
  readonly match: PlayedMatch;
  /** Comes back to the seat, once its connection is permanently lost. */
  readonly again: () => void;
}) {
  const { live, game, connection, result, sending } = match;
  const position = match.position.value;
  const over = result.value !== undefined;
  const mine = !over && position.toAct.includes(live.seat);
  const ready = mine && !sending.value && connection.value === 'here';
  const nameOf = (seat: number): string => (seat === live.seat ? 'You' : nameAt(live.players, seat));
  const seats = { count: live.players.length, own: live.seat, toAct: over ? [] : position.toAct };
  const entries = useEntries(match);
  const seen = { ...position, last: commandOfEntry(lastPlayed(entries)) };
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
        <MatchDrawing
          drawn={drawn}
          seen={seen}
          context={{ nameOf, play: ready ? match.play : undefined, isRunning: !over, seats }}
        />
      </div>
      <Beside match={match} again={again} entries={entries} nameOf={nameOf} />
    </section>
  );
}

/** Players, turn or result, moves, and what else the player may do. */
function Beside({
  match,
  again,
  entries,
  nameOf,
}: {
  readonly match: PlayedMatch;
  readonly again: () => void;
  readonly entries: readonly ShownEntry[];
  readonly nameOf: (seat: number) => string;
}) {
  const { live, game, connection, result, trouble } = match;
  const ended = result.value;
  const over = ended !== undefined;
  return (
    <aside class="beside">
      <SeatList match={match} nameOf={nameOf} />
      {over ? <Ending match={match} ended={ended} /> : <TurnLine match={match} nameOf={nameOf} />}
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
      {match.lacksEarlier.value ? (
        <p class="calm" role="status">
          The moves from before this page was opened cannot be read now. They come by themselves.
        </p>
      ) : null}
      <MoveList entries={entries} game={game} nameOf={nameOf} />
      <p class="unseen" role="status">
        {toldWords(match, entries, nameOf)}
      </p>
      {!over && connection.value === 'here' ? <MatchActions match={match} /> : null}
      {over ? null : <LetOthersWatch match={match} />}
      <HowToPlay words={game?.with(({ display }) => display?.howToPlay)} />
    </aside>
  );
}

/** The last offer or answer of another seat, for screen readers: they read no list that becomes longer. */
function toldWords(
  { live, game }: PlayedMatch,
  entries: readonly ShownEntry[],
  nameOf: (seat: number) => string,
): string {
  const newest = entries.at(-1);
  if (newest === undefined || newest.seat === live.seat) return '';
  const { kind } = newest.action;
  return kind === 'offer' || kind === 'answer' ? entryWords(game, newest, nameOf) : '';
}

function LetOthersWatch({ match: { live, game } }: { readonly match: PlayedMatch }) {
  if (game?.with(({ spectators }) => spectators !== undefined) !== true) return null;
  return (
    <details class="options">
      <summary>Let others watch</summary>
      <CopyLink label="Link for spectators" link={linkTo(hashOf({ at: 'watch', matchId: live.matchId }))} />
    </details>
  );
}

/** Why nothing can be played now: the connection is away, or another tab has the seat. */
function ConnectionBar({
  match: { connection, live },
  again,
}: {
  readonly match: PlayedMatch;
  readonly again: () => void;
}) {
  if (connection.value === 'lost')
    return (
      <p class="bar warning" role="alert">
        The connection is lost. The match comes back by itself.
      </p>
    );
  return connection.value === 'replaced' ? <SeatElsewhere matchId={live.matchId} again={again} /> : null;
}

/** Another page has the seat. This one hears no more of the match, but opens its end. */
function SeatElsewhere({ matchId, again }: { readonly matchId: string; readonly again: () => void }) {
  const { player } = account.value ?? {};
  const openEnded = (): void => {
    player?.match(matchId).then(
      ({ status }) => {
        if (status !== 'active') again();
      },
      () => undefined, // read again at the next change
    );
  };
  useEffect(() => (player === undefined ? undefined : watchPlayer(player.playerId, openEnded)), [matchId]);
  return (
    <div class="bar warning" role="alert">
      <p>
        You play on in another tab or on another device: it has taken this seat. The board here is as it was
        then.
      </p>
      <button type="button" onClick={again}>
        Take the seat back
      </button>
    </div>
  );
}
