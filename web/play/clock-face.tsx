import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type MatchClocks } from '../../client/index';
import { type Seat } from '../../core/ids';
import { timeText } from '../parts/time-text';

/** Below this time the clock is drawn as urgent, in milliseconds. */
const urgentMs = 20_000;

/**
 * The source from which a clock is drawn.
 *
 * - `heard`: messages of the match, and the page's monotonic clock between them
 * - `guessed`: the page's clock alone, while the connection is lost: the server's clocks run on
 * - `stopped`: the page no longer follows the match
 */
export type ClockSource = 'heard' | 'guessed' | 'stopped';

const titles: Readonly<Record<ClockSource, string | undefined>> = {
  heard: undefined,
  guessed: 'about: the connection is lost, and the clock runs on',
  stopped: 'as it was before the connection was lost',
};

/** A seat's clock. */
export function ClockFaceView({
  clocks,
  seat,
  source,
  isOwn = false,
}: {
  readonly clocks: MatchClocks;
  readonly seat: Seat;
  readonly source: ClockSource;
  /** It is the reader's: a screen reader hears once that little time is left. */
  readonly isOwn?: boolean;
}) {
  const tick = useSignal(0);
  const face = clocks.of(seat);
  const shown = useRef(face);
  if (source !== 'stopped') shown.current = face;
  const { remainingMs, periods } = shown.current;
  const isRunning = source !== 'stopped' && face.isRunning;
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => {
      tick.value += 1;
    }, 250);
    return () => clearInterval(timer);
  }, [isRunning]);
  // Read so that each tick draws the face again.
  void tick.value;
  const urgent = isRunning && remainingMs < urgentMs;
  return (
    <>
      {isOwn ? (
        <span class="unseen" role="status">
          {urgent ? `Less than ${urgentMs / 1000} seconds are left.` : ''}
        </span>
      ) : null}
      <span
        class={`clock${isRunning ? ' runs' : ''}${urgent ? ' urgent' : ''}`}
        role="timer"
        title={titles[source]}
      >
        {isRunning && source === 'guessed' ? '≈ ' : ''}
        {timeText(remainingMs)}
        {periods === null ? '' : ` × ${periods}`}
      </span>
    </>
  );
}
