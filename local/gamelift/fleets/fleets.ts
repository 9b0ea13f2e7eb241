/** Every fleet of the account, with its creation and deletion. */
import { messageOf } from '../../../core/message-of';
import { GameLiftFault, invalidRequest, notFound } from '../faults';
import { type AliasTarget, type FleetRegistry } from '../fleet-registry';
import { nameHere } from '../identity';
import { type AliasStore } from '../aliases/alias-store';
import { entriesOf, type ScriptRecord } from '../scripts/script-store';
import { isOnTheWay } from '../fleet-steps';
import { type FleetRecord, type LocationRecord } from './fleet-record';
import { LiveFleet, type FleetPorts } from './live-fleet';

/** The folder on an instance into which a script's zip is unpacked. */
const scriptFolder = '/local/game/';
/** The entry of the zip for a launch path: `/local/game/server.js` and `server.js` are the same. */
export const entryOf = (launchPath: string): string =>
  (launchPath.startsWith(scriptFolder) ? launchPath.slice(scriptFolder.length) : launchPath).replace(
    /^\.?\//,
    '',
  );

/** All fleets that are not deleted, and their deletions that are under way. */
export class Fleets implements FleetRegistry {
  readonly #aliases: AliasStore;

  readonly #fleets = new Map<string, LiveFleet>();
  readonly #listeners: (() => void)[] = [];
  readonly #ports: FleetPorts;
  readonly #deletions = new Set<Promise<void>>();
  #closed = false;

  /** Restores fleets of an earlier run: ACTIVE ones with new processes, the others in the status they had. */
  constructor(ports: Omit<FleetPorts, 'capacityChanged'>, aliases: AliasStore) {
    this.#aliases = aliases;

    this.#ports = {
      ...ports,
      capacityChanged: () => {
        if (!this.#closed) for (const listener of this.#listeners) listener();
      },
    };
    for (const { fleetId } of [...ports.records.values()]) {
      const fleet = new LiveFleet(fleetId, this.#ports);
      this.#fleets.set(fleetId, fleet);
      this.#resume(fleet);
    }
  }

  fleet(idOrArn: string): LiveFleet | undefined {
    return this.#fleets.get(nameHere(this.#ports.context, idOrArn, 'fleet') ?? '');
  }
  alias(idOrArn: string): AliasTarget | undefined {
    return this.#aliases.find(idOrArn)?.target;
  }
  fleets(): readonly LiveFleet[] {
    return [...this.#fleets.values()];
  }
  onCapacity(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** @throws GameLiftFault NotFoundException */
  get(idOrArn: string): LiveFleet {
    const found = this.fleet(idOrArn);
    if (!found) throw notFound(`Fleet ${idOrArn} does not exist.`);
    return found;
  }

  /**
   * As `get`.
   * @throws GameLiftFault also InvalidFleetStatusException when the fleet is being deleted or has failed
   */
  usable(idOrArn: string): LiveFleet {
    const fleet = this.get(idOrArn);
    if (fleet.status === 'DELETING' || fleet.status === 'TERMINATED' || fleet.status === 'ERROR')
      throw new GameLiftFault(
        'InvalidFleetStatusException',
        `Fleet ${fleet.fleetId} is in status ${fleet.status}.`,
      );
    return fleet;
  }

  /** The fleet starts its steps to ACTIVE on the clock. */
  create(record: FleetRecord): LiveFleet {
    this.#ports.records.put(record.fleetId, record);
    const fleet = new LiveFleet(record.fleetId, this.#ports);
    this.#fleets.set(record.fleetId, fleet);
    fleet.event('FLEET_CREATED', `Fleet ${record.name} was created.`);
    this.#next(() => this.#download(fleet));
    return fleet;
  }

  /** @throws GameLiftFault InvalidRequestException while the fleet is not ACTIVE yet */
  delete(fleet: LiveFleet): void {
    if (isOnTheWay(fleet.status))
      throw invalidRequest(`Cannot delete fleet ${fleet.fleetId} that is in status of ${fleet.status}`);
    if (fleet.status === 'DELETING') return;
    fleet.setStatus(
      'DELETING',
      'FLEET_DELETED',
      'A request to delete the fleet was made; its instances are shut down.',
    );
    this.#next(() => this.#terminate(fleet));
  }

  /** Activates the locations one after the other, each with the event LOCATION_STATE_ACTIVE. */
  addLocations(fleet: LiveFleet, records: readonly LocationRecord[]): void {
    for (const record of records) {
      const location = fleet.addLocation(record);
      fleet.event('LOCATION_STATE_CREATED', `Location ${record.location} was added.`);
      this.#next(async () => {
        if (fleet.location(record.location) !== location || fleet.status === 'DELETING') return;
        fleet.setLocationStatus(record.location, 'ACTIVATING', 'LOCATION_STATE_ACTIVATING');
        try {
          await location.open(await fleet.hostedScripts());
          fleet.setLocationStatus(record.location, 'ACTIVE', 'LOCATION_STATE_ACTIVE');
          location.resume();
          this.#ports.capacityChanged();
        } catch (error) {
          fleet.event('SERVER_PROCESS_CRASHED', messageOf(error));
          fleet.setLocationStatus(record.location, 'ERROR', 'LOCATION_STATE_ERROR');
        }
      });
    }
  }

  deleteLocations(fleet: LiveFleet, names: readonly string[]): void {
    for (const name of names) {
      const location = fleet.location(name);
      if (!location) continue;
      fleet.setLocationStatus(name, 'DELETING', 'LOCATION_STATE_DELETING');
      this.#next(async () => {
        await this.#ports.sessions.terminateAll(fleet.fleetId, name);
        await location.close();
        if (this.#fleets.has(fleet.fleetId)) {
          fleet.dropLocation(name);
          fleet.event('LOCATION_STATE_DELETED', `Location ${name} was removed.`);
        }
      });
    }
  }

