/** One location of a fleet: simulated instances, and the real server processes that would run on them. */
import { type FleetScript } from '../../realtime/hosting';
import { GameLiftFault } from '../faults';
import { type FleetLocation, type StartedEndpoint, type StartedGameSession } from '../fleet-registry';
import { AssignedSessions } from './assigned-sessions';
import { type InstanceRecord, type LocationRecord, processesPerInstance } from './fleet-record';
import { LocationHosts } from './location-hosts';
import { LocationInstances } from './location-instances';
import { type LocationPorts } from './location-ports';

/** Default of ScaleInAfterInactivityMinutes (API Reference, ManagedCapacityConfiguration). */
const defaultInactivityMinutes = 30;

/** A location of a fleet: its instances, their hosts and the game sessions that are assigned to them. */
export class LiveLocation implements FleetLocation {
  readonly #ports: LocationPorts;
  readonly #hosts: LocationHosts;
  readonly #instances: LocationInstances;
  readonly #sessions = new AssignedSessions();
  #closed = false;
  /** When a game session was last requested or ended here (ms). */
  #activeAt: number;

  constructor(
    readonly location: string,
    ports: LocationPorts,
  ) {
    this.#ports = ports;
    this.#activeAt = ports.clock.now();
    this.#hosts = new LocationHosts(ports, () => this.#instances.active().length);
    this.#instances = new LocationInstances(
      ports,
      () => this.record,
      {
        counts: () => {
          const load = this.#sessions.loads();
          return (instanceId) => load(instanceId).sessions;
        },
        end: (instanceIds) => this.#endSessionsOn(instanceIds),
      },
      () => this.resize(),
    );
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
    return this.#instances.active().length * processesPerInstance(this.#ports.fleet());
  }

  get freeProcesses(): number {
    if (this.#closed || this.#ports.fleet().status !== 'ACTIVE' || this.record.status !== 'ACTIVE') return 0;
    const unassigned = this.totalProcesses - this.#sessions.size;
    return Math.max(0, Math.min(unassigned, this.#activationRoom(), this.#hosts.freeProcesses()));
  }

  /** Sessions on the location's processes, and the maximum number of their players. */
  get sessions(): AssignedSessions['totals'] {
    return this.#sessions.totals;
  }

  get instances(): FleetLocation['instances'] {
    return this.record.instances.map(({ instanceId, status }) => ({
      instanceId,
      status,
      gameSessionIds: this.#sessions.on([instanceId]).map(({ gameSessionId }) => gameSessionId),
    }));
  }

  get idleInstances(): number {
    const load = this.#sessions.loads();
    return this.#instances.active().filter(({ instanceId }) => load(instanceId).sessions === 0).length;
  }

  readonly host: FleetLocation['host'] = {
    terminateGameSession: async (gameSessionId, mode) => {
      const host = this.#sessions.hostOf(gameSessionId) ?? this.#hosts.running(gameSessionId);
      await host?.terminateGameSession(gameSessionId, mode);
    },
    processes: () => this.#hosts.processes(),
    logFile: (owner) => this.#hosts.logFile(owner),
  };

  /**
   * Starts a game session on a free process of the fullest instance.
   * @throws GameLiftFault FleetCapacityExceededException when no process is free; the error of the process
   */
  async start(session: StartedGameSession): Promise<StartedEndpoint> {
    const { GameSessionId: gameSessionId, MaximumPlayerSessionCount: maximumPlayers } = session;
    const instance = this.#fullestWithRoom();
    const host = this.#hosts.free();
    if (!instance || !host || this.freeProcesses === 0)
      throw new GameLiftFault(
        'FleetCapacityExceededException',
        `Fleet ${session.FleetId} has no free server process in ${this.location}.`,
      );
    const { instanceId } = instance;
    this.#sessions.assign(gameSessionId, { instanceId, host, maximumPlayers, activating: true });
    const { ipAddress, dnsName } = this.#ports.advertised;
    try {
      const endpoint = await host.startGameSession({ ...session, IpAddress: ipAddress, DnsName: dnsName });
      this.#sessions.activated(gameSessionId);
      if (this.#ports.fleet().runtime.maximumActivations !== undefined) this.#ports.capacityChanged();
      return { ...endpoint, ipAddress, dnsName };
    } catch (error) {
      this.ended(gameSessionId);
      throw error;
    }
  }

  /** Scales out from zero where capacity is managed (ManagedCapacityConfiguration). */
  wanted(): boolean {
    this.#activeAt = this.#ports.clock.now();
    const { desired, maximum } = this.record;
    if (!this.scalesToZero || maximum < 1 || this.status !== 'ACTIVE') return false;
    if (desired > 0) return this.#instances.active().length === 0;
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
      this.#instances.settle();
      this.#ports.capacityChanged();
    }
  }

  /**
   * Starts the processes of the runtime configuration. Rejects with the script's own error when none becomes
   * ready.
   */
  async open(scripts: readonly FleetScript[]): Promise<void> {
    this.#instances.activate();
    await this.#hosts.add(scripts);
  }

  /**
   * New processes use these scripts, one for each server process; hosts of removed entries take no more
   * sessions.
   */
  async useScripts(scripts: readonly FleetScript[]): Promise<void> {
    const added = await this.#hosts.update(scripts);
    this.resize();
    await this.#hosts.add(added);
  }

  /** Adjusts the hosts to the number of ACTIVE instances and the runtime configuration. */
  resize(): void {
    this.#hosts.resize();
    this.#ports.capacityChanged();
  }

  /** No new processes: the script record is deleted. Running sessions continue. */
  strand(): void {
    this.#hosts.strand();
  }

  /** Starts or stops instances until their number is as desired. */
  setDesired(desired: number, reason: string): void {
    const before = this.record.desired;
    if (desired !== before) {
      this.#ports.save((record) => ({ ...record, desired }));
      this.#ports.scaled(`${reason} ${this.location}: desired instances ${before} → ${desired}.`);
    }
    this.#instances.settle();
  }

  /** Instances that were PENDING when the program ended are started now. */
  resume(): void {
    this.#instances.resume();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#instances.close();
    await this.#hosts.close();
  }

  #endSessionsOn(instanceIds: readonly string[]): void {
    for (const { gameSessionId, host } of this.#sessions.on(instanceIds))
      host.terminateGameSession(gameSessionId, 'TRIGGER_ON_PROCESS_TERMINATE').catch((error: unknown) => {
        this.#ports.reports.log(`could not end ${gameSessionId}: ${String(error)}`);
      });
  }

  /**
   * Sessions that may become ACTIVATING now (RuntimeConfiguration: MaxConcurrentGameSessionActivations,
   * counted per instance).
   */
  #activationRoom(): number {
    const maxActivations = this.#ports.fleet().runtime.maximumActivations;
    if (maxActivations === undefined) return Infinity;
    const load = this.#sessions.loads();
    return this.#instances
      .active()
      .reduce((sum, { instanceId }) => sum + Math.max(0, maxActivations - load(instanceId).activating), 0);
  }

  /** The fullest ACTIVE instance with room: sessions are packed, so that other instances can be stopped. */
  #fullestWithRoom(): InstanceRecord | undefined {
    const fleet = this.#ports.fleet();
    const maxProcesses = processesPerInstance(fleet);
    const maxActivating = fleet.runtime.maximumActivations ?? Infinity;
    const load = this.#sessions.loads();
    const hasRoom = ({ sessions, activating }: ReturnType<typeof load>): boolean =>
      sessions < maxProcesses && activating < maxActivating;
    return this.#instances
      .active()
      .filter(({ instanceId }) => hasRoom(load(instanceId)))
      .sort((left, right) => load(right.instanceId).sessions - load(left.instanceId).sessions)[0];
  }
}
