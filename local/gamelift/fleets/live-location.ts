/** One location of a fleet: simulated instances, and the real server processes that would run on them. */
import { type TaskClock } from '../clock';
import { GameLiftFault } from '../faults';
import { type FleetLocation, type StartedEndpoint, type StartedGameSession } from '../fleet-registry';
import { type Ids } from '../identity';
import { type FleetReports, type FleetScript, type RealtimeFleet } from '../../realtime/hosting';
import { type AdvertisedAddress, createRealtimeFleet } from '../../realtime';
import {
  type FleetRecord,
  type InstanceRecord,
  type LocationRecord,
  processesPerInstance,
} from './fleet-record';
import { type ControlPlaneSettings } from './settings';

export interface LocationPorts {
  readonly clock: TaskClock;
  readonly ids: Ids;
  readonly settings: ControlPlaneSettings;
  readonly reports: FleetReports;
  readonly environment: Readonly<Record<string, string>>;
  /** The address that processes listen on. */
  readonly address: string;
  readonly advertised: AdvertisedAddress;
  readonly logFolder: string;
  fleet(): FleetRecord;
  save(change: (before: LocationRecord) => LocationRecord): void;
  /** Processes may have become free. */
  capacityChanged(): void;
  /** True when scaling in must not end a live session here. */
  anyProtected(): boolean;
  scaled(message: string): void;
}

interface Assignment {
  readonly instanceId: string;
  readonly host: RealtimeFleet;
  readonly maximumPlayers: number;
  readonly activating: boolean;
}

/** Default of ScaleInAfterInactivityMinutes (API Reference, ManagedCapacityConfiguration). */
const defaultInactivityMinutes = 30;

export class LiveLocation implements FleetLocation {
  readonly #ports: LocationPorts;

  /** One host for each server process of the runtime configuration, in its order. */
  readonly #hosts: RealtimeFleet[] = [];
  readonly #sessions = new Map<string, Assignment>();
  readonly #starting = new Map<string, () => void>();
  #closed = false;
  /** When a game session was last requested or ended here (ms). */
  #activeAt: number;

  constructor(
    readonly location: string,
    ports: LocationPorts,
  ) {
    this.#ports = ports;
    this.#activeAt = ports.clock.now();
  }

  get record(): LocationRecord {
    const found = this.#ports.fleet().locations.find(({ location }) => location === this.location);
    if (!found) throw new Error(`${this.location} is not a location of ${this.#ports.fleet().fleetId}`);
    return found;
  }

  get status() {
    return this.record.status;
  }

  /** Maximum number of processes on the ACTIVE instances. */
  get totalProcesses(): number {
    return this.#active().length * processesPerInstance(this.#ports.fleet());
  }

