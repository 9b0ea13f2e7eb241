import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { advertisedAddress } from '../advertised-address';
import { createRealtimeFleet } from '../fleet/fleet';
import { type FleetScript, type HostedGameSession, type RealtimeFleet, type SessionEnd } from '../hosting';
import { LogTail } from './log-tail';
import { StandalonePlayerSessions } from './player-sessions';

/** A script that is hosted without GameLift. */
export interface StandaloneOptions {
  readonly script: FleetScript;
  /** The address to listen on. */
  readonly address: string;
  /** The address or name for players; undefined: where it listens. */
  readonly advertise: string | undefined;
  readonly port: number;
  /** undefined: the number of `port`. */
  readonly udpPort: number | undefined;
  readonly udp: boolean;
  readonly tls: boolean;
  readonly dnsNames: readonly string[];
  readonly permissive: boolean;
  /** Accepted ids; empty: `makePlayerSessions` new ones are created for each game session. */
  readonly playerSessions: readonly string[];
  readonly makePlayerSessions: number;
  readonly gameProperties: HostedGameSession['GameProperties'];
  readonly gameSessionData: string | undefined;
  readonly matchmakerData: string | undefined;
  readonly maximumPlayers: number;
  readonly logFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly nodeBinary: string | undefined;
}

/** A game session that players can connect to now. */
export interface StandaloneSession {
  readonly url: string;
  /** The address or name in `url`. */
  readonly address: string;
  readonly port: number;
  readonly udp: boolean;
  readonly gameSessionId: string;
  /** Accepted player session ids; empty with --permissive, which accepts any. */
  readonly playerSessions: readonly string[];
  readonly logFile: string;
  readonly certificateAuthority: string | undefined;
  readonly pid: number | undefined;
}

/** The receiver of a host's events. */
export interface StandaloneEvents {
  session(session: StandaloneSession): void;
  ended(end: SessionEnd, detail: string): void;
  /** The script did not start, or did not start its game session. */
  failed(detail: string): void;
  /** A line of the session's log; for a script that did not start, its output. */
  log(line: string): void;
}

/** Consecutive failures, to start or soon after it, after which a script that has run before is given up. */
const maxFailures = 5;

/**
 * Hosts one script on one port: one game session at a time, and a new one when it has ended, until it is
 * closed. A script that never ran is given up at its first failure, one that ran before after several.
 */
export class Standalone {
  readonly #fleet: RealtimeFleet;
  #tail: LogTail | undefined;
  #closed = false;
  #active = false;
  #everActive = false;
  #failures = 0;
  /** The last game session's process died soon after the script had started the session. */
  #diedSoon = false;
  #over: (() => void) | undefined;
  readonly #running: Promise<void>;

  constructor(
    readonly options: StandaloneOptions,
    readonly events: StandaloneEvents,
  ) {
    const sessions = new StandalonePlayerSessions(options.permissive);
    this.#fleet = createRealtimeFleet(
      {
        fleetId: 'fleet-standalone',
        fleetArn: 'arn:aws:gamelift:local:000000000000:fleet/fleet-standalone',
        fleetName: 'standalone',
        script: options.script,
        maxProcesses: 1,
        warmProcesses: 1,
        address: options.address,
        certificate: options.tls ? 'GENERATED' : 'DISABLED',
        udp: options.udp,
        environment: options.environment,
        activationTimeoutSeconds: 300,
        logFolder: options.logFolder,
        dnsNames: [...options.dnsNames, ...(options.advertise === undefined ? [] : [options.advertise])],
        ports: { tcp: options.port, ...(options.udpPort === undefined ? {} : { udp: options.udpPort }) },
        ...(options.nodeBinary === undefined ? {} : { nodeBinary: options.nodeBinary }),
      },
      {
        checkPlayerSession: (game, id) => sessions.checkPlayerSession(game, id),
        acceptPlayerSession: (game, id) => sessions.acceptPlayerSession(game, id),
        removePlayerSession: (game, id) => sessions.removePlayerSession(game, id),
        gameSessionEnded: (gameSessionId, end, detail, soon) => {
          this.#diedSoon = soon;
          this.#tail?.stop();
          this.#tail = undefined;
          if (this.#active && !this.#closed) events.ended(end, detail);
          else this.#failed(detail, this.#fleet.logFile(gameSessionId));
          this.#active = false;
          this.#over?.();
        },
        processFailed: (detail, logFile) => this.#failed(detail, logFile),
        log: () => undefined,
      },
    );
    this.#running = this.#run(sessions);
  }

  async #run(sessions: StandalonePlayerSessions): Promise<void> {
    while (!this.#closed) {
      const over = new Promise<void>((resolve) => {
        this.#over = resolve;
      });
      const hosted = await this.#host(sessions);
      if (hosted) await over;
      // The reason was reported; the fleet delays its next start by itself, longer each time.
      this.#failures = hosted && !this.#diedSoon ? 0 : this.#failures + 1;
      if (!this.#everActive || this.#failures >= maxFailures) return;
    }
  }

  #failed(detail: string, logFile: string | undefined): void {
    if (this.#closed) return;
    if (logFile !== undefined) new LogTail(logFile, (line) => this.events.log(line)).stop();
    this.events.failed(detail);
  }

  /** True when a game session is active. */
  async #host(sessions: StandalonePlayerSessions): Promise<boolean> {
    const { options } = this;
    const gameSessionId = `arn:aws:gamelift:local::gamesession/fleet-standalone/${randomUUID()}`;
    sessions.reserve(options.playerSessions);
    if (!options.permissive && options.playerSessions.length === 0)
      sessions.make(options.makePlayerSessions - sessions.reserved().length);
    try {
      const advertised = await advertisedAddress(options.address, options.advertise);
      const { port } = await this.#fleet.startGameSession({
        GameSessionId: gameSessionId,
        Name: 'standalone',
        FleetId: 'fleet-standalone',
        MaximumPlayerSessionCount: options.maximumPlayers,
        GameProperties: options.gameProperties,
        IpAddress: advertised.ipAddress,
        DnsName: advertised.dnsName,
        ...(options.gameSessionData === undefined ? {} : { GameSessionData: options.gameSessionData }),
        ...(options.matchmakerData === undefined ? {} : { MatchmakerData: options.matchmakerData }),
      });
      this.#active = true;
      this.#everActive = true;
      const address = options.advertise ?? advertised.ipAddress;
      const logFile = this.#fleet.logFile(gameSessionId) ?? path.join(options.logFolder, 'unknown.log');
      this.events.session({
        address,
        url: `${options.tls ? 'wss' : 'ws'}://${address.includes(':') ? `[${address}]` : address}:${port}/websocket`,
        port,
        udp: options.udp,
        gameSessionId,
        playerSessions: options.permissive ? [] : sessions.reserved(),
        logFile,
        certificateAuthority: this.#fleet.certificateAuthority(),
        pid: this.#fleet.processes().find((process) => process.gameSessionId === gameSessionId)?.pid,
      });
      this.#tail = new LogTail(logFile, (line) => this.events.log(line));
      return true;
    } catch {
      return false;
    }
  }

  /** Resolves when nothing is hosted any more: the script was given up, or it was closed. */
  over(): Promise<void> {
    return this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#fleet.close();
    this.#over?.();
    await this.#running;
    this.#tail?.stop();
  }
}
