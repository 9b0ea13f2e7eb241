import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import path from 'node:path';
import {
  type FleetHostOptions,
  type FleetReports,
  type FleetScript,
  type HostedEndpoint,
  type HostedGameSession,
  type RealtimeFleet,
} from '../hosting';
import { defaultTiming, type HostTiming } from '../limits';
import { type FleetCertificate, makeCertificate } from './certificate';
import { ProcessCapacity } from './capacity';
import { type Deferred, deferred } from './deferred';
import { demandMs } from './demand';
import { idleCores } from './idle-cores';
import { Launcher } from './launcher';
import { LogFiles } from './log-files';
import { processPlan } from './process-plan';
import { Processes } from './processes';
import { RestartDelay } from './restart-delay';
import { type DeployedScript, deployScript } from './script-folder';
import { type ProcessEvents, SpawnedProcess } from './spawned-process';
import { WaitingSessions } from './waiting-sessions';
import { makeWorkFolder, sweepWorkFolders } from './work-folder';

/** Spares for demand are started while this number of cores is idle, else later (ms). */
const enoughIdleCores = 0.5;
const busyMs = 250;
const loopbackNames = ['localhost', '127.0.0.1', '::1'];

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
  readonly #processes = new Processes();
  readonly #waiting = new WaitingSessions();
  readonly #logFiles = new LogFiles();
  readonly #work: string;
  readonly #capacity: ProcessCapacity;
  #deployments = 0;
  #deployed: DeployedScript | undefined;
  /** Why there is no script; one that is uploaded later may be deployed. */
  #refused: Error | undefined;
  #certificate: FleetCertificate | undefined;
  #ports: FleetHostOptions['ports'];
  readonly #restartDelay: RestartDelay;
  readonly #idleCores: () => number;
  #calm: NodeJS.Timeout | undefined;
  /** Until the machine may have time for more spares. */
  #busy: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;
  /** Stops listening for changes of time. */
  readonly #unheardTime: (() => void) | undefined;
  #launcher: Launcher;
  #firstReady: Deferred;

  constructor(
    readonly options: FleetHostOptions,
    readonly reports: FleetReports,
  ) {
    this.#timing = { ...defaultTiming, ...options.timing };
    this.#capacity = new ProcessCapacity(options.maxProcesses, options.warmProcesses);
    this.#ports = options.ports;
    this.#restartDelay = new RestartDelay(this.#timing.restartDelayMs, () => this.#fill());
    this.#idleCores = options.idleCores ?? idleCores();
    this.#firstReady = deferred();
    fs.mkdirSync(options.logFolder, { recursive: true });
    this.#launcher = Launcher.hold();
    this.#unheardTime = options.time?.onChange((shift) => {
      for (const process of this.#processes.all()) process.setTime(shift);
    });
    this.#work = makeWorkFolder();
    this.#begin().catch((error: unknown) => {
      this.#refused = error instanceof Error ? error : new Error(String(error));
      reports.processFailed(this.#refused.message);
      this.#firstReady.reject(this.#refused);
      this.#waiting.rejectAll(this.#refused);
    });
  }

  async #begin(): Promise<void> {
    const { certificate, fleetId, dnsNames = [], address } = this.options;
    const names = [...new Set([...dnsNames, address, ...loopbackNames])];
    if (certificate === 'GENERATED') this.#certificate = await makeCertificate(fleetId, names, Date.now());
    await this.#deploy(this.options.script);
    this.#fill();
    sweepWorkFolders().catch(() => undefined); // for the next processes; nothing here waits for it
  }

  async #deploy(script: FleetScript): Promise<void> {
    this.#deployments += 1;
    const folder = path.join(this.#work, String(this.#deployments));
    const deployed = await deployScript(folder, script, this.options);
    for (const note of deployed.notes) this.reports.log(note);
    this.#deployed = deployed;
  }

  ready(): Promise<void> {
    return this.#firstReady.promise;
  }

  freeProcesses(): number {
    if (this.#closed !== undefined) return 0;
    return Math.max(0, this.#capacity.maxProcesses - this.#processes.taken - this.#waiting.count);
  }

  async startGameSession(session: HostedGameSession): Promise<HostedEndpoint> {
    const { GameSessionId: id } = session;
    if (this.#closed !== undefined) throw new Error('the fleet is closed');
    if (this.#deployed === undefined && this.#refused !== undefined) throw this.#refused;
    if (this.#processes.of(id) !== undefined || this.#waiting.has(id))
      throw new Error(`game session ${id} has a process already`);
    if (this.freeProcesses() === 0)
      throw new Error(`no process is free: all ${this.#capacity.maxProcesses} have game sessions`);
    const endpoint = await new Promise<HostedEndpoint>((resolve, reject) => {
      const take = (process: SpawnedProcess): void => {
        this.#logFiles.remember(id, process.plan.logFile);
        process.activate(session).then(resolve, reject);
      };
      this.#capacity.sessionStarted();
      this.#trimLater();
      const idle = this.#processes.idle().find(({ plan }) => plan.deployment === this.#deployments);
      if (idle === undefined) this.#waiting.add({ gameSessionId: id, take, reject });
      else take(idle);
      this.#fill();
    });
    this.#restartDelay.sessionActive(id);
    const { processId, port } = endpoint;
    this.reports.log(`game session ${id} is active in process ${processId} on port ${port}`);
    return endpoint;
  }

  async terminateGameSession(
    gameSessionId: string,
    mode: 'TRIGGER_ON_PROCESS_TERMINATE' | 'FORCE_TERMINATE',
  ): Promise<void> {
    this.#waiting.reject(gameSessionId, new Error('the game session was terminated before it had a process'));
    const process = this.#processes.of(gameSessionId);
    if (process === undefined) return; // over already
    if (mode === 'FORCE_TERMINATE') process.kill('terminated', 'FORCE_TERMINATE');
    else void process.terminate(this.#timing.terminateGraceMs);
    await process.exited();
  }

  async updateScript(script: FleetScript): Promise<void> {
    await this.#deploy(script);
    if (this.#closed !== undefined) return;
    this.#restartDelay.reset();
    if (!this.#capacity.isProven) this.#firstReady = deferred();
    for (const process of this.#processes.all()) {
      if (process.session === undefined) void process.terminate(this.#timing.closeGraceMs);
    }
    this.#fill();
  }

  resize(maxProcesses: number, warmProcesses: number): void {
    this.#capacity.resize(maxProcesses, warmProcesses);
    this.#trim();
    this.#fill();
  }

  processes(): ReturnType<RealtimeFleet['processes']> {
    return this.#processes.describe();
  }

  logFile(owner: string): string | undefined {
    return this.#logFiles.get(owner);
  }

  certificateAuthority(): string | undefined {
    return this.#certificate?.authority;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#restartDelay.cancel();
    clearTimeout(this.#calm);
    clearTimeout(this.#busy);
    this.#unheardTime?.();
    this.#waiting.rejectAll(new Error('the fleet is closed'));
    await Promise.all(this.#processes.all().map((process) => process.terminate(this.#timing.closeGraceMs)));
    this.#firstReady.reject(new Error('the fleet is closed'));
    await this.#launcher.release();
    await fsp.rm(this.#work, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Ends idle processes that are not needed. */
  #trim(): void {
    for (const process of this.#processes.idle().slice(0, this.#capacity.surplus(this.#processes)))
      void process.terminate(this.#timing.closeGraceMs);
  }

  #trimLater(): void {
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => this.#trim(), demandMs + 1000).unref();
  }

  /** Starts missing processes. */
  #fill(): void {
    if (this.#closed !== undefined || this.#deployed === undefined || this.#restartDelay.isRunning) return;
    for (;;) {
      const next = this.#capacity.next(this.#processes, this.#waiting.count);
      if (next === 'none') return;
      if (next === 'when-a-core-is-idle' && this.#idleCores() < enoughIdleCores) return this.#fillLater();
      this.#start(this.#deployed);
    }
  }

  #fillLater(): void {
    this.#busy ??= setTimeout(() => {
      this.#busy = undefined;
      this.#fill();
    }, busyMs).unref();
  }

  #start(deployed: DeployedScript): void {
    if (!this.#launcher.lives) {
      void this.#launcher.release();
      this.#launcher = Launcher.hold();
    }
    const parts = {
      id: randomUUID(),
      deployed,
      deployment: this.#deployments,
      timing: this.#timing,
      certificate: this.#certificate,
      ports: this.#ports,
    };
    const plan = processPlan(this.options, parts, process.env);
    this.#logFiles.remember(plan.start.processId, plan.logFile);
    const events: ProcessEvents = {
      ready: (ready) => this.#ready(ready),
      gone: (gone, detail) => this.#gone(gone, detail),
    };
    this.#processes.add(new SpawnedProcess(plan, this.reports, events, this.#launcher));
  }

  #ready(process: SpawnedProcess): void {
    if (this.#closed !== undefined || process.plan.deployment !== this.#deployments) {
      void process.terminate(this.#timing.closeGraceMs);
      return;
    }
    // It may have changed while the process started.
    if (this.options.time !== undefined) process.setTime(this.options.time.shift);
    this.#restartDelay.processReady();
    this.#capacity.processReady();
    if (this.#ports !== undefined) this.#ports = { tcp: process.port, udp: process.udpPort };
    this.reports.log(`process ${process.id} (pid ${process.pid ?? 'none'}) is ready on port ${process.port}`);
    this.#firstReady.resolve();
    const next = this.#waiting.next();
    if (next !== undefined) next.take(process);
    else if (this.#capacity.isOneTooMany(this.#processes)) void process.terminate(this.#timing.closeGraceMs);
    this.#fill();
  }

  #gone(process: SpawnedProcess, detail: string): void {
    this.#processes.delete(process);
    const { session } = process;
    if (session !== undefined) {
      const end = process.end ?? 'process-crashed';
      this.reports.log(`process ${process.id} is gone (${end}): ${detail}`);
      const soon = this.#closed === undefined && this.#restartDelay.sessionOver(session.GameSessionId, end);
      this.reports.gameSessionEnded(session.GameSessionId, end, detail, soon);
    } else if (process.end === 'terminated')
      fs.rm(process.plan.logFile, { force: true }, () => undefined); // it never hosted a session
    else this.#failed(process, detail);
    this.#logFiles.trim(this.options.logFolder, this.#processes.all());
    this.#fill();
  }

  /**
   * A process died without a session: waiting sessions get the reason, and the next start is delayed longer
   * each time.
   */
  #failed(process: SpawnedProcess, detail: string): void {
    const reason = `process ${process.id} failed: ${detail} (log: ${process.plan.logFile})`;
    this.reports.processFailed(reason, process.plan.logFile);
    this.#firstReady.reject(new Error(reason));
    const othersStart = this.#processes.all().some((other) => other.phase === 'starting');
    // Another process may succeed; after two consecutive failures that is unlikely.
    if (!othersStart || this.#restartDelay.hasFailed) this.#waiting.rejectAll(new Error(reason));
    if (this.#closed === undefined) this.#restartDelay.processFailed();
  }
}
