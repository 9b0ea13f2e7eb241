import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type WatchedMatch, type WatchedStep } from '../../client/index';
import { type Game } from '../../core/define';
import { type Seat } from '../../core/ids';
import { drawMatch, seatColours } from '../drawing/draw-match';
import { commandOf, lastPlayed } from '../../core/match/last-play';
import { MatchDrawing } from '../drawing/match-drawing';
import { actionWords } from '../parts/action-words';
import { loadGame, titleOf } from '../parts/games';
import { timeText } from '../parts/time-text';
import { backend } from './account';
import { ClockFaceView } from './clock-face';
import { Heading } from './heading';
import { nameAt } from './names';
import { StepSlider } from '../parts/step-slider';
import { ordinal } from './outcome';
import { type Trouble, troubleOf } from './trouble';
import { watchedClocks } from './watched-clocks';

/** A match for spectators, with its game's delay, at any step of the slider. No account is needed. */
export function WatchPage({ matchId }: { readonly matchId: string }) {
  const match = useSignal<WatchedMatch | undefined>(undefined);
  const game = useSignal<Game | undefined>(undefined);
  const steps = useSignal<readonly ArrivedStep[]>([]);
  const trouble = useSignal<Trouble | undefined>(undefined);
  useEffect(() => {
    const left = new AbortController();
    const onMatch = (read: WatchedMatch): void => {
      match.value = read;
    };
    const follow = async (): Promise<void> => {
      for await (const step of backend.watch(matchId, { signal: left.signal, onMatch })) {
        if (left.signal.aborted) return;
        game.value ??= await loadGame(step.match.game);
        steps.value = [...steps.value, arrivedNow(step)];
      }
    };
    follow().catch((error: unknown) => {
      trouble.value = troubleOf(error);
    });
    return () => left.abort();
  }, [matchId]);
  if (trouble.value !== undefined)
    return (
      <section class="notice bad" role="alert">
        <h1>The match cannot be watched</h1>
        <p>{trouble.value.message}</p>
        <a href="#/">To the games</a>
      </section>
    );
  if (match.value === undefined) return <h1 class="calm">Opening the match …</h1>;
  if (steps.value.length === 0)
    return (
      <section class="search">
        <h1>{titleOf(match.value.game)}</h1>
        <p role="status">
          The match is shown {match.value.delaySeconds} seconds late. Its start will be here in a moment.
        </p>
      </section>
    );
  return <Watched match={match.value} game={game.value} steps={steps.value} />;
}

/** A step, and when it arrived. */
interface ArrivedStep extends WatchedStep {
  /** On the page's monotonic clock. */
  readonly arrivedAt: number;
  /** How long ago it was visible first, in milliseconds by this device's time. */
  readonly behindMs: number;
}

const monotonic = (): number => performance.now();

const arrivedNow = (step: WatchedStep): ArrivedStep => ({
  ...step,
  arrivedAt: monotonic(),
  behindMs: Math.max(0, Date.now() - step.match.delaySeconds * 1000 - step.at),
});

interface WatchedProps {
  readonly match: WatchedMatch;
  readonly game: Game | undefined;
  readonly steps: readonly ArrivedStep[];
}

function Watched({ match, game, steps }: WatchedProps) {
  /** Undefined: the newest step, also after later ones arrive. */
  const chosen = useSignal<number | undefined>(undefined);
  const last = steps.length - 1;
  const at = Math.min(chosen.value ?? last, last);
  const step = steps[at];
  if (step === undefined) return null;
  const nameOf = (seat: Seat): string => nameAt(match.seats, seat, match.names);
  const played = steps.slice(0, at + 1).flatMap(({ action }) => (action === null ? [] : [{ action }]));
  const seen = { view: step.standing.view, legal: [], last: commandOf(lastPlayed(played)) };
  const drawn = drawMatch(game, seen, 'spectator');
  const over = steps[last]?.match.result !== undefined || steps[last]?.match.abandoned !== undefined;
  return (
    <section class="match" style={seatColours(drawn)} aria-label={`watching ${titleOf(match.game)}`}>
      <Heading unseen>Watching {titleOf(match.game)}</Heading>
      <div class="board">
        <MatchDrawing drawn={drawn} seen={seen} context={{ nameOf, play: undefined }} />
      </div>
      <aside class="beside">
        <p class="bar live">
          {over
            ? 'You are watching a match that is over.'
            : match.delaySeconds === 0
              ? 'You watch.'
              : `You are watching with a delay of ${match.delaySeconds} seconds.`}
        </p>
        <WatchedSeats match={match} step={step} game={game} runs={at === last && !over} nameOf={nameOf} />
        <p class="turn" role="status" aria-live="polite">
          {step.action === null
            ? 'The start'
            : `${step.seat === null ? 'The match' : nameOf(step.seat)} ${actionWords(game, { action: step.action, sequence: step.sequence }, nameOf)}`}
        </p>
        <div class="field steps">
          <StepSlider
            unit="step"
            at={at}
            last={last}
            change={(to) => {
              chosen.value = to >= last ? undefined : Math.max(0, to);
            }}
          />
        </div>
        <a href="#/">To the games</a>
      </aside>
    </section>
  );
}

function WatchedSeats({
  match,
  step,
  game,
  runs,
  nameOf,
}: {
  readonly match: WatchedMatch;
  readonly step: ArrivedStep;
  readonly game: Game | undefined;
  /** Whether its clocks run on: the step is the newest of a running match. */
  readonly runs: boolean;
  readonly nameOf: (seat: Seat) => string;
}) {
  const { standing: position, clocks: told, match: then } = step;
  const clocks = runs ? watchedClocks(step, game, step, monotonic) : undefined;
  return (
    <ol class="seats">
      {match.seats.map((playerId, seat) => {
        const place = then.result?.void === true ? undefined : then.result?.places[seat];
        const clock = told?.seats[seat];
        return (
          <li key={playerId} data-seat={seat} class={position.toAct.includes(seat) ? 'acts' : ''}>
            <span class="chip" aria-hidden="true" />
            <span class="who" title={playerId}>
              {nameOf(seat)}
            </span>
            <span class="note">{place === undefined ? '' : ordinal(place)}</span>
            {clock === undefined ? null : clocks === undefined ? (
              <span class="clock">{timeText(clock.remainingMs)}</span>
            ) : (
              <ClockFaceView clocks={clocks} seat={seat} source="heard" />
            )}
          </li>
        );
      })}
    </ol>
  );
}
