import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { advertisedAddress } from '../advertised-address';
import { createRealtimeFleet } from '../fleet/fleet';
import { type FleetScript, type HostedGameSession, type RealtimeFleet, type SessionEnd } from '../hosting';
import { LogTail } from './log-tail';
import { StandalonePlayerSessions } from './player-sessions';

export interface StandaloneOptions {
  readonly script: FleetScript;
  /** The address to listen on. */
  readonly address: string;
  /** The address or name that players are told; undefined: where it listens. */
  readonly advertise: string | undefined;
  readonly port: number;
  /** undefined: the number of `port`. */
  readonly udpPort: number | undefined;
  readonly udp: boolean;
  readonly tls: boolean;
  readonly dnsNames: readonly string[];
  readonly permissive: boolean;
  /** Ids that are taken; empty: `makePlayerSessions` new ones are made for each game session. */
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
  /** Player session ids that are taken; empty with --permissive, which takes any. */
  readonly playerSessions: readonly string[];
  readonly logFile: string;
  readonly certificateAuthority: string | undefined;
  readonly pid: number | undefined;
}

export interface StandaloneEvents {
  session(session: StandaloneSession): void;
  ended(end: SessionEnd, detail: string): void;
  /** The script did not start; it is tried again when `script` changes or after a while. */
  failed(detail: string): void;
  /** A line of the running session's log. */
  log(line: string): void;
}

/**
 * Hosts one script on one port: a game session at a time, a new one when it has ended, until it is closed.
 */
export class Standalone {
  readonly #fleet: RealtimeFleet;
  #tail: LogTail | undefined;
  #closed = false;
  #retry: NodeJS.Timeout | undefined;
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
        maximumProcesses: 1,
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
        gameSessionEnded: (_game, end, detail) => {
          this.#tail?.stop();
          if (!this.#closed) events.ended(end, detail);
          this.#over?.();
        },
        processFailed: (detail) => {
          if (!this.#closed) events.failed(detail);
        },
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
      if (await this.#host(sessions)) await over;
      // The reason has been told as a failed process or an ended session; the fleet puts its next start off
      // by itself.
      else if (!this.#closed)
        await new Promise<void>((resolve) => {
          this.#over = resolve;
          this.#retry = setTimeout(resolve, 1000);
        });
    }
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
      const told = options.advertise ?? advertised.ipAddress;
      const logFile = this.#fleet.logFile(gameSessionId) ?? path.join(options.logFolder, 'unknown.log');
      this.events.session({
        address: told,
        url: `${options.tls ? 'wss' : 'ws'}://${told.includes(':') ? `[${told}]` : told}:${port}/websocket`,
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

  /** Resolves to the script's own error when it could not be started at all. */
  async firstFailure(): Promise<Error | undefined> {
    try {
      await this.#fleet.ready();
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#fleet.close();
    this.#over?.();
    await this.#running;
    this.#tail?.stop();
  }
}
