import { type Fleet, type FleetLocation, type FleetRegistry } from '../fleet-registry';
import { type Collection } from '../state/collection';
import { type Candidate, orderCandidates } from './destinations';
import { type PlacementRow, type QueueRow } from './rows';

/** A location of a fleet that a queue leads to. */
export interface FleetPlace extends Candidate {
  readonly fleet: Fleet;
  readonly at: FleetLocation;
}

/** The placement's queues that still exist. */
export function queuesOf(
  queues: Pick<Collection<QueueRow>, 'get'>,
  { queueName, otherQueues = [] }: PlacementRow,
): QueueRow[] {
  return [queueName, ...otherQueues].map((name) => queues.get(name)).filter((queue) => queue !== undefined);
}

/**
 * Places of a queue that the placement allows, with or without a free process, best first.
 * @param age seconds since the start of the placement
 */
export function placesFor(
  fleets: FleetRegistry,
  queue: QueueRow,
  row: PlacementRow,
  age: number,
): readonly FleetPlace[] {
  return orderCandidates(placesOf(fleets, queue), {
    latencies: row.latencies,
    policies: queue.latencyPolicies,
    age,
    ...(queue.filter?.AllowedLocations === undefined
      ? {}
      : { allowedLocations: queue.filter.AllowedLocations }),
    ...(queue.priority === undefined ? {} : { priority: queue.priority }),
    ...(row.priorityOverride === undefined ? {} : { override: row.priorityOverride }),
  });
}

/** The ACTIVE locations of the ACTIVE fleets among the queue's destinations. */
function placesOf(fleets: FleetRegistry, { destinations }: QueueRow): FleetPlace[] {
  return destinations.flatMap(({ DestinationArn }, destination) => {
    const fleet = DestinationArn === undefined ? undefined : fleetOf(fleets, DestinationArn);
    if (fleet?.status !== 'ACTIVE') return [];
    return fleet.locations
      .filter(({ status }) => status === 'ACTIVE')
      .map((at) => ({ destination, location: at.location, cost: fleet.cost, fleet, at }));
  });
}

/** The fleet of a destination; undefined for a terminal alias. */
function fleetOf(fleets: FleetRegistry, arn: string): Fleet | undefined {
  const alias = fleets.alias(arn);
  if (alias === undefined) return fleets.fleet(arn);
  return alias.kind === 'fleet' ? fleets.fleet(alias.fleetId) : undefined;
}
