import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type MatchClocks } from '../../client/index';
import { type Seat } from '../../core/ids';
import { timeText } from '../parts/time-text';

/** Below this time the clock is drawn as urgent, in milliseconds. */
const urgentMs = 20_000;

/** A seat's clock, drawn by the page's monotonic clock between messages of the match. */
export function ClockFaceView({ clocks, seat }: { readonly clocks: MatchClocks; readonly seat: Seat }) {
  const tick = useSignal(0);
  const { remainingMs, isRunning, periods } = clocks.of(seat);
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
    <span class={`clock${isRunning ? ' runs' : ''}${urgent ? ' urgent' : ''}`} role="timer">
      {timeText(remainingMs)}
      {periods === null ? '' : ` × ${periods}`}
    </span>
  );
}
