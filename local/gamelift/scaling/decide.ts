/** The number of instances that a policy calls for. Pure. */
import { type ScalingPolicy } from '../model/shapes';
import { type Metrics } from './metrics';

/** Instances of a fleet in a location. */
export interface Capacity {
  readonly desired: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Server processes of one instance. */
  readonly perInstance: number;
}

const clamp = (value: number, { minimum, maximum }: Capacity): number =>
  Math.min(maximum, Math.max(minimum, value));

/**
 * Target tracking on PercentAvailableGameSessions: as many instances as leave `target` percent of all
 * processes free. One instance stays even where the minimum is 0: without one there is no metric that could
 * start the first.
 * @param target percent, 0 ≤ target < 100
 */
export function targetInstances(target: number, activeSessions: number, capacity: Capacity): number {
  if (capacity.perInstance === 0) return capacity.desired;
  const free = Math.min(Math.max(target, 0), 99) / 100;
  // Rounding guards against 4 / 0.8 = 5.000000000000001, which would call for a sixth process.
  const processes = Math.ceil(Number((activeSessions / (1 - free)).toFixed(6)));
  return clamp(Math.max(1, Math.ceil(processes / capacity.perInstance)), capacity);
}

/** Whether a rule-based policy's condition holds now. */
export function conditionHolds(policy: ScalingPolicy, metrics: Metrics): boolean {
  const { MetricName, Threshold, ComparisonOperator } = policy;
  if (MetricName === undefined || Threshold === undefined || ComparisonOperator === undefined) return false;
  const value = metrics[MetricName];
  switch (ComparisonOperator) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= Threshold;
    case 'GreaterThanThreshold':
      return value > Threshold;
    case 'LessThanThreshold':
      return value < Threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= Threshold;
  }
}

/**
 * The capacity after a rule-based policy. A percentage is rounded away from zero to at least one instance.
 */
export function adjusted(policy: ScalingPolicy, capacity: Capacity): number {
  const by = policy.ScalingAdjustment ?? 0;
  switch (policy.ScalingAdjustmentType) {
    case 'ExactCapacity':
      return clamp(by, capacity);
    case 'PercentChangeInCapacity':
      return clamp(
        capacity.desired + Math.sign(by) * Math.max(1, Math.round((capacity.desired * Math.abs(by)) / 100)),
        capacity,
      );
    case 'ChangeInCapacity':
    case undefined:
      return clamp(capacity.desired + by, capacity);
  }
}
