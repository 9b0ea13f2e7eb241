import { type ComponentChildren } from 'preact';
import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Game } from '../../core/define';
import { type Viewer } from '../../core/game-rules';
import { type LogEntry } from '../../core/match/log';
import { replay } from '../../core/match/match';
import { type RecordedMatch } from '../../core/match/verify';
import { eventFor, hostingEvent, lastCommandFor, positionFor } from '../../core/match/views';
import { type MatchDocument } from '../../client/index';
import { drawMatch, seatColours } from '../drawing/draw-match';
import { MatchDrawing } from '../drawing/match-drawing';
import { account } from './account';
import { loadGame, titleOf } from '../parts/games';
import { entryWords } from '../parts/action-words';
import { MoveList } from './move-list';
import { nameAt } from './names';
import { type ShownEntry } from './seat';
import { StepSlider } from '../parts/step-slider';
import { useAgain } from '../parts/use-again';
import { placeText } from './outcome';
import { endOf, type TitleOf } from './match-report';
import { type Trouble, troubleOf } from './trouble';
import { useStepKeys } from './use-step-keys';

interface Loaded {
  readonly recorded: RecordedMatch;
  readonly game: Game;
}

interface ReplayProps {
  readonly match: MatchDocument;
  readonly title: TitleOf;
  readonly actions: ComponentChildren;
}

/** An ended match, folded again in the browser up to any entry, as any seat or a spectator saw it. */
export function Replay({ match, title, actions }: ReplayProps) {
  const loaded = useSignal<Loaded | Trouble | undefined>(undefined);
  const read = (): void => {
    load(match.matchId).then(
      (whole) => {
        loaded.value = whole;
      },
      (error: unknown) => {
        loaded.value = troubleOf(error);
      },
    );
  };
  useEffect(read, [match.matchId]);
  const { value } = loaded;
  useAgain(value !== undefined && 'message' in value && value.isLost === true, read);
  if (value !== undefined && 'recorded' in value)
    return (
      <Replayed recorded={value.recorded} game={value.game} match={match} title={title} actions={actions} />
    );
  return (
    <section class="report">
      {title()}
      {value === undefined ? (
        <p class="calm">Reading the log …</p>
      ) : (
        <p class="notice bad" role="alert">
          The match cannot be replayed: {value.message}
        </p>
      )}
      {actions}
    </section>
  );
}

async function load(matchId: string): Promise<Loaded> {
  const { player } = account.value ?? {};
  if (player === undefined) throw new Error('sign in first');
  const recorded = await player.recordedMatch(matchId);
  const game = await loadGame(recorded.header.game);
  if (game === undefined) throw new Error(`this page has no code of ${recorded.header.game}`);
  return { recorded, game };
}

/** The match is over: each entry may be shown whole. */
function shownEntry(entry: LogEntry): ShownEntry {
  if (entry.kind !== 'command') return hostingEvent(entry);
  const { sequence, seat, at, action } = entry;
  return { sequence, seat, at, action };
}

/** The match after its first entries, as a viewer saw it. */
function momentOf(game: Game, { header, entries }: RecordedMatch, at: number, viewer: Viewer) {
  return game.with((typed) => {
    // Folded from the start each time: a log is short, and the server runs the same fold.
    const match = replay(typed, header, entries.slice(0, at));
    const entry = entries[at - 1];
    return {
      seen: { view: positionFor(match, viewer).view, legal: [], last: lastCommandFor(match, viewer) },
      event: entry && eventFor(match, entry, viewer),
    };
  });
}

function Replayed({ recorded, game, match, title, actions }: Loaded & ReplayProps) {
  const { header, entries } = recorded;
  const last = entries.length;
  const shown = entries.map(shownEntry);
  const at = useSignal(last);
  const own = header.seats.findIndex((seat) => seat === account.value?.player.playerId);
  const viewer = useSignal<Viewer>(own === -1 ? 'spectator' : own);
  const moment = useComputed(() => momentOf(game, recorded, at.value, viewer.value));
  const change = (to: number): void => {
    at.value = to;
  };
  useStepKeys(at.value, last, change);
  const nameOf = (seat: number): string => nameAt(header.seats, seat);
  const { seen, event } = moment.value;
  const drawn = drawMatch(game, seen, viewer.value);
  return (
    <section class="match replay" style={seatColours(drawn)} aria-label={`replay of ${titleOf(match.game)}`}>
      <div class="board">
        <MatchDrawing
          drawn={drawn}
          seen={seen}
          context={{ nameOf, play: undefined, seats: { count: header.seats.length } }}
        />
      </div>
      <aside class="beside">
        {title(game, shown)}
        <ReplayedSeats match={match} nameOf={nameOf} />
        <div class="field steps" title="← → one step, Home and End: the start and the end">
          <StepSlider unit="step" at={at.value} last={last} change={change} />
        </div>
        <p class="calm now" role="status">
          {at.value} of {last}: {event === undefined ? 'the start' : entryWords(game, event, nameOf)}
        </p>
        <MoveList entries={shown} game={game} nameOf={nameOf} at={at.value} choose={change} />
        <ViewerChoice
          seats={header.seats}
          nameOf={nameOf}
          viewer={viewer.value}
          choose={(to) => {
            viewer.value = to;
          }}
        />
        {actions}
      </aside>
    </section>
  );
}

function ReplayedSeats({
  match: { seats, result },
  nameOf,
}: {
  readonly match: MatchDocument;
  readonly nameOf: (seat: number) => string;
}) {
  const end = result === undefined ? undefined : endOf(result);
  return (
    <ol class="seats">
      {seats.map((playerId, seat) => (
        <li key={playerId} data-seat={seat}>
          <span class="chip" aria-hidden="true" />
          <span class="who" title={playerId}>
            {nameOf(seat)}
          </span>
          <span class="note">{end === undefined ? '' : placeText(end, seat)}</span>
        </li>
      ))}
    </ol>
  );
}

function ViewerChoice({
  seats,
  nameOf,
  viewer,
  choose,
}: {
  readonly seats: readonly string[];
  readonly nameOf: (seat: number) => string;
  readonly viewer: Viewer;
  readonly choose: (viewer: Viewer) => void;
}) {
  return (
    <label class="viewer">
      As seen by{' '}
      <select
        value={String(viewer)}
        onChange={({ currentTarget: { value } }) => choose(value === 'spectator' ? value : Number(value))}
      >
        {seats.map((playerId, seat) => (
          <option key={playerId} value={String(seat)}>
            {nameOf(seat)}
          </option>
        ))}
        <option value="spectator">spectators</option>
      </select>
    </label>
  );
}
