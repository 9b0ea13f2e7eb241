/**
 * The seam between the local GameLift (which knows fleets, game sessions and player sessions) and the
 * Realtime host (which knows processes and sockets). GameLift calls a RealtimeFleet; the fleet reports back
 * through FleetReports.
 */

import { type Said } from './channel';
import { type HostLimits, type HostTiming } from './limits';

/**
 * The game session as the script sees it in onStartGameSession (docs/realtime-host.md), PascalCase as the
 * service builds it.
 */
export interface HostedGameSession {
  readonly GameSessionId: string;
  readonly Name?: string;
  readonly FleetId: string;
  readonly MaximumPlayerSessionCount: number;
  readonly GameProperties: ReadonlyArray<{ readonly Key: string; readonly Value: string }>;
  readonly GameSessionData?: string;
  readonly MatchmakerData?: string;
  readonly IpAddress: string;
  readonly DnsName?: string;
}

/** Where players connect, once the session is ACTIVE. */
export interface HostedEndpoint {
  readonly port: number;
  readonly processId: string;
}

export type SessionEnd =
  'process-ended' | 'process-crashed' | 'process-unhealthy' | 'terminated' | 'activation-timeout';

/** What a script said, and where. */
export interface ScriptSaid extends Said {
  readonly gameSessionId: string;
  /** The match of the session, where its data name one. */
  readonly matchId: string | undefined;
  /** All that the process writes. */
  readonly logFile: string;
}

/**
 * What the host asks and tells its fleet's owner. Every method may be async: the owner may be in another
 * process.
 */
export interface FleetReports {
  /** AcceptPlayerSession, in two steps: is this id RESERVED for this game session (no change yet)? */
  checkPlayerSession(
    gameSessionId: string,
    playerSessionId: string,
  ): Promise<{ readonly reserved: true } | { readonly reserved: false; readonly reason: string }>;
  /** RESERVED → ACTIVE; false when it was not RESERVED any more. */
  acceptPlayerSession(gameSessionId: string, playerSessionId: string): Promise<boolean>;
  /** ACTIVE (or RESERVED, when the script refused) → COMPLETED. */
  removePlayerSession(gameSessionId: string, playerSessionId: string): Promise<void>;
  /** The process of this session is gone; its port is free again. */
  gameSessionEnded(gameSessionId: string, end: SessionEnd, detail: string): void;
  /**
   * A process that held no session died (a script that throws when loaded, say). `logFile`: what it wrote.
   */
  processFailed(detail: string, logFile?: string): void;
  /** A line for the fleet's event list and the console. */
  log(line: string): void;
  /** The script of a session has said what its developer should read at once. */
  said?(said: ScriptSaid): void;
}

export interface FleetScript {
  /** Folder or zip as uploaded. A zip is unpacked into a folder of its own. */
  readonly source:
    { readonly kind: 'folder'; readonly path: string } | { readonly kind: 'zip'; readonly bytes: Uint8Array };
  /** `/local/game/server.js` or `server.js`. */
  readonly launchPath: string;
  readonly launchParameters: string;
}

export interface FleetHostOptions {
  readonly fleetId: string;
  readonly fleetArn: string;
  readonly fleetName: string;
  readonly script: FleetScript;
  /** Most processes at once; startGameSession refuses beyond it. */
  readonly maximumProcesses: number;
  /** Processes kept ready without a session. */
  readonly warmProcesses: number;
  /** Address that processes listen on; a name binds every address. */
  readonly address: string;
  /** GENERATED: wss and a certificate of the fleet's own. */
  readonly certificate: 'DISABLED' | 'GENERATED';
  readonly udp: boolean;
  /** Added to the environment of every process (AWS_REGION, AWS_ENDPOINT_URL_DYNAMODB, credentials …). */
  readonly environment: Readonly<Record<string, string>>;
  readonly activationTimeoutSeconds: number;
  readonly logFolder: string;
  /**
   * Fixed ports, for a fleet of one process; else each process listens on free ones. 0: any free one, which
   * its later processes keep. `udp` absent: the number of `tcp` where it is free.
   */
  readonly ports?: { readonly tcp: number; readonly udp?: number };
  /** Names of the certificate besides the address and localhost (GENERATED only). */
  readonly dnsNames?: readonly string[];
  /** The Node binary that runs the script; absent: this process's own. */
  readonly nodeBinary?: string;
  readonly timing?: Partial<HostTiming>;
  readonly limits?: Partial<HostLimits>;
}

/** One fleet's processes on this machine. */
export interface RealtimeFleet {
  /**
   * Resolves once the first warm process said ProcessReady; rejects with the script's own error when it never
   * does.
   */
  ready(): Promise<void>;
  /** Processes that could take a session now, warm or still to be started. */
  freeProcesses(): number;
  /** Resolves when the session is ACTIVE. Rejects when no process is free, or onStartGameSession failed. */
  startGameSession(session: HostedGameSession): Promise<HostedEndpoint>;
  /** onProcessTerminate, then the kill; FORCE kills at once. Resolves when the process is gone. */
  terminateGameSession(
    gameSessionId: string,
    mode: 'TRIGGER_ON_PROCESS_TERMINATE' | 'FORCE_TERMINATE',
  ): Promise<void>;
  /** New processes use it; running sessions keep the old one; idle warm processes are replaced. */
  updateScript(script: FleetScript): Promise<void>;
  /** Changes the ceilings; running sessions are never ended by it. */
  resize(maximumProcesses: number, warmProcesses: number): void;
  processes(): ReadonlyArray<{
    readonly processId: string;
    readonly pid: number | undefined;
    readonly port: number;
    readonly gameSessionId?: string;
    readonly players: number;
    readonly residentBytes?: number;
  }>;
  /** Path of the session's log file (GetGameSessionLogUrl). */
  logFile(gameSessionId: string): string | undefined;
  /**
   * PEM of the authority that clients must trust for wss; undefined when certificate is DISABLED or ready()
   * has not resolved yet.
   */
  certificateAuthority(): string | undefined;
  /** Ends every process, resolves when all are gone. */
  close(): Promise<void>;
}
