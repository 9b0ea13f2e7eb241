import { defaultTiming } from '../../realtime/limits';
import { type S3Reader } from '../scripts/s3';

/** Settings of the simulated control plane; each has a default. */
export interface ControlPlaneSettings {
  /**
   * Milliseconds that a fleet stays in each status between NEW and ACTIVE. AWS takes minutes to an hour in
   * total.
   */
  readonly fleetStepMs: number;
  /** Milliseconds from PENDING to ACTIVE for an instance that is added later. */
  readonly instanceStartMs: number;
  /**
   * Server processes that each location keeps ready; more are started for sessions. AWS keeps all of them
   * running.
   */
  readonly warmProcesses: number;
  /**
   * Milliseconds between two health checks of a server process, and for its answer; three consecutive
   * failures end the process.
   */
  readonly healthCheckMs: number;
  /** Milliseconds between two evaluations of the scaling policies. */
  readonly scalingPeriodMs: number;
  /**
   * Number of consecutive evaluations that must call for fewer instances before target tracking scales in.
   */
  readonly scaleInPeriods: number;
  /** Objects that scripts are copied from; absent: those of the S3 at `s3Endpoint`. */
  readonly objects?: S3Reader;
  /** Endpoint of S3, path style. Default: AWS_ENDPOINT_URL_S3, then AWS_ENDPOINT_URL. */
  readonly s3Endpoint?: string;
  /**
   * AWS has refused new fleets with scripts for Node.js 10 since 2026-09-30. `warn` creates them and adds a
   * fleet event.
   */
  readonly nodeJs10: 'warn' | 'refuse';
}

export const defaultSettings: ControlPlaneSettings = {
  fleetStepMs: 20,
  instanceStartMs: 200,
  warmProcesses: 4,
  // Realtime guide, "onHealthCheck"
  healthCheckMs: defaultTiming.healthIntervalMs,
  scalingPeriodMs: 5_000,
  scaleInPeriods: 3,
  nodeJs10: 'warn',
};
