import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type MatchClocks } from '../../client/index';
import { type Seat } from '../../core/ids';
import { timeText } from '../parts/time-text';

/** Below this time the clock is drawn as urgent, in milliseconds. */
const urgentMs = 20_000;

/**
 * A seat's clock, drawn by the page's monotonic clock between messages of the match. Without a connection it
 * stands at the last known time: the page cannot know whether the match continues.
 */
export function ClockFaceView({
  clocks,
  seat,
  isHeard,
}: {
  readonly clocks: MatchClocks;
  readonly seat: Seat;
  readonly isHeard: boolean;
}) {
  const tick = useSignal(0);
  const face = clocks.of(seat);
  const heard = useRef(face);
  if (isHeard) heard.current = face;
  const { remainingMs, periods } = heard.current;
  const isRunning = isHeard && face.isRunning;
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
    <span
      class={`clock${isRunning ? ' runs' : ''}${urgent ? ' urgent' : ''}`}
      role="timer"
      title={isHeard ? undefined : 'as it was before the connection was lost'}
    >
      {timeText(remainingMs)}
      {periods === null ? '' : ` × ${periods}`}
    </span>
  );
}
