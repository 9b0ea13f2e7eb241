import { type ConsolePlayer } from './console-player';

export interface FleetProcess {
  readonly processId: string;
  readonly pid?: number;
  readonly port: number;
  /** The instance that its match was placed on; absent for a process without a match. */
  readonly instanceId?: string;
  readonly players: number;
  readonly memoryBytes?: number;
  /** How long its last answer took, or how long it owes one, in whole ms. */
  readonly answerMs?: number;
  /** Share of the last seconds in which its thread was busy. */
  readonly busyShare?: number;
  /** Stopped by the console: it does not answer until it is resumed or replaced. */
  readonly frozen: boolean;
  readonly session?: {
    readonly gameSessionId: string;
    readonly status: string;
    readonly seats: number;
    readonly since: number;
    readonly match?: {
      readonly matchId: string;
      readonly game: string;
      readonly players: readonly ConsolePlayer[];
    };
  };
}

/** An event of a fleet, as DescribeFleetEvents tells it. */
export interface FleetEvent {
  readonly at: number;
  readonly code: string;
  readonly message: string;
}

export interface FleetDocument {
  readonly fleets: ReadonlyArray<{
    readonly fleetId: string;
    readonly status: string;
    /** Newest first. */
    readonly events: readonly FleetEvent[];
    readonly locations: ReadonlyArray<{
      readonly location: string;
      readonly status: string;
      readonly free: number;
      readonly instances: ReadonlyArray<{ readonly instanceId: string; readonly status: string }>;
      readonly processes: readonly FleetProcess[];
    }>;
  }>;
}

/** The console's commands for a process; `spot-loss` ends all processes of its location. */
export const processDeeds = ['kill', 'freeze', 'resume', 'spot-loss'] as const;

export type ProcessDeed = (typeof processDeeds)[number];
