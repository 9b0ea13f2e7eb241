import { type GameSessionRow } from './rows';

/**
 * When each creator created game sessions on a fleet: the data for `resourceCreationLimitPolicy`, without a
 * scan of all sessions.
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

  /** Called when a session is deleted from memory, the oldest first. */
  forget({ fleetId, creatorId, creationTime }: GameSessionRow): void {
    if (creatorId === undefined) return;
    const creators = this.#times.get(fleetId);
    const times = creators?.get(creatorId) ?? [];
    const at = times.indexOf(creationTime);
    if (at >= 0) times.splice(at, 1);
    if (times.length === 0) creators?.delete(creatorId);
    if (creators?.size === 0) this.#times.delete(fleetId);
  }

  /** Number of sessions created after a time. */
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
