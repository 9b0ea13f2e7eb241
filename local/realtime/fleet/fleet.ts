import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {
  type FleetHostOptions,
  type FleetReports,
  type FleetScript,
  type HostedEndpoint,
  type HostedGameSession,
  type RealtimeFleet,
} from '../hosting';
import { defaultLimits, defaultTiming, type HostTiming } from '../limits';
import { type FleetCertificate, makeCertificate } from './certificate';
import { Demand, demandMilliseconds } from './demand';
import { idleCores } from './idle-cores';
import { processEnvironment, trustedAuthorities } from './environment';
import { Launcher } from './launcher';
import { type DeployedScript, deployScript } from './script-folder';
import { ScriptProcess } from './script-process';
import { makeWorkFolder, sweepWorkFolders } from './work-folder';

/** A session that waits for a process. */
interface Waiting {
  readonly gameSessionId: string;
  /** Assigns a process, which then owns the session. */
  take(process: ScriptProcess): void;
  reject(error: Error): void;
}

/** Log files remembered for GetGameSessionLogUrl; the service keeps them for two weeks. */
const rememberedLogs = 10_000;
/** Spares for demand are started while so many cores have nothing to do, else later (ms). */
const enoughIdleCores = 0.5;
const busyMilliseconds = 250;

/**
 * Hosts a Realtime script as a fleet does: separate processes, some of them started ahead of demand. Starts
 * at once.
 * @param reports receives all events; a startGameSession that is rejected after its session had reached a
 * process is also reported as the session's end
 */
export function createRealtimeFleet(options: FleetHostOptions, reports: FleetReports): RealtimeFleet {
  return new Fleet(options, reports);
}

class Fleet implements RealtimeFleet {
  readonly #timing: HostTiming;
  readonly #processes = new Map<string, ScriptProcess>();
  readonly #waiting: Waiting[] = [];
  readonly #logFiles = new Map<string, string>();
  readonly #work: string;
  #maximum: number;
  #warm: number;
  #deployments = 0;
  #deployed: DeployedScript | undefined;
  #certificate: FleetCertificate | undefined;
  #everReady = false;
  /** Consecutive processes that did not become ready. */
  #failures = 0;
  /** Consecutive game sessions that the script did not start. */
  #failedActivations = 0;
  #ports: FleetHostOptions['ports'];
  readonly #demand = new Demand();
  readonly #idleCores: () => number;
  #calm: NodeJS.Timeout | undefined;
  /** Until the machine may have time for more spares. */
  #busy: NodeJS.Timeout | undefined;
  #resting: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;
  /** Ends the hearing of changes of time. */
  readonly #unheardTime: (() => void) | undefined;
  #launcher: Launcher;
  #firstReady: { readonly promise: Promise<void>; resolve(): void; reject(error: Error): void };

