/** Looks at every fleet's policies in turn, and sets the desired instances that they ask for. */
import { type TaskClock } from '../task-clock';
import { type SessionCounts } from '../control-plane';
import { processesPerInstance } from '../fleets/fleet-record';
import { type Fleets } from '../fleets/fleets';
import { type LiveFleet } from '../fleets/live-fleet';
import { type LiveLocation } from '../fleets/live-location';
import { type ControlPlaneSettings } from '../fleets/settings';
import { adjusted, conditionHolds, targetInstances, type Capacity } from './decide';
import { fleetMetrics } from './metrics';

/** Evaluates the scaling policies of all active fleets once in each scaling period. */
export class Autoscaler {
  readonly #clock: TaskClock;
  readonly #fleets: Fleets;
  readonly #sessions: SessionCounts;
  readonly #settings: ControlPlaneSettings;

  #cancel: (() => void) | undefined;
  /** How often in a row a policy's condition held, by fleet, location and policy. */
  readonly #streaks = new Map<string, number>();

  constructor(clock: TaskClock, fleets: Fleets, sessions: SessionCounts, settings: ControlPlaneSettings) {
    this.#clock = clock;
    this.#fleets = fleets;
    this.#sessions = sessions;
    this.#settings = settings;

    this.#schedule();
  }

  close(): void {
    this.#cancel?.();
  }

  /** Evaluates everything once. */
  look(): void {
    for (const fleet of this.#fleets.fleets()) {
      if (fleet.status !== 'ACTIVE') continue;
      for (const location of fleet.locations) {
        if (location.status !== 'ACTIVE') continue;
        location.rest();
        // Policies have no effect while capacity is zero: only a game session brings it back.
        if (!location.record.scalingStopped && !(location.scalesToZero && location.record.desired === 0))
          this.#scale(fleet, location);
      }
    }
  }

  #schedule(): void {
    this.#cancel = this.#clock.after(this.#settings.scalingPeriodMs, () => {
      this.look();
      this.#schedule();
    });
  }

  #scale(fleet: LiveFleet, location: LiveLocation): void {
    const { record } = location;
    const capacity: Capacity = {
      desired: record.desired,
      minimum: record.minimum,
      maximum: record.maximum,
      perInstance: processesPerInstance(fleet.record),
    };
    const metrics = fleetMetrics(fleet, location, this.#sessions);
    for (const policy of fleet.record.policies) {
      const key = `${fleet.fleetId} ${location.location} ${policy.Name ?? ''}`;
      if (policy.PolicyType === 'TargetBased') {
        const wanted = targetInstances(
          policy.TargetConfiguration?.TargetValue ?? 0,
          metrics.ActiveGameSessions,
          capacity,
        );
        if (wanted === record.desired) this.#streaks.delete(key);
        else if (wanted > record.desired || this.#streak(key, true) >= this.#settings.scaleInPeriods)
          this.#set(
            location,
            wanted,
            `${policy.Name ?? ''} (${metrics.PercentAvailableGameSessions.toFixed(0)}% of game ` +
              'sessions available),',
            key,
          );
      } else if (this.#streak(key, conditionHolds(policy, metrics)) >= (policy.EvaluationPeriods ?? 1)) {
        this.#set(location, adjusted(policy, capacity), `${policy.Name ?? ''},`, key);
      }
    }
  }

  #set(location: LiveLocation, desired: number, reason: string, key: string): void {
    this.#streaks.delete(key);
    location.setDesired(desired, reason);
  }

  #streak(key: string, held: boolean): number {
    const count = held ? (this.#streaks.get(key) ?? 0) + 1 : 0;
    this.#streaks.set(key, count);
    return count;
  }
}
