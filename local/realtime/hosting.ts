/**
 * The interface between the local GameLift (fleets, game sessions and player sessions) and the Realtime host
 * (processes and sockets). GameLift calls a RealtimeFleet; the fleet reports back through FleetReports.
 */

import { type LocalTime } from '../time/local-time';
import { type HostLimits, type HostTiming } from './limits';

/**
 * The game session as the script sees it in onStartGameSession (docs/realtime-host.md), with PascalCase
 * fields as on the service.
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

/** The address for players, once the session is ACTIVE. */
export interface HostedEndpoint {
  readonly port: number;
  readonly processId: string;
}

/** Why a game session ended. */
export type SessionEnd =
  'process-ended' | 'process-crashed' | 'process-unhealthy' | 'terminated' | 'activation-timeout';

/** Output of a script, and its origin. */
export interface ScriptSaid extends Said {
  readonly gameSessionId: string;
  /** The match of the session, where its data names one. */
  readonly matchId: string | undefined;
  /** The file with all output of the process. */
  readonly logFile: string;
}

/**
 * Requests and reports of the host to its fleet's owner. Every method may be async, because the owner may be
 * in another process.
 */
export interface FleetReports {
  /**
   * First step of AcceptPlayerSession: checks that this id is RESERVED for this game session, without
   * changing it.
   */
  checkPlayerSession(
    gameSessionId: string,
    playerSessionId: string,
  ): Promise<{ readonly reserved: true } | { readonly reserved: false; readonly reason: string }>;
  /** RESERVED → ACTIVE; false when it was not RESERVED any more. */
  acceptPlayerSession(gameSessionId: string, playerSessionId: string): Promise<boolean>;
  /** ACTIVE (or RESERVED, when the script refused) → COMPLETED. */
  removePlayerSession(gameSessionId: string, playerSessionId: string): Promise<void>;
  /**
   * The process of this session has exited; its port is free again. `soon`: it died soon after the script had
   * started the session (restart-delay.ts).
   */
  gameSessionEnded(gameSessionId: string, end: SessionEnd, detail: string, soon: boolean): void;
  /**
   * A process without a session died (for example because its script throws when loaded). `logFile`: its
   * output.
   */
  processFailed(detail: string, logFile?: string): void;
  /** A line for the fleet's event list and the console. */
  log(line: string): void;
  /** Output of a session's script that its developer should see at once. */
  said?(said: ScriptSaid): void;
}

/** The script of a fleet, with the entry file in it. */
export interface FleetScript {
  /** Folder or zip as uploaded. A zip is unpacked into a folder of its own. */
  readonly source:
    { readonly kind: 'folder'; readonly path: string } | { readonly kind: 'zip'; readonly bytes: Uint8Array };
  /** `/local/game/server.js` or `server.js`. */
  readonly launchPath: string;
  readonly launchParameters: string;
}

/** The script processes of a fleet in one location. */
export interface FleetHostOptions {
  readonly fleetId: string;
  readonly fleetArn: string;
  readonly fleetName: string;
  readonly script: FleetScript;
  /** Maximum number of processes; startGameSession rejects beyond it. */
  readonly maxProcesses: number;
  /** Processes kept ready without a session. */
  readonly warmProcesses: number;
  /** Address that processes listen on; a name means every address. */
  readonly address: string;
  /** GENERATED: wss with a certificate for the fleet. */
  readonly certificate: 'DISABLED' | 'GENERATED';
  readonly udp: boolean;
  /** Added to the environment of every process (AWS_REGION, AWS_ENDPOINT_URL_DYNAMODB, credentials …). */
  readonly environment: Readonly<Record<string, string>>;
  readonly activationTimeoutSeconds: number;
  readonly logFolder: string;
  /**
   * Fixed ports, for a fleet of one process; otherwise each process listens on free ones. 0: any free port,
   * which its later processes reuse. `udp` absent: the number of `tcp` where it is free.
   */
  readonly ports?: { readonly tcp: number; readonly udp?: number };
  /** Names of the certificate besides the address and localhost (GENERATED only). */
  readonly dnsNames?: readonly string[];
  /** The Node binary that runs the script; absent: this process's own. */
  readonly nodeBinary?: string;
  /** The clock of scripts; absent: the time of the machine. */
  readonly time?: LocalTime;
  readonly timing?: Partial<HostTiming>;
  readonly limits?: Partial<HostLimits>;
  /** How many cores have nothing to do; absent: those of this machine. */
  readonly idleCores?: () => number;
}

/** One fleet's processes on this machine. */
export interface RealtimeFleet {
  /**
   * Resolves once the first warm process has called ProcessReady; rejects with the script's own error when
   * none does.
   */
  ready(): Promise<void>;
  /** Processes that can host a session now, running or still to be started. */
  freeProcesses(): number;
  /** Resolves when the session is ACTIVE. Rejects when no process is free, or onStartGameSession failed. */
  startGameSession(session: HostedGameSession): Promise<HostedEndpoint>;
  /**
   * Calls onProcessTerminate, then kills the process; FORCE kills it at once. Resolves when the process has
   * exited.
   */
  terminateGameSession(
    gameSessionId: string,
    mode: 'TRIGGER_ON_PROCESS_TERMINATE' | 'FORCE_TERMINATE',
  ): Promise<void>;
  /** New processes use it; running sessions keep the old one; idle warm processes are replaced. */
  updateScript(script: FleetScript): Promise<void>;
  /** Changes the limits; running sessions are never ended by it. */
  resize(maxProcesses: number, warmProcesses: number): void;
  processes(): ReadonlyArray<{
    readonly processId: string;
    readonly pid: number | undefined;
    readonly port: number;
    readonly gameSessionId?: string;
    readonly players: number;
    readonly residentBytes?: number;
    /** How long its last answer took, or how long it owes one, in ms. */
    readonly answerMs?: number;
    /** Share of the last seconds in which its thread was busy. */
    readonly busyShare?: number;
  }>;
  /**
   * Path of the log file of a process, running or ended lately.
   * @param owner its id, or that of its game session (GetGameSessionLogUrl)
   */
  logFile(owner: string): string | undefined;
  /**
   * PEM of the authority that clients must trust for wss; undefined when certificate is DISABLED or ready()
   * has not resolved yet.
   */
  certificateAuthority(): string | undefined;
  /** Ends every process, and resolves when all have exited. */
  close(): Promise<void>;
}

/** Output of a script that its developer should see at once. */
export interface Said {
  /** `console`: from console.log and its like; `error`: from the logger of its session. */
  readonly by: 'console' | 'error';
  readonly text: string;
}
