import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type MatchClocks } from '../../client/index';
import { type Seat } from '../../core/ids';

/** Below this the clock is drawn as urgent, in milliseconds. */
const urgentMs = 20_000;

/** A seat's clock, drawn by the page's own monotonic clock between messages of the match. */
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
  // Read, so that a tick draws the face anew.
  void tick.value;
  const urgent = isRunning && remainingMs < urgentMs;
  return (
    <span class={`clock${isRunning ? ' runs' : ''}${urgent ? ' urgent' : ''}`} role="timer">
      {timeText(remainingMs)}
      {periods === null ? '' : ` × ${periods}`}
    </span>
  );
}

/** 161000 → `2:41`; days and hours in words. */
export function timeText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24];
  if (days > 0) return `${days} d ${hours} h`;
  const rest = `${String(Math.floor(seconds / 60) % 60).padStart(hours > 0 ? 2 : 1, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}