  constructor(
    readonly options: FleetHostOptions,
    readonly reports: FleetReports,
  ) {
    this.#timing = { ...defaultTiming, ...options.timing };
    this.#maximum = options.maximumProcesses;
    this.#warm = options.warmProcesses;
    this.#ports = options.ports;
    this.#idleCores = options.idleCores ?? idleCores();
    this.#firstReady = deferred();
    fs.mkdirSync(options.logFolder, { recursive: true });
    this.#launcher = Launcher.hold();
    this.#unheardTime = options.time?.onChange((shift) => {
      for (const process of this.#processes.values()) process.setTime(shift);
    });
    this.#work = makeWorkFolder();
    this.#begin().catch((error: unknown) => {
      const reason = asError(error);
      reports.processFailed(reason.message);
      this.#firstReady.reject(reason);
    });
  }

  async #begin(): Promise<void> {
    if (this.options.certificate === 'GENERATED') {
      const names = [
        ...new Set([...(this.options.dnsNames ?? []), this.options.address, 'localhost', '127.0.0.1', '::1']),
      ];
      this.#certificate = await makeCertificate(this.options.fleetId, names, Date.now());
    }
    await this.#deploy(this.options.script);
    this.#fill();
    sweepWorkFolders().catch(() => undefined); // for the next processes; nothing here waits for it
  }

  async #deploy(script: FleetScript): Promise<void> {
    this.#deployments += 1;
    const deployed = await deployScript(
      path.join(this.#work, String(this.#deployments)),
      script,
      this.options,
    );
    for (const note of deployed.notes) this.reports.log(note);
    this.#deployed = deployed;
  }

  ready(): Promise<void> {
    return this.#firstReady.promise;
  }

  freeProcesses(): number {
    if (this.#closed !== undefined) return 0;
    const taken = [...this.#processes.values()].filter(
      (process) => process.phase !== 'starting' && process.phase !== 'idle',
    ).length;
    return Math.max(0, this.#maximum - taken - this.#waiting.length);
  }

  async startGameSession(session: HostedGameSession): Promise<HostedEndpoint> {
    const { GameSessionId: id } = session;
    if (this.#closed !== undefined) throw new Error('the fleet is closed');
    if (this.#processOf(id) !== undefined || this.#waiting.some((waiting) => waiting.gameSessionId === id))
      throw new Error(`game session ${id} has a process already`);
    if (this.freeProcesses() === 0)
      throw new Error(`no process is free: all ${this.#maximum} have game sessions`);
    const endpoint = await new Promise<HostedEndpoint>((resolve, reject) => {
      const take = (process: ScriptProcess) => {
        this.#remember(id, process.plan.logFile);
        process.activate(session).then(resolve, reject);
      };
      this.#demand.started(performance.now());
      this.#trimLater();
      const idle = this.#idle();
      if (idle === undefined) this.#waiting.push({ gameSessionId: id, take, reject });
      else take(idle);
      this.#fill();
    });
    this.#failedActivations = 0;
    this.reports.log(
      `game session ${id} is active in process ${endpoint.processId} on port ${endpoint.port}`,
    );
    return endpoint;
  }

  async terminateGameSession(
    gameSessionId: string,
    mode: 'TRIGGER_ON_PROCESS_TERMINATE' | 'FORCE_TERMINATE',
  ): Promise<void> {
    const waiting = this.#waiting.findIndex((candidate) => candidate.gameSessionId === gameSessionId);
    if (waiting >= 0)
      this.#waiting
        .splice(waiting, 1)[0]
        ?.reject(new Error('the game session was terminated before it had a process'));
    const process = this.#processOf(gameSessionId);
    if (process === undefined) return; // over already
    if (mode === 'FORCE_TERMINATE') process.kill('terminated', 'FORCE_TERMINATE');
    else void process.terminate(this.#timing.terminateGrace);
    await process.exited();
  }

  async updateScript(script: FleetScript): Promise<void> {
    await this.#deploy(script);
    if (this.#closed !== undefined) return;
    this.#failures = 0;
    this.#failedActivations = 0;
    clearTimeout(this.#resting);
    this.#resting = undefined;
    if (!this.#everReady) this.#firstReady = deferred();
    for (const process of this.#processes.values()) {
      if (process.session === undefined) void process.terminate(this.#timing.closeGrace);
    }
    this.#fill();
  }

  resize(maximumProcesses: number, warmProcesses: number): void {
    this.#maximum = maximumProcesses;
    this.#warm = warmProcesses;
    this.#trim();
    this.#fill();
  }

  /** Ends idle processes that are not needed. */
  #trim(): void {
    const idle = [...this.#processes.values()].filter((process) => process.phase === 'idle');
    const surplus = Math.max(idle.length - this.#spares(), this.#processes.size - this.#maximum);
    for (const process of idle.slice(0, Math.max(0, surplus)))
      void process.terminate(this.#timing.closeGrace);
  }

  #trimLater(): void {
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => this.#trim(), demandMilliseconds + 1000).unref();
  }

  /** Number of processes to keep ready: the configured minimum, or as many as were needed recently. */
  #spares(): number {
    if (this.#warm === 0) return 0;
    return Math.min(this.#maximum, Math.max(this.#warm, this.#demand.lately(performance.now())));
  }

  processes(): ReturnType<RealtimeFleet['processes']> {
    return [...this.#processes.values()].map((process) => ({
      processId: process.id,
      pid: process.pid,
      port: process.port,
      players: process.players,
      ...(process.session === undefined ? {} : { gameSessionId: process.session.GameSessionId }),
      ...(process.residentBytes === undefined ? {} : { residentBytes: process.residentBytes }),
      ...(process.answerMs === undefined ? {} : { answerMs: process.answerMs }),
      ...(process.busyShare === undefined ? {} : { busyShare: process.busyShare }),
    }));
  }

  logFile(gameSessionId: string): string | undefined {
    return this.#logFiles.get(gameSessionId);
  }

  certificateAuthority(): string | undefined {
    return this.#certificate?.authority;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#resting);
    clearTimeout(this.#calm);
    clearTimeout(this.#busy);
    this.#unheardTime?.();
    for (const waiting of this.#waiting.splice(0)) waiting.reject(new Error('the fleet is closed'));
    await Promise.all(
      [...this.#processes.values()].map((process) => process.terminate(this.#timing.closeGrace)),
    );
    this.#firstReady.reject(new Error('the fleet is closed'));
    await this.#launcher.release();
    await fsp.rm(this.#work, { recursive: true, force: true, maxRetries: 3 });
  }

  #processOf(gameSessionId: string): ScriptProcess | undefined {
    return [...this.#processes.values()].find(
      (process) => process.session?.GameSessionId === gameSessionId && process.phase !== 'gone',
    );
  }

  #idle(): ScriptProcess | undefined {
    return [...this.#processes.values()].find(
      (process) => process.phase === 'idle' && process.plan.deployment === this.#deployments,
    );
  }

  #remember(gameSessionId: string, file: string): void {
    this.#logFiles.set(gameSessionId, file);
    const [oldest] = this.#logFiles.keys();
    if (this.#logFiles.size > rememberedLogs && oldest !== undefined) this.#logFiles.delete(oldest);
  }

  /**
   * Starts missing processes: as many at once as there are cores while sessions wait or few are ready, else
   * one at a time. Spares beyond the configured minimum wait until a core has nothing to do: the sessions
   * that run need it more.
   */
  #fill(): void {
    if (this.#closed !== undefined || this.#deployed === undefined || this.#resting !== undefined) return;
    for (;;) {
      const processes = [...this.#processes.values()];
      const starting = processes.filter(
        (process) => process.phase === 'starting' && process.end === undefined,
      ).length;
      const idle = processes.filter((process) => process.phase === 'idle').length;
      // Before the first process was ready, one is started even without warm ones: ready() depends on it.
      const spares = this.#everReady ? this.#spares() : Math.max(1, this.#warm);
      const missing = this.#waiting.length + spares - idle - starting;
      const atOnce =
        this.#waiting.length > 0 || idle * 2 < this.#warm ? Math.min(4, os.availableParallelism()) : 1;
      if (missing <= 0 || starting >= atOnce || processes.length >= this.#maximum) return;
      const least = this.#waiting.length + Math.max(1, this.#warm) - idle - starting;
      if (least <= 0 && this.#idleCores() < enoughIdleCores) return this.#fillLater();
      this.#start(this.#deployed);
    }
  }

  #fillLater(): void {
    this.#busy ??= setTimeout(() => {
      this.#busy = undefined;
      this.#fill();
    }, busyMilliseconds).unref();
  }

  #start(deployed: DeployedScript): void {
    const { options } = this;
    if (!this.#launcher.lives) {
      void this.#launcher.release();
      this.#launcher = Launcher.hold();
    }
    const id = randomUUID();
    const host =
      options.address === 'localhost'
        ? '127.0.0.1'
        : net.isIP(options.address) === 0
          ? undefined
          : options.address;
    const certificate = this.#certificate;
    const authorities = trustedAuthorities(globalThis.process.env);
    const process = new ScriptProcess(
      {
        start: {
          processId: id,
          gameFolder: deployed.gameFolder,
          metadataFolder: deployed.metadataFolder,
          scriptFile: deployed.scriptFile,
          launchParameters: deployed.launchParameters,
          port: this.#ports?.tcp ?? 0,
          limits: { ...defaultLimits, ...options.limits },
          loginTimeout: this.#timing.loginTimeout,
          ...(host === undefined ? {} : { host }),
          ...(options.udp ? { udpPort: this.#ports?.udp ?? 0 } : {}),
          ...(certificate === undefined ? {} : { tls: certificate }),
          ...(authorities === undefined ? {} : { trustedAuthorities: authorities }),
          ...(options.time === undefined ? {} : { time: options.time.shift }),
        },
        program: deployed.program,
        environment: processEnvironment(globalThis.process.env, options.environment),
        nodeBinary: options.nodeBinary ?? globalThis.process.execPath,
        logFile: path.join(options.logFolder, `${id}.log`),
        timing: this.#timing,
        activationTimeout: options.activationTimeoutSeconds * 1000,
        deployment: this.#deployments,
      },
      this.reports,
      { ready: (ready) => this.#ready(ready), gone: (gone, detail) => this.#gone(gone, detail) },
      this.#launcher,
    );
    this.#processes.set(id, process);
  }

  #ready(process: ScriptProcess): void {
    if (this.#closed !== undefined || process.plan.deployment !== this.#deployments) {
      void process.terminate(this.#timing.closeGrace);
      return;
    }
    // It may have changed while the process started.
    if (this.options.time !== undefined) process.setTime(this.options.time.shift);
    this.#failures = 0;
    this.#everReady = true;
    if (this.#ports !== undefined) this.#ports = { tcp: process.port, udp: process.udpPort };
    this.reports.log(`process ${process.id} (pid ${process.pid ?? 'none'}) is ready on port ${process.port}`);
    this.#firstReady.resolve();
    const next = this.#waiting.shift();
    const idle = [...this.#processes.values()].filter((other) => other.phase === 'idle').length;
    if (next !== undefined) next.take(process);
    // The limits may have been lowered while it started.
    else if (this.#processes.size > this.#maximum || idle > Math.max(1, this.#spares()))
      void process.terminate(this.#timing.closeGrace);
    this.#fill();
  }

  #gone(process: ScriptProcess, detail: string): void {
    this.#processes.delete(process.id);
    const { session } = process;
    if (session !== undefined) {
      const end = process.end ?? 'process-crashed';
      this.reports.log(`process ${process.id} is gone (${end}): ${detail}`);
      this.reports.gameSessionEnded(session.GameSessionId, end, detail);
      if (!process.activated && end !== 'terminated') {
        this.#failedActivations += 1;
        this.#rest(this.#failedActivations);
      }
    } else {
      if (process.end === 'terminated')
        fs.rm(process.plan.logFile, { force: true }, () => undefined); // it never hosted a session
      else this.#failed(process, detail);
    }
    this.#fill();
  }

  /**
   * A process died without a session: waiting sessions get the reason, and the next start is delayed longer
   * each time.
   */
  #failed(process: ScriptProcess, detail: string): void {
    const reason = `process ${process.id} failed: ${detail} (log: ${process.plan.logFile})`;
    this.reports.processFailed(reason, process.plan.logFile);
    this.#firstReady.reject(new Error(reason));
    const othersStart = [...this.#processes.values()].some((other) => other.phase === 'starting');
    // Another process may succeed; after two consecutive failures that is unlikely.
    if (!othersStart || this.#failures > 0)
      for (const waiting of this.#waiting.splice(0)) waiting.reject(new Error(reason));
    this.#failures += 1;
    this.#rest(this.#failures);
  }

  /** Delays the next start; more consecutive `failures` make it longer. */
  #rest(failures: number): void {
    if (this.#closed !== undefined) return;
    const delay = this.#timing.restartDelay * Math.min(60, 2 ** (failures - 1));
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      this.#resting = undefined;
      this.#fill();
    }, delay);
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** A promise to settle later; its rejection is handled even without a listener. */
function deferred(): { readonly promise: Promise<void>; resolve(): void; reject(error: Error): void } {
  let resolve = (): void => undefined;
  let reject = (_error: Error): void => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
