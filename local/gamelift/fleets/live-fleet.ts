/** A running fleet: its record, its events, its locations with their processes. */
import path from 'node:path';
import { messageOf } from '../../../core/message-of';
import { type FleetReports, type FleetScript } from '../../realtime/hosting';
import { type ControlPlaneOptions } from '../control-plane';
import { type Fleet } from '../fleet-registry';
import { type Event, type EventCode, type FleetStatus } from '../model/shapes';
import { type Collection } from '../state/collection';
import { type ScriptStore } from '../scripts/script-store';
import { type EventLog } from './event-log';
import { type FleetRecord, type LocationRecord, processesPerInstance } from './fleet-record';
import { relativeCost } from './instance-types';
import { LiveLocation } from './live-location';
import { type ControlPlaneSettings } from './settings';

/** The parts of the control plane that a fleet uses. */
export interface FleetPorts extends Pick<
  ControlPlaneOptions,
  'context' | 'reports' | 'sessions' | 'fleetEnvironment' | 'folder' | 'address' | 'advertised'
> {
  readonly records: Collection<FleetRecord>;
  readonly events: EventLog;
  readonly scripts: ScriptStore;
  readonly settings: ControlPlaneSettings;
  capacityChanged(): void;
}

/** A fleet with its running locations. Its data are in the record: this object is lost at a restart. */
export class LiveFleet implements Fleet {
  readonly #locations = new Map<string, LiveLocation>();
  /** Updates of the running script, one after the other. */
  #updates: Promise<void> = Promise.resolve();

  constructor(
    readonly fleetId: string,
    readonly ports: FleetPorts,
  ) {
    for (const { location } of this.record.locations)
      this.#locations.set(location, this.#newLocation(location));
  }

  get record(): FleetRecord {
    const found = this.ports.records.get(this.fleetId);
    if (!found) throw new Error(`fleet ${this.fleetId} has no record`);
    return found;
  }

