import {
  type PlayerLatency,
  type PlayerLatencyPolicy,
  type PriorityConfiguration,
  type PriorityConfigurationOverride,
  type PriorityType,
} from '../model/shapes';

/** The order in which a queue tries its destinations (GameLift guide, "queues-design"). Pure. */

export interface Candidate {
  /** Place of the destination in the queue. */
  readonly destination: number;
  readonly location: string;
  readonly cost: number;
}

/** The limits that a placement sets to its location. */
export interface PlacementWishes {
  readonly latencies: readonly PlayerLatency[];
  readonly policies: readonly PlayerLatencyPolicy[];
  readonly allowedLocations?: readonly string[];
  readonly priority?: PriorityConfiguration;
  readonly override?: PriorityConfigurationOverride;
  /** Seconds since the placement began. */
  readonly age: number;
}

const defaultOrder: readonly PriorityType[] = ['LATENCY', 'COST', 'DESTINATION', 'LOCATION'];

/**
 * The latency policy in force: policies apply in order, the strictest first, each for its duration; one
 * without a duration applies until the queue times out. After the last there is no limit (API Reference,
 * PlayerLatencyPolicy).
 * @returns the limit in milliseconds, and the seconds until it ends
 */
export function policyInForce(
  policies: readonly PlayerLatencyPolicy[],
  age: number,
): { readonly limit?: number; readonly endsIn?: number } {
  const strictestFirst = policies
    .map((policy) => ({
      limit: policy.MaximumIndividualPlayerLatencyMilliseconds ?? Infinity,
      // Terraform writes an absent duration as 0.
      duration: policy.PolicyDurationSeconds || Infinity,
    }))
    .sort((left, right) => left.limit - right.limit);
  let until = 0;
  for (const { limit, duration } of strictestFirst) {
    until += duration;
    if (age < until) return { limit, ...(until < Infinity ? { endsIn: until - age } : {}) };
  }
  return {};
}

/** Location → every reported latency. */
function latenciesByLocation(latencies: readonly PlayerLatency[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const { RegionIdentifier, LatencyInMilliseconds } of latencies) {
    if (RegionIdentifier === undefined || LatencyInMilliseconds === undefined) continue;
    const list = found.get(RegionIdentifier);
    if (list === undefined) found.set(RegionIdentifier, [LatencyInMilliseconds]);
    else list.push(LatencyInMilliseconds);
  }
  return found;
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The candidates that can be used now, best first. */
export function orderCandidates<Option extends Candidate>(
  candidates: readonly Option[],
  wishes: PlacementWishes,
): readonly Option[] {
  const reported = latenciesByLocation(wishes.latencies);
  const { limit } = policyInForce(wishes.policies, wishes.age);
  const allowed = candidates.filter(({ location }) => {
    if (
      wishes.allowedLocations !== undefined &&
      wishes.allowedLocations.length > 0 &&
      !wishes.allowedLocations.includes(location)
    )
      return false;
    if (reported.size === 0) return true;
    const values = reported.get(location);
    return values !== undefined && (limit === undefined || values.every((value) => value <= limit));
  });
  const locationOrder = wishes.priority?.LocationOrder ?? [];
  const rank = (location: string, order: readonly string[]): number =>
    order.includes(location) ? order.indexOf(location) : order.length;
  const compare: Readonly<Record<PriorityType, (a: Option, b: Option) => number>> = {
    LATENCY: (a, b) =>
      reported.size === 0
        ? 0
        : average(reported.get(a.location) ?? [0]) - average(reported.get(b.location) ?? [0]),
    COST: (a, b) =>
      reported.size === 0 && wishes.priority?.PriorityOrder === undefined ? 0 : a.cost - b.cost,
    DESTINATION: (a, b) => a.destination - b.destination,
    LOCATION: (a, b) =>
      rank(a.location, locationOrder) - rank(b.location, locationOrder) ||
      (a.location < b.location ? -1 : a.location > b.location ? 1 : 0),
  };
  const given = wishes.priority?.PriorityOrder ?? [];
  const order = [...given, ...defaultOrder.filter((type) => !given.includes(type))];
  const byPriority = (a: Option, b: Option): number => {
    for (const type of order) {
      const difference = compare[type](a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const sorted = [...allowed].sort(byPriority);
  const wanted = wishes.override?.LocationOrder;
  if (wanted === undefined) return sorted;
  const first = [...sorted.filter(({ location }) => wanted.includes(location))].sort(
    (a, b) => rank(a.location, wanted) - rank(b.location, wanted) || byPriority(a, b),
  );
  return wishes.override?.PlacementFallbackStrategy === 'NONE'
    ? first
    : [...first, ...sorted.filter((candidate) => !first.includes(candidate))];
}
