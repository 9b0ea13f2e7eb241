import { defaultTiming } from '../../realtime/limits';
import { type S3Reader } from '../scripts/s3';

/** How the simulated part of the control plane behaves; all of it has a default. */
export interface ControlPlaneSettings {
  /**
   * Milliseconds that a fleet stays in each status between NEW and ACTIVE. AWS takes minutes to an hour for
   * all of them.
   */
  readonly fleetStepMilliseconds: number;
  /** Milliseconds from PENDING to ACTIVE of an instance that is added later. */
  readonly instanceStartMilliseconds: number;
  /**
   * Server processes that each location keeps ready; more are started when sessions come. AWS keeps all of
   * them running.
   */
  readonly warmProcesses: number;
  /**
   * Milliseconds between two health checks of a server process, and for the answer of one; three bad answers
   * in a row end the process.
   */
  readonly healthCheckMilliseconds: number;
  /** Milliseconds between two looks at the scaling policies. */
  readonly scalingPeriodMilliseconds: number;
  /** How many looks in a row must ask for fewer instances before target tracking scales in. */
  readonly scaleInPeriods: number;
  /** Objects that scripts are copied from; absent: those of the S3 at `s3Endpoint`. */
  readonly objects?: S3Reader;
  /** Where S3 is, path style. Default: AWS_ENDPOINT_URL_S3, then AWS_ENDPOINT_URL. */
  readonly s3Endpoint?: string;
  /**
   * AWS refuses new fleets with scripts for Node.js 10 since 2026-09-30. `warn` makes them and says so in the
   * fleet's events.
   */
  readonly nodeJs10: 'warn' | 'refuse';
}

export const defaultSettings: ControlPlaneSettings = {
  fleetStepMilliseconds: 20,
  instanceStartMilliseconds: 200,
  warmProcesses: 4,
  // Realtime guide, "onHealthCheck"
  healthCheckMilliseconds: defaultTiming.healthInterval,
  scalingPeriodMilliseconds: 5_000,
  scaleInPeriods: 3,
  nodeJs10: 'warn',
};
