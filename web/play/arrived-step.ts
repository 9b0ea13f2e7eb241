import { type WatchedStep } from '../../client/index';

/** A step, and when it arrived. */
export interface ArrivedStep extends WatchedStep {
  /** On the page's monotonic clock. */
  readonly arrivedAt: number;
  /** How long ago it was visible first, in milliseconds by this device's time. */
  readonly behindMs: number;
}

export const monotonic = (): number => performance.now();

export const arrivedNow = (step: WatchedStep): ArrivedStep => ({
  ...step,
  arrivedAt: monotonic(),
  behindMs: Math.max(0, Date.now() - step.match.delaySeconds * 1000 - step.at),
});
