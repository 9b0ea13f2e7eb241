import { type HostedEndpoint, type HostedGameSession, type RealtimeFleet } from '../realtime/hosting';
import { type Event, type FleetStatus, type GameProperty, type ProtectionPolicy } from './model/shapes';

/**
 * The part of fleets and aliases that sessions and queues need; fleets/ and aliases/ implement it. Every
 * look-up accepts an id or an ARN.
 */
export interface FleetRegistry {
  /** Undefined when the fleet is unknown. */
  fleet(idOrArn: string): Fleet | undefined;
  /** Undefined when the alias is unknown. */
  alias(idOrArn: string): AliasTarget | undefined;
  /** Every fleet that is not deleted. */
  fleets(): readonly Fleet[];
  /**
   * Called whenever processes may have become free: a fleet became ACTIVE, was scaled out, or lost a session.
   */
  onCapacity(listener: () => void): void;
}

/** The fleet that an alias leads to, or the message of a terminal one. */
export type AliasTarget =
  | { readonly kind: 'fleet'; readonly fleetId: string }
  | { readonly kind: 'terminal'; readonly message: string };

/** A fleet as queues, sessions and the console see it. */
export interface Fleet {
  readonly fleetId: string;
  readonly fleetArn: string;
  readonly status: FleetStatus;
  /** Its events, oldest first (DescribeFleetEvents). */
  events(): readonly Event[];
  /** Home Region first. */
  readonly locations: readonly FleetLocation[];
  readonly newGameSessionProtectionPolicy: ProtectionPolicy;
  readonly resourceCreationLimitPolicy?: {
    readonly newGameSessionsPerCreator: number;
    readonly policyPeriodInMinutes: number;
  };

  /**
   * Price of a running process relative to others, for queues that prioritize cost; 0 when it does not
   * matter.
   */
  readonly cost: number;
}

/** An instance of a fleet. On the laptop it is only a number of processes. */
export interface FleetInstance {
  readonly instanceId: string;
  readonly status: string;
  /** Game sessions on it. */
  readonly gameSessionIds: readonly string[];
}

/** A fleet in one location, where sessions are started. */
export interface FleetLocation {
  readonly location: string;
  readonly status: FleetStatus;
  /** The machines that its processes would run on. */
  readonly instances: readonly FleetInstance[];
  /** Processes that could take a game session now. */
  readonly freeProcesses: number;
  /**
   * Takes one of them synchronously; resolves when the session is ACTIVE, rejects when it could not be
   * started.
   */
  start(session: StartedGameSession): Promise<StartedEndpoint>;
  /**
   * A game session was requested here and found no process.
   * @returns true when capacity scales out from zero for it
   */
  wanted(): boolean;
  /** The running processes of this location: for terminating a session, its log file and the console. */
  readonly host: Pick<RealtimeFleet, 'terminateGameSession' | 'processes' | 'logFile'>;
}

/** A session for a process: every field that the script may read. */
export interface StartedGameSession extends Omit<
  HostedGameSession,
  'IpAddress' | 'DnsName' | 'GameProperties'
> {
  readonly GameProperties: readonly GameProperty[];
}

/** The address for the players of a session. */
export interface StartedEndpoint extends HostedEndpoint {
  readonly ipAddress: string;
  readonly dnsName: string;
}

/** The registry of a local GameLift without fleets. */
export const noFleets: FleetRegistry = {
  fleet: () => undefined,
  alias: () => undefined,
  fleets: () => [],
  onCapacity: () => undefined,
};
