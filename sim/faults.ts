import { type WorldChance } from './chance';

/** Every fault that can happen at an edge, with its probability in worlds that have it: one in this many. */
export const faultKinds = {
  'script-kill': 60,
  'script-freeze': 80,
  'spot-loss': 8,
  'start-fails': 12,
  'lambda-kill': 150,
  'lambda-slow': 100,
  'table-request-lost': 150,
  'table-answer-lost': 150,
  'table-throttled': 150,
  'table-conflict': 100,
  'table-outage': 300,
  'index-late': 6,
  'gamelift-request-lost': 60,
  'gamelift-answer-lost': 60,
  'gamelift-throttled': 60,
  'bus-request-lost': 20,
  'bus-answer-lost': 20,
  'event-late': 6,
  'event-twice': 6,
  'event-lost-first': 10,
  'event-handled-twice': 10,
  'sweep-twice': 6,
  'stream-late': 6,
  'stream-twice': 6,
  'placement-late': 4,
  'capacity-gone': 12,
  'connection-cut': 150,
  'connection-half-open': 250,
  partition: 60,
  'datagram-lost': 8,
  'datagram-twice': 8,
  'datagram-late': 8,
  'datagram-forged': 12,
  'http-request-lost': 40,
  'http-answer-lost': 40,
  'app-kill': 60,
  'app-gone': 40,
  'search-left': 40,
  'app-leaves': 60,
  'second-device': 40,
} as const;
export type FaultKind = keyof typeof faultKinds;
export const allFaultKinds: readonly FaultKind[] = Object.keys(faultKinds).filter(isFaultKind);

export function isFaultKind(name: string): name is FaultKind {
  return Object.hasOwn(faultKinds, name);
}

/**
 * One fault that happened. Its id names the kind, the place and the number of earlier visits to that place.
 */
export interface Fault {
  readonly id: string;
  readonly kind: FaultKind;
  /** Virtual milliseconds since the start. */
  readonly at: number;
}

/** The faults that may happen in a world. */
export interface FaultPlan {
  /** Kinds of faults in this world, with the probability of each at each place. */
  readonly rates: ReadonlyMap<FaultKind, number>;
  /** Virtual millisecond from which no fault happens. */
  readonly until: number;
  /** Only the faults with these ids happen, regardless of the rates: this repeats and shrinks a failure. */
  readonly only?: ReadonlySet<string>;
}

/** A place of an edge, for one kind of fault. */
interface FaultPlace {
  readonly name: string;
  visits: number;
}

/** Decides at each place of an edge whether a fault happens there. */
export class WorldFaults {
  readonly #chance: WorldChance;
  readonly #plan: FaultPlan;
  readonly #elapsed: () => number;
  /** Places, by kind. */
  readonly #places = new Map<FaultKind, Map<string, FaultPlace>>();
  readonly happened: Fault[] = [];
  /** Number of occasions of each kind. */
  readonly occasions = new Map<FaultKind, number>();

  /** @param elapsed virtual milliseconds since the start */
  constructor(chance: WorldChance, plan: FaultPlan, elapsed: () => number) {
    this.#chance = chance;
    this.#plan = plan;
    this.#elapsed = elapsed;
  }

  /** @param place name that stays the same when other faults do not happen */
  happens(kind: FaultKind, place: string): boolean {
    this.occasions.set(kind, (this.occasions.get(kind) ?? 0) + 1);
    const visited = this.#place(kind, place);
    const { name, visits } = visited;
    visited.visits += 1;
    const at = this.#elapsed();
    if (at >= this.#plan.until) return false;
    const { only } = this.#plan;
    const rate = this.#plan.rates.get(kind) ?? 0;
    if (only === undefined && (rate === 0 || this.#chance.at(name, visits) >= rate)) return false;
    const id = `${name}#${visits}`;
    if (only?.has(id) === false) return false;
    this.happened.push({ id, kind, at });
    return true;
  }

  #place(kind: FaultKind, place: string): FaultPlace {
    const places = this.#places.get(kind) ?? new Map<string, FaultPlace>();
    this.#places.set(kind, places);
    const known = places.get(place) ?? { name: `${kind}@${place}`, visits: 0 };
    places.set(place, known);
    return known;
  }

  /** The size of the newest fault, a whole number. */
  size(least: number, most: number): number {
    const newest = this.happened.at(-1)?.id ?? '';
    return least + Math.floor(this.#chance.at(`size ${newest}`, 0) * (most - least + 1));
  }
}

/**
 * A plan derived from the seed: each kind is in about half of the worlds, so that kinds occur in all
 * combinations.
 */
export function planOf(chance: WorldChance, until: number, kinds: readonly FaultKind[]): FaultPlan {
  const calm = chance.next('calm') < 0.05;
  const rates = new Map<FaultKind, number>();
  for (const kind of kinds) {
    const present = chance.at(`has ${kind}`, 0) < 0.5;
    const weight = 0.3 + chance.at(`weight ${kind}`, 0) * 2;
    if (present && !calm) rates.set(kind, weight / faultKinds[kind]);
  }
  return { rates, until };
}
