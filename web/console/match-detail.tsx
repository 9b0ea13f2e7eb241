import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type ConsoleMatchDetail, consoleMatchDetail, scriptLogRows } from '../../contract/console/matches';
import { type Game } from '../../core/define';
import { drawMatch, seatColours } from '../drawing/draw-match';
import { calledOffBy, voidWords } from '../parts/called-off';
import { loadGame, titleOf } from '../parts/games';
import { reasonWords } from '../parts/reason-words';
import { useAgain } from '../parts/use-again';
import { ask, useWatched } from './live';
import { listQuery } from './filter-words';
import { Fork } from './fork';
import { MatchParts } from './match-parts';
import { refusalsOf } from './refusals';
import { Ago, Id, MatchState, PlayerLink, seatName, Shown } from './parts';
import { Placement } from './placement';
import { hashOf, route } from './route';
import { Timeline } from './timeline';
import { SeenBoard } from './seen-board';

interface MatchOfId {
  readonly matchId: string;
}

/** A match: the board at any entry of its log, with all details. */
export const MatchDetail = ({ matchId }: MatchOfId) => <Match key={matchId} matchId={matchId} />;

function Match({ matchId }: MatchOfId) {
  const watched = useWatched(`/matches/${encodeURIComponent(matchId)}`, consoleMatchDetail);
  return <Shown watched={watched}>{(match) => <MatchArticle match={match} />}</Shown>;
}

/** The entry in the address; absent: the newest. */
function entryOf({ entries }: ConsoleMatchDetail): number {
  const at = Number(route.value.query['at'] ?? entries.length);
  return Number.isInteger(at) && at >= 0 && at < entries.length ? at : entries.length;
}

function MatchArticle({ match }: { readonly match: ConsoleMatchDetail }) {
  const at = entryOf(match);
  const moment = useMoment(match, at);
  const game = useGame(match.game);
  const script = useWatched(`/matches/${match.matchId}/script-log`, scriptLogRows);
  const shown = { match, at, game, refusals: refusalsOf(script) };
  return (
    <article class="match-detail" style={coloursOf(match, game)}>
      <Head match={match} game={game} />
      {moment.failure === undefined ? null : (
        <p class="notice bad" role="alert">
          The rules cannot show this moment: {moment.failure}
        </p>
      )}
      {moment.isLost === true ? (
        <p class="notice bad" role="alert">
          This moment cannot be read now. It comes by itself when the backend answers again.
        </p>
      ) : null}
      {moment.isAwaited === true ? (
        <p class="calm" role="status">
          Reading this moment…
        </p>
      ) : null}
      {match.placement === undefined ? null : <Placement placement={match.placement} />}
      <div class="moment">
        {moment.moment === undefined ? null : <SeenBoard match={match} moment={moment.moment} game={game} />}
        <Timeline {...shown} />
        <Fork key={match.matchId} match={match} moment={moment.moment} at={at} game={game} />
      </div>
      <div class="beside">
        <MatchParts {...shown} moment={moment.moment} script={script} />
      </div>
    </article>
  );
}

/** The seats' colours in the game's drawing, for the whole page. */
function coloursOf({ moment }: ConsoleMatchDetail, game: Game | undefined): Readonly<Record<string, string>> {
  const view = moment?.seen[0]?.view;
  return view === undefined ? {} : seatColours(drawMatch(game, { view, legal: [] }, 'spectator'));
}

interface Moment extends Pick<ConsoleMatchDetail, 'moment' | 'failure'> {
  /** It could not be read yet. */
  readonly isLost?: true;
  /** Its answer takes long: no board is shown, because the earlier board belongs to another entry. */
  readonly isAwaited?: true;
}

/** A read that is answered earlier, in milliseconds, changes one board for the other. */
const awaitedAfterMs = 400;

