import { useSignal } from '@preact/signals';
import { type WatchedMatch } from '../../client/index';
import { type Game } from '../../core/define';
import { type Seat } from '../../core/ids';
import { commandOfEntry, lastPlayed } from '../../core/match/last-play';
import { drawMatch, seatColours } from '../drawing/draw-match';
import { MatchDrawing } from '../drawing/match-drawing';
import { entryWords } from '../parts/action-words';
import { titleOf } from '../parts/games';
import { reasonWords } from '../parts/reason-words';
import { StepSlider } from '../parts/step-slider';
import { timeText } from '../parts/time-text';
import { type ArrivedStep, monotonic } from './arrived-step';
import { ClockFaceView, type ClockSource } from './clock-face';
import { CopyLinkButton } from './copy-link';
import { endingWords } from './ending-words';
import { Heading } from './heading';
import { MoveList } from './move-list';
import { nameAt } from './names';
import { placeText, winnersOf } from './outcome';
import { hashOf, linkTo } from './route';
import { type ShownEntry } from './seat';
import { watchedClocks } from './watched-clocks';
import { type WatchedKind } from './watched-kind';
import { useStepKeys } from './use-step-keys';

interface WatchedProps {
  readonly match: WatchedMatch;
  readonly game: Game | undefined;
  readonly steps: readonly ArrivedStep[];
  readonly kind: WatchedKind;
  /** The source of time for the clocks of the newest step. */
  readonly source: ClockSource;
}

const entriesOf = (steps: readonly ArrivedStep[]): readonly ShownEntry[] =>
  steps.flatMap(({ sequence, seat, at, action }) =>
    action === null ? [] : [{ sequence, seat, at, action }],
  );

/** A match as spectators see it, at any of its steps. */
export function WatchedView({ match, game, steps, kind, source }: WatchedProps) {
  /** Undefined: the newest step, also after later ones arrive. */
  const chosen = useSignal<number | undefined>(undefined);
  const last = steps.length - 1;
  const at = Math.min(chosen.value ?? last, last);
  const change = (to: number): void => {
    chosen.value = to >= last ? undefined : Math.max(0, to);
  };
  useStepKeys(at, last, change);
  const step = steps[at];
  if (step === undefined) return null;
  const nameOf = (seat: Seat): string => nameAt(match.seats, seat, match.names);
  const seen = {
    view: step.position.view,
    legal: [],
    last: commandOfEntry(lastPlayed(entriesOf(steps.slice(0, at + 1)))),
  };
  const drawn = drawMatch(game, seen, 'spectator');
  const over = kind !== 'running';
  return (
    <section
      class={`match${over ? ' replay' : ''}`}
      style={seatColours(drawn)}
      aria-label={`${over ? 'replay of' : 'watching'} ${titleOf(match.game)}`}
    >
      <div class="board">
        <MatchDrawing
          drawn={drawn}
          seen={seen}
          context={{ nameOf, play: undefined, seats: { count: match.seats.length } }}
        />
      </div>
      <aside class="beside">
        <WatchedTitle {...{ match, game, steps, kind, nameOf }} />
        <WatchedSeats {...{ match, step, game, nameOf }} source={at === last && !over ? source : 'stopped'} />
        <div class="field steps" title="← → one step, Home and End: the start and the end">
          <StepSlider unit="step" at={at} last={last} change={change} />
        </div>
        <p class={over ? 'calm now' : 'turn'} role="status" aria-live="polite">
          {over ? `${at} of ${last}: ` : ''}
          {step.action === null ? 'the start' : entryWords(game, { ...step, action: step.action }, nameOf)}
        </p>
        <MoveList
          entries={entriesOf(steps)}
          game={game}
          nameOf={nameOf}
          at={step.sequence}
          choose={(sequence) => change(steps.findIndex((one) => one.sequence === sequence))}
        />
        <div class="field">
          {over ? <CopyLinkButton link={linkTo(hashOf({ at: 'replay', matchId: match.matchId }))} /> : null}
          <a class="button" href="#/">
            To the games
          </a>
        </div>
      </aside>
    </section>
  );
}

/** The game, and how the match ended, or how late a running one is shown. */
function WatchedTitle({
  match,
  game,
  steps,
  kind,
  nameOf,
}: Pick<WatchedProps, 'match' | 'game' | 'steps' | 'kind'> & { readonly nameOf: (seat: Seat) => string }) {
  const { result, abandoned, delaySeconds } = match;
  const reason = reasonWords(game, result?.reason ?? abandoned ?? '');
  const title = titleOf(match.game);
  if (kind === 'running')
    return (
      <>
        <Heading unseen>Watching {title}</Heading>
        <p class="bar live">
          {delaySeconds === 0 ? 'You watch.' : `You are watching with a delay of ${delaySeconds} seconds.`}
        </p>
      </>
    );
  if (kind === 'reading')
    return (
      <header class="result">
        <Heading>Replay of {title}</Heading>
        <p class="calm">Reading the log …</p>
      </header>
    );
  return (
    <header class="result">
      <Heading>Replay of {title}</Heading>
      <p>
        {result === undefined ? null : <b>{winnersOf(result, nameOf)}. </b>}
        {endingWords(result === undefined, reason, entriesOf(steps), nameOf)}
      </p>
    </header>
  );
}

function WatchedSeats({
  match,
  step,
  game,
  source,
  nameOf,
}: {
  readonly match: WatchedMatch;
  readonly step: ArrivedStep;
  readonly game: Game | undefined;
  /** `stopped`: the step is not the newest of a running match, and its clocks stand. */
  readonly source: ClockSource;
  readonly nameOf: (seat: Seat) => string;
}) {
  const { position, clocks: wireClocks } = step;
  const clocks = source === 'stopped' ? undefined : watchedClocks(step, game, step, monotonic);
  return (
    <ol class="seats">
      {match.seats.map((playerId, seat) => {
        const clock = wireClocks?.seats[seat];
        return (
          <li key={playerId} data-seat={seat} class={position.toAct.includes(seat) ? 'acts' : ''}>
            <span class="chip" aria-hidden="true" />
            <span class="who" title={playerId}>
              {nameOf(seat)}
            </span>
            <span class="note">{match.result === undefined ? '' : placeText(match.result, seat)}</span>
            {clock === undefined ? null : clocks === undefined ? (
              <span class="clock">{timeText(clock.remainingMs)}</span>
            ) : (
              <ClockFaceView clocks={clocks} seat={seat} source={source} />
            )}
          </li>
        );
      })}
    </ol>
  );
}