  get fleetArn(): string {
    return this.record.fleetArn;
  }
  get status(): FleetStatus {
    return this.record.status;
  }
  get locations(): readonly LiveLocation[] {
    return [...this.#locations.values()];
  }
  get newGameSessionProtectionPolicy() {
    return this.record.protection;
  }
  get cost(): number {
    return relativeCost(this.record.instanceType, this.record.fleetType, processesPerInstance(this.record));
  }
  get resourceCreationLimitPolicy(): Fleet['resourceCreationLimitPolicy'] {
    const limit = this.record.creationLimit;
    if (limit?.NewGameSessionsPerCreator === undefined || limit.PolicyPeriodInMinutes === undefined)
      return undefined;
    return {
      newGameSessionsPerCreator: limit.NewGameSessionsPerCreator,
      policyPeriodInMinutes: limit.PolicyPeriodInMinutes,
    };
  }

  /** The home Region's location. */
  get home(): LiveLocation {
    const [home] = this.locations;
    if (!home) throw new Error(`fleet ${this.fleetId} has no location`);
    return home;
  }

  location(name: string): LiveLocation | undefined {
    return this.#locations.get(name);
  }

  save(change: (before: FleetRecord) => FleetRecord): FleetRecord {
    return this.ports.records.put(this.fleetId, change(this.record));
  }

  event(code: EventCode, message: string): void {
    this.ports.events.add(this.fleetId, {
      EventId: this.ports.context.ids.uuid(),
      ResourceId: this.fleetId,
      EventCode: code,
      Message: message,
      EventTime: this.ports.context.clock.seconds(),
      Count: 1,
    });
    this.ports.context.log(`${this.fleetId} ${code}: ${message}`);
  }

  events(): readonly Event[] {
    return this.ports.events.list(this.fleetId);
  }

  /** Sets the fleet's status, and that of its locations in the same status, with the event. */
  setStatus(status: FleetStatus, code: EventCode, message: string): void {
    this.save((record) => ({
      ...record,
      status,
      locations: record.locations.map((one) => (one.status === 'DELETING' ? one : { ...one, status })),
    }));
    this.event(code, message);
    if (status === 'ACTIVE') this.ports.capacityChanged();
  }

  setLocationStatus(location: string, status: FleetStatus, code: EventCode): void {
    this.save((record) => ({
      ...record,
      locations: record.locations.map((one) => (one.location === location ? { ...one, status } : one)),
    }));
    this.event(code, `Location ${location} is ${status}.`);
  }

  addLocation(record: LocationRecord): LiveLocation {
    this.save((fleet) => ({ ...fleet, locations: [...fleet.locations, record] }));
    const added = this.#newLocation(record.location);
    this.#locations.set(record.location, added);
    return added;
  }

  dropLocation(location: string): void {
    this.#locations.delete(location);
    this.save((record) => ({
      ...record,
      locations: record.locations.filter((one) => one.location !== location),
    }));
  }

  /**
   * The script versions that processes run now; empty for fleets of builds. Rejects when the script's bytes
   * are missing.
   */
  async hostedScripts(): Promise<FleetScript[]> {
    const { source, runtime } = this.record;
    if (source.kind === 'build' || this.ports.context.hosting !== 'local') return [];
    const bytes = await this.ports.scripts.bytes(this.ports.scripts.get(source.scriptId));
    return runtime.processes.map((process) => ({
      source: { kind: 'zip', bytes },
      launchPath: process.LaunchPath,
      launchParameters: process.Parameters ?? '',
    }));
  }

  /**
   * New processes run the current script and runtime configuration; a script that cannot be deployed is
   * reported in an event.
   */
  refresh(what: string): Promise<void> {
    this.#updates = this.#updates.then(async () => {
      if (this.status !== 'ACTIVE') return;
      try {
        const scripts = await this.hostedScripts();
        await Promise.all(this.locations.map((location) => location.useScripts(scripts)));
        this.event(
          'GENERIC_EVENT',
          `${what}: new game sessions use it; running ones end on what they started with.`,
        );
      } catch (error) {
        this.event('SERVER_PROCESS_CRASHED', `${what}: ${messageOf(error)}`);
      }
      this.ports.capacityChanged();
    });
    return this.#updates;
  }

  async close(): Promise<void> {
    await Promise.all(this.locations.map((location) => location.close()));
  }

  #newLocation(name: string): LiveLocation {
    const { context, settings, sessions } = this.ports;
    return new LiveLocation(name, {
      clock: context.clock,
      ids: context.ids,
      settings,
      address: this.ports.address,
      advertised: this.ports.advertised,
      environment: this.ports.fleetEnvironment,
      logFolder: path.join(this.ports.folder, 'logs', this.fleetId, name),
      reports: this.#reports(name),
      fleet: () => this.record,
      save: (change) => {
        this.save((record) => ({
          ...record,
          locations: record.locations.map((one) => (one.location === name ? change(one) : one)),
        }));
      },
      capacityChanged: () => {
        this.ports.capacityChanged();
      },
      anyProtected: () => sessions.anyProtected(this, name),
      scaled: (message) => {
        this.event('FLEET_SCALING_EVENT', message);
      },
    });
  }

  #reports(location: string): FleetReports {
    const reports = this.ports.reports(this.fleetId, location);
    return {
      ...reports,
      gameSessionEnded: (gameSessionId, end, detail, soon) => {
        reports.gameSessionEnded(gameSessionId, end, detail, soon);
        switch (end) {
          case 'process-crashed':
            this.event('SERVER_PROCESS_CRASHED', `${gameSessionId}: ${detail}`);
            break;
          case 'process-unhealthy':
            this.event('SERVER_PROCESS_TERMINATED_UNHEALTHY', `${gameSessionId}: ${detail}`);
            break;
          case 'activation-timeout':
            this.event('GAME_SESSION_ACTIVATION_TIMEOUT', `${gameSessionId}: ${detail}`);
            break;
          case 'process-ended':
          case 'terminated':
            break;
        }
        this.#locations.get(location)?.ended(gameSessionId);
      },
      processFailed: (detail) => {
        this.event('SERVER_PROCESS_CRASHED', detail);
        reports.processFailed(detail);
      },
    };
  }
}