  /** Fleets of this script use its new bytes for new sessions. */
  async scriptUpdated(record: ScriptRecord): Promise<void> {
    await Promise.all(
      this.#ofScript(record.scriptId).map((fleet) =>
        fleet.refresh(
          `Script ${record.scriptId} was ` +
            `updated${record.version === undefined ? '' : ` to version ${record.version}`}`,
        ),
      ),
    );
  }

  /**
   * "Instances … will go into an error state and be unable to host game sessions" (API Reference,
   * DeleteScript).
   */
  scriptDeleted(record: ScriptRecord): void {
    for (const fleet of this.#ofScript(record.scriptId)) {
      for (const location of fleet.locations) location.strand();
      fleet.event(
        'GENERIC_EVENT',
        `Script ${record.scriptId} was deleted: the fleet hosts no new game sessions.`,
      );
    }
  }

  /** Ends every process and waits for it. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#fleets.values()].map((fleet) => fleet.close()));
    await Promise.allSettled(this.#deletions);
  }

  #ofScript(scriptId: string): LiveFleet[] {
    return this.fleets().filter(
      ({ record }) => record.source.kind === 'script' && record.source.scriptId === scriptId,
    );
  }

  #resume(fleet: LiveFleet): void {
    if (isOnTheWay(fleet.status)) this.#next(() => this.#download(fleet));
    else if (fleet.status === 'DELETING') this.#next(() => this.#terminate(fleet));
    else if (fleet.status === 'ACTIVE') this.#run(fleet, () => this.#open(fleet));
  }

  async #open(fleet: LiveFleet): Promise<void> {
    const scripts = await fleet.hostedScripts();
    await Promise.all(fleet.locations.map((location) => location.open(scripts)));
    this.#ports.capacityChanged();
  }

  #run(fleet: LiveFleet, step: () => Promise<void>): void {
    step().catch((error: unknown) => {
      if (!this.#closed) fleet.event('SERVER_PROCESS_CRASHED', messageOf(error));
    });
  }

  #next(step: () => Promise<void>): void {
    this.#ports.context.clock.after(this.#ports.settings.fleetStepMs, async () => {
      if (this.#closed) return;
      const running = step();
      this.#deletions.add(running);
      try {
        await running;
      } finally {
        this.#deletions.delete(running);
      }
    });
  }

  async #download(fleet: LiveFleet): Promise<void> {
    fleet.setStatus('DOWNLOADING', 'FLEET_STATE_DOWNLOADING', 'The script is copied to a fleet instance.');
    const { source } = fleet.record;
    if (source.kind === 'script' && this.#ports.scripts.find(source.scriptId) === undefined) {
      this.#fail(fleet, 'FLEET_BINARY_DOWNLOAD_FAILED', `Script ${source.scriptId} does not exist any more.`);
      return;
    }
    this.#next(() => this.#validate(fleet));
    await Promise.resolve();
  }

  async #validate(fleet: LiveFleet): Promise<void> {
    fleet.setStatus('VALIDATING', 'FLEET_STATE_VALIDATING', 'The launch paths are looked for in the script.');
    const { source, runtime } = fleet.record;
    if (source.kind === 'script') {
      const script = this.#ports.scripts.find(source.scriptId);
      const files = script === undefined ? [] : entriesOf(await this.#ports.scripts.bytes(script));
      const missing = runtime.processes.find(({ LaunchPath }) => !files.includes(entryOf(LaunchPath)));
      if (missing) {
        this.#fail(
          fleet,
          'FLEET_VALIDATION_LAUNCH_PATH_NOT_FOUND',
          `Launch path ${missing.LaunchPath} is not in the script; its zip holds ` +
            `${files.slice(0, 10).join(', ')}${files.length > 10 ? ', …' : ''}.`,
        );
        return;
      }
    }
    this.#next(() => this.#build(fleet));
  }

  async #build(fleet: LiveFleet): Promise<void> {
    fleet.setStatus('BUILDING', 'FLEET_STATE_BUILDING', 'The script is installed on the fleet instances.');
    this.#next(() => this.#activate(fleet));
    await Promise.resolve();
  }

  async #activate(fleet: LiveFleet): Promise<void> {
    fleet.setStatus(
      'ACTIVATING',
      'FLEET_STATE_ACTIVATING',
      'The fleet instances start their server processes.',
    );
    try {
      await this.#open(fleet);
    } catch (error) {
      if (this.#closed) return;
      await fleet.close();
      this.#fail(fleet, 'FLEET_ACTIVATION_FAILED', messageOf(error));
      return;
    }
    if (fleet.record.source.kind === 'build')
      fleet.event(
        'GENERIC_EVENT',
        'The local GameLift hosts Realtime scripts only: this fleet of a build has no processes.',
      );
    if (this.#closed) return;
    fleet.setStatus('ACTIVE', 'FLEET_STATE_ACTIVE', 'The fleet is ready to host game sessions.');
    for (const location of fleet.locations) location.resume();
  }

  #fail(fleet: LiveFleet, code: Parameters<LiveFleet['event']>[0], message: string): void {
    fleet.event(code, message);
    fleet.setStatus('ERROR', 'FLEET_STATE_ERROR', message);
  }

  async #terminate(fleet: LiveFleet): Promise<void> {
    const { fleetArn } = fleet;
    await this.#ports.sessions.terminateAll(fleet.fleetId);
    await fleet.close();
    this.#fleets.delete(fleet.fleetId);
    this.#ports.records.delete(fleet.fleetId);
    this.#ports.events.forget(fleet.fleetId);
    this.#ports.context.tags.forget(fleetArn);
  }
}
