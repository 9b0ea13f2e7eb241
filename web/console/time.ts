import { computed, signal } from '@preact/signals';
import { type ConsoleTime } from '../../contract/console/faults';

/** The clock of the machine, updated once a second. */
export const machineClock = signal(Date.now());
setInterval(() => {
  if (!document.hidden) machineClock.value = Date.now();
}, 1_000);

const shift = signal<ConsoleTime>({ stoppedAt: null, aheadMs: 0, meets: false });
/** The backend's clock: the machine's, unless time was stopped or put forward. */
export const clock = computed(() => shift.value.stoppedAt ?? machineClock.value + shift.value.aheadMs);

/** Takes over how the backend's time differs from the machine's. */
export function setShift(time: ConsoleTime): void {
  if (time.stoppedAt !== shift.value.stoppedAt || time.aheadMs !== shift.value.aheadMs) shift.value = time;
}

/** 90_000 → `1 min`: one unit, the largest. */
export function spanText(spanMs: number): string {
  const seconds = Math.max(0, spanMs) / 1000;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 6_000) return `${Math.round(seconds / 60)} min`;
  return seconds < 170_000 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** How running time differs from the machine's; empty when it does not. */
export function shiftText({ stoppedAt, aheadMs }: ConsoleTime): string {
  const away = Math.abs(aheadMs);
  if (stoppedAt !== null || away < 1_000) return '';
  return `${spanText(away)} ${aheadMs > 0 ? 'ahead' : 'behind'}`;
}

export const absoluteText = (at: number): string => new Date(at).toLocaleString();

export function bytesText(bytes: number): string {
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} KB` : `${Math.round(bytes / 1e6)} MB`;
}
