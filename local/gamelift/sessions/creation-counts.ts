import { type GameSessionRow } from './rows';

/**
 * How many game sessions each creator made on a fleet and when: what `resourceCreationLimitPolicy` asks,
 * without a look at every session.
 */
export class CreationCounts {
  /** Times in seconds, ascending, by fleet and creator. */
  readonly #times = new Map<string, Map<string, number[]>>();

  add({ fleetId, creatorId, creationTime }: GameSessionRow): void {
    if (creatorId === undefined) return;
    const creators = this.#times.get(fleetId) ?? new Map<string, number[]>();
    this.#times.set(fleetId, creators);
    const times = creators.get(creatorId);
    if (times === undefined) creators.set(creatorId, [creationTime]);
    else times.push(creationTime);
  }

  /** When a session is not remembered any more: sessions are forgotten from the oldest on. */
  forget({ fleetId, creatorId, creationTime }: GameSessionRow): void {
    if (creatorId === undefined) return;
    const creators = this.#times.get(fleetId);
    const times = creators?.get(creatorId) ?? [];
    const at = times.indexOf(creationTime);
    if (at >= 0) times.splice(at, 1);
    if (times.length === 0) creators?.delete(creatorId);
    if (creators?.size === 0) this.#times.delete(fleetId);
  }

  /** Sessions that were made after a time. */
  since(fleetId: string, creatorId: string, time: number): number {
    const times = this.#times.get(fleetId)?.get(creatorId) ?? [];
    let [low, high] = [0, times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((times[middle] ?? Infinity) > time) high = middle;
      else low = middle + 1;
    }
    return times.length - low;
  }
}
