import { type AdvertisedAddress } from '../realtime';
import { type CloudFormation } from './cloudformation/endpoint';
import { type ResourceType } from './cloudformation/stack';
import { type FleetReports } from '../realtime/hosting';
import { type Context } from './context';
import { type Fleet, type FleetRegistry } from './fleet-registry';
import { type OperationEntry } from './operation';
import { type Call } from './protocol/call';
import { type ProtocolHandler } from './protocol/exchange';

/**
 * The interface between sessions, queues and matchmaking on one side and scripts, fleets and aliases on the
 * other.
 */
export interface ControlPlane {
  readonly fleets: FleetRegistry;
  readonly operations: readonly OperationEntry[];
  /**
   * CloudFormation: its stacks, and its Query protocol on the same port. It uses every operation through
   * `call`. Called once.
   * @param types besides GameLift's own
   */
  cloudFormation(call: Call, types: readonly ResourceType[]): CloudFormation;
  /** Further protocols on the same port. */
  readonly claimants: readonly ProtocolHandler[];
  /** Its part of GET /_local/state besides the processes. */
  describe?(): Readonly<Record<string, unknown>>;
  /** Ends every process; resolves when all have exited. */
  close(): Promise<void>;
}

/** The dependencies of the control plane of fleets. */
export interface ControlPlaneOptions {
  /** All dependencies but the fleets, which the control plane adds itself. */
  readonly context: Omit<Context, 'fleets'>;
  /** Receives the reports of a fleet's processes in one location. */
  readonly reports: (fleetId: string, location: string) => FleetReports;
  readonly sessions: SessionCounts;
  /** Added to the environment of every script process. */
  readonly fleetEnvironment: Readonly<Record<string, string>>;
  /** A folder for scripts and logs; with --memory a temporary one that is removed at the end. */
  readonly folder: string;
  /** The address that script processes listen on. */
  readonly address: string;
  /** The address that players connect to. */
  readonly advertised: AdvertisedAddress;
}

/** The control plane's queries about the sessions of a fleet. */
export interface SessionCounts {
  /** ACTIVE and ACTIVATING game sessions, in one location or in all. */
  gameSessions(fleetId: string, location?: string): number;
  /** RESERVED and ACTIVE player sessions. */
  playerSessions(fleetId: string, location?: string): number;
  /**
   * Ends the game sessions of a fleet (or of one of its locations) as TERMINATED; for deleting it and for
   * scaling in.
   */
  terminateAll(fleetId: string, location?: string): Promise<void>;
  /** True when one of the location's live sessions is protected from scaling in. */
  anyProtected(fleet: Fleet, location?: string): boolean;
}
