import { type RealtimeFleet } from '../../realtime/hosting';

/** The instance and the host of a game session. */
export interface Assignment {
  readonly instanceId: string;
  readonly host: RealtimeFleet;
  readonly maximumPlayers: number;
  /** The session is not ACTIVE yet. */
  readonly activating: boolean;
}

/** The game sessions of one instance, counted. */
export interface InstanceLoad {
  readonly sessions: number;
  /** ACTIVATING ones among them. */
  readonly activating: number;
}

const unloaded: InstanceLoad = { sessions: 0, activating: 0 };

/** The game sessions on the processes of a location, by their ids. */
export class AssignedSessions {
  readonly #byId = new Map<string, Assignment>();

  get size(): number {
    return this.#byId.size;
  }

  hostOf(gameSessionId: string): RealtimeFleet | undefined {
    return this.#byId.get(gameSessionId)?.host;
  }

  assign(gameSessionId: string, assignment: Assignment): void {
    this.#byId.set(gameSessionId, assignment);
  }

  /** The session is ACTIVE, unless it has ended in the meantime. */
  activated(gameSessionId: string): void {
    const assignment = this.#byId.get(gameSessionId);
    if (assignment !== undefined) this.#byId.set(gameSessionId, { ...assignment, activating: false });
  }

  /** @returns false when the session was not here */
  delete(gameSessionId: string): boolean {
    return this.#byId.delete(gameSessionId);
  }

  /** Their number, and the maximum number of their players. */
  get totals(): { readonly count: number; readonly activating: number; readonly maximumPlayers: number } {
    const all = [...this.#byId.values()];
    return {
      count: all.length,
      activating: all.filter(({ activating }) => activating).length,
      maximumPlayers: all.reduce((sum, one) => sum + one.maximumPlayers, 0),
    };
  }

  /** Ids of the sessions on these instances, with their hosts. */
  on(instanceIds: readonly string[]): { readonly gameSessionId: string; readonly host: RealtimeFleet }[] {
    return [...this.#byId].flatMap(([gameSessionId, { instanceId, host }]) =>
      instanceIds.includes(instanceId) ? [{ gameSessionId, host }] : [],
    );
  }

  /** The sessions of each instance at this moment. */
  loads(): (instanceId: string) => InstanceLoad {
    const loads = new Map<string, InstanceLoad>();
    for (const { instanceId, activating } of this.#byId.values()) {
      const load = loads.get(instanceId) ?? unloaded;
      loads.set(instanceId, {
        sessions: load.sessions + 1,
        activating: load.activating + (activating ? 1 : 0),
      });
    }
    return (instanceId) => loads.get(instanceId) ?? unloaded;
  }
}