  get freeProcesses(): number {
    if (this.#closed || this.#ports.fleet().status !== 'ACTIVE' || this.record.status !== 'ACTIVE') return 0;
    return Math.max(
      0,
      Math.min(
        this.totalProcesses - this.#sessions.size,
        this.#activationRoom(),
        this.#hosts.reduce((sum, host) => sum + host.freeProcesses(), 0),
      ),
    );
  }

  /** Sessions on the location's processes, and the maximum number of their players. */
  get sessions(): { readonly count: number; readonly activating: number; readonly maximumPlayers: number } {
    const all = [...this.#sessions.values()];
    return {
      count: all.length,
      activating: all.filter(({ activating }) => activating).length,
      maximumPlayers: all.reduce((sum, one) => sum + one.maximumPlayers, 0),
    };
  }

  get instances(): FleetLocation['instances'] {
    return this.record.instances.map(({ instanceId, status }) => ({
      instanceId,
      status,
      gameSessionIds: [...this.#sessions].flatMap(([id, assigned]) =>
        assigned.instanceId === instanceId ? [id] : [],
      ),
    }));
  }

  get idleInstances(): number {
    const busy = new Set([...this.#sessions.values()].map(({ instanceId }) => instanceId));
    return this.#active().filter(({ instanceId }) => !busy.has(instanceId)).length;
  }

  readonly host: FleetLocation['host'] = {
    terminateGameSession: async (gameSessionId, mode) => {
      await this.#hostOf(gameSessionId)?.terminateGameSession(gameSessionId, mode);
    },
    processes: () => this.#hosts.flatMap((host) => host.processes()),
    logFile: (gameSessionId) =>
      this.#hosts.map((host) => host.logFile(gameSessionId)).find((file) => file !== undefined),
  };

  async start(session: StartedGameSession): Promise<StartedEndpoint> {
    const instance = this.#fullestWithRoom();
    const host = this.#hosts.find((one) => one.freeProcesses() > 0);
    if (!instance || !host || this.freeProcesses === 0)
      throw new GameLiftFault(
        'FleetCapacityExceededException',
        `Fleet ${session.FleetId} has no free server process in ${this.location}.`,
      );
    const assignment: Assignment = {
      instanceId: instance.instanceId,
      host,
      maximumPlayers: session.MaximumPlayerSessionCount,
      activating: true,
    };
    this.#sessions.set(session.GameSessionId, assignment);
    const { ipAddress, dnsName } = this.#ports.advertised;
    try {
      const endpoint = await host.startGameSession({
        ...session,
        IpAddress: ipAddress,
        DnsName: dnsName,
      });
      if (this.#sessions.has(session.GameSessionId))
        this.#sessions.set(session.GameSessionId, { ...assignment, activating: false });
      if (this.#ports.fleet().runtime.maximumActivations !== undefined) this.#ports.capacityChanged();
      return { ...endpoint, ipAddress, dnsName };
    } catch (error) {
      this.ended(session.GameSessionId);
      throw error;
    }
  }

  /** Scales out from zero where capacity is managed (ManagedCapacityConfiguration). */
  wanted(): boolean {
    this.#activeAt = this.#ports.clock.now();
    const { desired, maximum } = this.record;
    if (!this.scalesToZero || maximum < 1 || this.status !== 'ACTIVE') return false;
    if (desired > 0) return this.#active().length === 0;
    this.#ports.save((record) => ({ ...record, minimum: 1 }));
    this.setDesired(1, 'A game session was requested,');
    return true;
  }

  /**
   * Scales in to zero where capacity is managed and the location has been inactive for the configured time.
   */
  rest(): void {
    const { desired, managedCapacity } = this.record;
    if (this.#sessions.size > 0) this.#activeAt = this.#ports.clock.now();
    if (!this.scalesToZero || desired === 0) return;
    const minutes = managedCapacity?.ScaleInAfterInactivityMinutes ?? defaultInactivityMinutes;
    if (this.#ports.clock.now() - this.#activeAt < minutes * 60_000) return;
    this.#ports.save((record) => ({ ...record, minimum: 0 }));
    this.setDesired(0, `No game session for ${minutes} minutes,`);
  }

  get scalesToZero(): boolean {
    return this.record.managedCapacity?.ZeroCapacityStrategy === 'SCALE_TO_AND_FROM_ZERO';
  }

  /** The process of a session is gone. */
  ended(gameSessionId: string): void {
    if (this.#sessions.delete(gameSessionId)) {
      this.#activeAt = this.#ports.clock.now();
      this.#settle();
      this.#ports.capacityChanged();
    }
  }

  /**
   * Starts the processes of the runtime configuration. Rejects with the script's own error when none becomes
   * ready.
   */
  async open(scripts: readonly FleetScript[]): Promise<void> {
    this.#activateInstances();
    await this.#add(scripts);
  }

  /**
   * New processes use these scripts, one for each server process; hosts of removed entries take no more
   * sessions.
   */
  async useScripts(scripts: readonly FleetScript[]): Promise<void> {
    await Promise.all(
      this.#hosts.slice(0, scripts.length).map((host, index) => {
        const script = scripts[index];
        return script === undefined ? undefined : host.updateScript(script);
      }),
    );
    this.resize();
    await this.#add(scripts.slice(this.#hosts.length));
  }

  /** Adjusts the hosts to the number of ACTIVE instances and the runtime configuration. */
  resize(): void {
    for (const [index, host] of this.#hosts.entries()) {
      const { maximumProcesses, warmProcesses } = this.#size(index);
      host.resize(maximumProcesses, warmProcesses);
    }
    this.#ports.capacityChanged();
  }

  /** No new processes: the script record is deleted. Running sessions continue. */
  strand(): void {
    for (const host of this.#hosts) host.resize(0, 0);
  }

  /** Starts or stops instances until their number is as desired. */
  setDesired(desired: number, reason: string): void {
    const before = this.record.desired;
    if (desired !== before) {
      this.#ports.save((record) => ({ ...record, desired }));
      this.#ports.scaled(`${reason} ${this.location}: desired instances ${before} → ${desired}.`);
    }
    this.#settle();
  }

  /** Instances that were PENDING when the program ended are started now. */
  resume(): void {
    this.#settle();
    for (const { instanceId, status } of this.record.instances)
      if (status === 'PENDING') this.#startLater(instanceId);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#starting.values()) cancel();
    await Promise.all(this.#hosts.map((host) => host.close()));
  }

  async #add(scripts: readonly FleetScript[]): Promise<void> {
    const fleet = this.#ports.fleet();
    const { healthCheckMilliseconds } = this.#ports.settings;
    const added = scripts.map((script) => {
      const size = this.#size(this.#hosts.length);
      const host = createRealtimeFleet(
        {
          fleetId: fleet.fleetId,
          fleetArn: fleet.fleetArn,
          fleetName: fleet.name,
          script,
          ...size,
          address: this.#ports.address,
          certificate: fleet.certificate,
          dnsNames: [this.#ports.advertised.dnsName, this.#ports.advertised.ipAddress],
          udp: true,
          environment: this.#ports.environment,
          activationTimeoutSeconds: fleet.runtime.activationTimeoutSeconds,
          logFolder: this.#ports.logFolder,
          ...(this.#ports.clock.time === undefined ? {} : { time: this.#ports.clock.time }),
          timing: { healthInterval: healthCheckMilliseconds, healthTimeout: healthCheckMilliseconds },
        },
        this.#ports.reports,
      );
      this.#hosts.push(host);
      return { host, size };
    });
    // Without an instance no process starts, so there is nothing to wait for.
    await Promise.all(added.filter(({ size }) => size.maximumProcesses > 0).map(({ host }) => host.ready()));
  }

  #settle(): void {
    if (this.#closed) return;
    const { desired, instances, status } = this.record;
    const missing = desired - instances.length;
    if (missing > 0 && (status === 'ACTIVE' || status === 'BUILDING' || status === 'ACTIVATING')) {
      const added = Array.from({ length: missing }, () => this.#newInstance());
      this.#ports.save((record) => ({ ...record, instances: [...record.instances, ...added] }));
      if (status === 'ACTIVE') for (const { instanceId } of added) this.#startLater(instanceId);
    }
    if (missing < 0 && status === 'ACTIVE') this.#stopInstances(-missing);
  }

  /**
   * Stops idle instances first. Instances with sessions are stopped only when no session is protected, and
   * then their sessions end.
   */
  #stopInstances(count: number): void {
    const load = this.#loads();
    const mayEndSessions = !this.#ports.anyProtected();
    const chosen = [...this.record.instances]
      .reverse()
      .map((instance) => ({ instance, sessions: load(instance.instanceId).sessions }))
      .sort((left, right) => left.sessions - right.sessions)
      .filter(({ sessions }) => sessions === 0 || mayEndSessions)
      .slice(0, count)
      .map(({ instance }) => instance.instanceId);
    if (chosen.length === 0) return;
    for (const instanceId of chosen) {
      this.#starting.get(instanceId)?.();
      this.#starting.delete(instanceId);
    }
    this.#ports.save((record) => ({
      ...record,
      instances: record.instances.filter(({ instanceId }) => !chosen.includes(instanceId)),
    }));
    for (const [gameSessionId, { instanceId, host }] of this.#sessions) {
      if (chosen.includes(instanceId))
        host.terminateGameSession(gameSessionId, 'TRIGGER_ON_PROCESS_TERMINATE').catch((error: unknown) => {
          this.#ports.reports.log(`could not end ${gameSessionId}: ${String(error)}`);
        });
    }
    this.resize();
  }

  #newInstance(): InstanceRecord {
    const id = this.#ports.ids.uuid().replaceAll('-', '');
    const part = (from: number): number => Number.parseInt(id.slice(from, from + 2), 16);
    return {
      instanceId: `i-${id.slice(0, 17)}`,
      ipAddress: `10.${part(20)}.${part(22)}.${part(24)}`,
      status: 'PENDING',
      creationTime: this.#ports.clock.seconds(),
    };
  }

  #startLater(instanceId: string): void {
    this.#starting.set(
      instanceId,
      this.#ports.clock.after(this.#ports.settings.instanceStartMilliseconds, () => {
        this.#starting.delete(instanceId);
        if (this.#closed) return;
        this.#ports.save((record) => ({
          ...record,
          instances: record.instances.map((one) =>
            one.instanceId === instanceId ? { ...one, status: 'ACTIVE' } : one,
          ),
        }));
        this.resize();
      }),
    );
  }

  #activateInstances(): void {
    this.#settle();
    this.#ports.save((record) => ({
      ...record,
      instances: record.instances.map((one) => ({ ...one, status: 'ACTIVE' })),
    }));
  }

  #active(): InstanceRecord[] {
    return this.record.instances.filter(({ status }) => status === 'ACTIVE');
  }

  /** Number of sessions, and of ACTIVATING ones among them, by instance. */
  #loads(): (instanceId: string) => { readonly sessions: number; readonly activating: number } {
    const loads = new Map<string, { sessions: number; activating: number }>();
    for (const { instanceId, activating } of this.#sessions.values()) {
      const load = loads.get(instanceId) ?? { sessions: 0, activating: 0 };
      loads.set(instanceId, {
        sessions: load.sessions + 1,
        activating: load.activating + (activating ? 1 : 0),
      });
    }
    return (instanceId) => loads.get(instanceId) ?? { sessions: 0, activating: 0 };
  }

  /**
   * Sessions that may become ACTIVATING now (RuntimeConfiguration: MaxConcurrentGameSessionActivations,
   * counted per instance).
   */
  #activationRoom(): number {
    const most = this.#ports.fleet().runtime.maximumActivations;
    if (most === undefined) return Infinity;
    const load = this.#loads();
    return this.#active().reduce(
      (sum, { instanceId }) => sum + Math.max(0, most - load(instanceId).activating),
      0,
    );
  }

  /** The fullest ACTIVE instance with room: sessions are packed, so that other instances can be stopped. */
  #fullestWithRoom(): InstanceRecord | undefined {
    const fleet = this.#ports.fleet();
    const most = processesPerInstance(fleet);
    const mostActivating = fleet.runtime.maximumActivations ?? Infinity;
    const load = this.#loads();
    return this.#active()
      .filter(
        ({ instanceId }) => load(instanceId).sessions < most && load(instanceId).activating < mostActivating,
      )
      .sort((left, right) => load(right.instanceId).sessions - load(left.instanceId).sessions)[0];
  }

  #size(index: number): { readonly maximumProcesses: number; readonly warmProcesses: number } {
    const executions = this.#ports.fleet().runtime.processes[index]?.ConcurrentExecutions ?? 0;
    const maximumProcesses = this.#active().length * executions;
    return {
      maximumProcesses,
      warmProcesses: Math.min(maximumProcesses, this.#ports.settings.warmProcesses),
    };
  }

  #hostOf(gameSessionId: string): RealtimeFleet | undefined {
    return (
      this.#sessions.get(gameSessionId)?.host ??
      this.#hosts.find((host) => host.processes().some((process) => process.gameSessionId === gameSessionId))
    );
  }
}
