import { type FleetRegistry } from './fleet-registry';

/**
 * Sessions and fleets depend on each other: sessions are created first, with a registry that is empty until
 * the fleets are added.
 */
export class LateFleets implements FleetRegistry {
  readonly #listeners: (() => void)[] = [];
  #registry: FleetRegistry | undefined;

  bind(registry: FleetRegistry): void {
    this.#registry = registry;
    for (const listener of this.#listeners) registry.onCapacity(listener);
  }

  fleet(idOrArn: string): ReturnType<FleetRegistry['fleet']> {
    return this.#registry?.fleet(idOrArn);
  }
  alias(idOrArn: string): ReturnType<FleetRegistry['alias']> {
    return this.#registry?.alias(idOrArn);
  }
  fleets(): ReturnType<FleetRegistry['fleets']> {
    return this.#registry?.fleets() ?? [];
  }

  onCapacity(listener: () => void): void {
    this.#listeners.push(listener);
    this.#registry?.onCapacity(listener);
  }
}
