import { type InstanceRecord, type LocationRecord } from './fleet-record';
import { type LocationPorts } from './location-ports';

/** The sessions on a location's instances, as starting and stopping instances needs them. */
export interface InstanceSessions {
  /** Number of sessions on each instance at this moment. */
  counts(): (instanceId: string) => number;
  /** Ends the sessions of instances that were stopped. */
  end(instanceIds: readonly string[]): void;
}

/** The simulated instances of a location: their number follows the desired capacity. */
export class LocationInstances {
  readonly #ports: LocationPorts;
  readonly #record: () => LocationRecord;
  readonly #sessions: InstanceSessions;
  readonly #changed: () => void;
  /** PENDING instances, each with the cancellation of its start. */
  readonly #starting = new Map<string, () => void>();
  #isClosed = false;

  /** @param changed called when the number of ACTIVE instances has changed */
  constructor(
    ports: LocationPorts,
    record: () => LocationRecord,
    sessions: InstanceSessions,
    changed: () => void,
  ) {
    this.#ports = ports;
    this.#record = record;
    this.#sessions = sessions;
    this.#changed = changed;
  }

  active(): InstanceRecord[] {
    return this.#record().instances.filter(({ status }) => status === 'ACTIVE');
  }

  /** Starts or stops instances until their number is as desired. */
  settle(): void {
    if (this.#isClosed) return;
    const { desired, instances, status } = this.#record();
    const missing = desired - instances.length;
    if (missing > 0 && (status === 'ACTIVE' || status === 'BUILDING' || status === 'ACTIVATING')) {
      const added = Array.from({ length: missing }, () => this.#newInstance());
      this.#ports.save((record) => ({ ...record, instances: [...record.instances, ...added] }));
      if (status === 'ACTIVE') for (const { instanceId } of added) this.#startLater(instanceId);
    }
    if (missing < 0 && status === 'ACTIVE') this.#stop(-missing);
  }

  /** Makes all instances ACTIVE at once, as the first instances of a fleet are. */
  activate(): void {
    this.settle();
    this.#ports.save((record) => ({
      ...record,
      instances: record.instances.map((one) => ({ ...one, status: 'ACTIVE' })),
    }));
  }

  /** Instances that were PENDING when the program ended are started now. */
  resume(): void {
    this.settle();
    for (const { instanceId, status } of this.#record().instances)
      if (status === 'PENDING') this.#startLater(instanceId);
  }

  close(): void {
    this.#isClosed = true;
    for (const cancel of this.#starting.values()) cancel();
  }

  /**
   * Stops idle instances first. Instances with sessions are stopped only when no session is protected, and
   * then their sessions end.
   */
  #stop(count: number): void {
    const sessionsOn = this.#sessions.counts();
    const mayEndSessions = !this.#ports.anyProtected();
    const chosen = [...this.#record().instances]
      .reverse()
      .map(({ instanceId }) => ({ instanceId, sessions: sessionsOn(instanceId) }))
      .sort((left, right) => left.sessions - right.sessions)
      .filter(({ sessions }) => sessions === 0 || mayEndSessions)
      .slice(0, count)
      .map(({ instanceId }) => instanceId);
    if (chosen.length === 0) return;
    for (const instanceId of chosen) {
      this.#starting.get(instanceId)?.();
      this.#starting.delete(instanceId);
    }
    this.#ports.save((record) => ({
      ...record,
      instances: record.instances.filter(({ instanceId }) => !chosen.includes(instanceId)),
    }));
    this.#sessions.end(chosen);
    this.#changed();
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
      this.#ports.clock.after(this.#ports.settings.instanceStartMs, () => {
        this.#starting.delete(instanceId);
        if (this.#isClosed) return;
        this.#ports.save((record) => ({
          ...record,
          instances: record.instances.map((one) =>
            one.instanceId === instanceId ? { ...one, status: 'ACTIVE' } : one,
          ),
        }));
        this.#changed();
      }),
    );
  }
}