/** The rules' view after an entry: the newest is watched; others do not change, and are read once. */
function useMoment(match: ConsoleMatchDetail, at: number): Moment {
  const past = useSignal<(Moment & { readonly at: number }) | undefined>(undefined);
  const newest = at === match.entries.length;
  const { matchId } = match;
  const isLost = !newest && past.value?.at === at && past.value.isLost === true;
  const read = (): (() => void) | undefined => {
    if (newest) return undefined;
    let wanted = true;
    const late = setTimeout(() => {
      if (!isLost) past.value = { at, isAwaited: true };
    }, awaitedAfterMs);
    ask(`/matches/${matchId}?at=${at}`, consoleMatchDetail).then(
      ({ moment, failure }) => {
        if (!wanted) return;
        clearTimeout(late);
        past.value = {
          at,
          ...(moment === undefined ? {} : { moment }),
          ...(failure === undefined ? {} : { failure }),
        };
      },
      () => {
        if (!wanted) return;
        clearTimeout(late);
        past.value = { at, isLost: true };
      },
    );
    return () => {
      wanted = false;
      clearTimeout(late);
    };
  };
  useEffect(read, [matchId, at, newest]);
  useAgain(isLost, () => void read());
  // The board that was shown before stays for the moment that a read takes.
  return newest ? match : (past.value ?? match);
}

/** The game's code, for its drawing and its words. */
function useGame(name: string): Game | undefined {
  const game = useSignal<Game | undefined>(undefined);
  useEffect(() => {
    loadGame(name).then(
      (loaded) => {
        game.value = loaded;
      },
      () => undefined, // shown without its drawing
    );
  }, [name]);
  return game.value;
}

function Head({ match, game }: { readonly match: ConsoleMatchDetail; readonly game: Game | undefined }) {
  const { matchId, seats, status, isVoid, startedAt, reason, ticketIds, sessions } = match;
  const { query } = route.value;
  const back = listQuery({
    status: query['status'] ?? '',
    player: query['player'] ?? '',
    game: query['game'] ?? '',
  });
  const process = sessions[0]?.processId;
  const by = calledOffBy(match.entries);
  // To watch needs no account; who sits in a running match plays on.
  const isRunning = status === 'active' || status === 'starting';
  return (
    <header class="head">
      <a class="back" href={hashOf({ section: 'matches', id: '', query: back })}>
        ← Matches
      </a>
      <h2>
        {seats.map((seat, index) => (
          <span key={seat.playerId}>
            {index === 0 ? '' : ' – '}
            <span class="chip" data-seat={index} aria-hidden="true" /> <PlayerLink player={seat} />
          </span>
        ))}
      </h2>
      <p class="facts-line">
        {titleOf(match.game)} <MatchState of={match} /> <Ago at={startedAt} />{' '}
        {reason === undefined ? '' : <span>· {reasonWords(game, reason)}</span>}
        {by === undefined ? '' : <span> by {seatName(match, by)}</span>}{' '}
        {isVoid === true ? `${voidWords(reason)} ` : ''}
        <Id of={matchId} />
      </p>
      <p class="facts-line">
        <a
          class="button small"
          href={`/play/#/${isRunning ? 'match' : 'watch'}/${matchId}`}
          target="_blank"
          rel="noreferrer"
        >
          Open in play
        </a>
        <button type="button" class="small" onClick={() => download(match)}>
          Download
        </button>
        {ticketIds.map((id, index) => (
          <a key={id} href={hashOf({ section: 'tickets', id, query: {} })}>
            ticket {index + 1}
          </a>
        ))}
        <a href={hashOf({ section: 'calls', id: matchId, query: {} })}>calls</a>
        <a href={hashOf({ section: 'tables', id: 'matches', query: { pk: `M#${matchId}` } })}>rows</a>
        {process === undefined ? null : (
          <a href={hashOf({ section: 'fleet', id: process, query: {} })}>process {sessions[0]?.pid}</a>
        )}
      </p>
    </header>
  );
}

/** Downloads the match as a file: header, log, and the shown details. */
function download(match: ConsoleMatchDetail): void {
  const address = URL.createObjectURL(
    new Blob([JSON.stringify(match, null, 2)], { type: 'application/json' }),
  );
  const link = document.createElement('a');
  link.href = address;
  link.download = `${match.game}-${match.matchId}.json`;
  link.click();
  URL.revokeObjectURL(address);
}
