import { describe, expect, it } from '@jest/globals';
import {
  type Candidate,
  orderCandidates,
  type PlacementWishes,
  policyInForce,
} from '../../../local/gamelift/placement/destinations';

const west = { destination: 0, location: 'us-west-2', cost: 5 };
const east = { destination: 0, location: 'us-east-1', cost: 5 };
const europe = { destination: 1, location: 'eu-west-1', cost: 1 };
const all: readonly Candidate[] = [west, east, europe];
const latency = (PlayerId: string, values: Readonly<Record<string, number>>) =>
  Object.entries(values).map(([RegionIdentifier, LatencyInMilliseconds]) => ({
    PlayerId,
    RegionIdentifier,
    LatencyInMilliseconds,
  }));
const order = (wishes: Partial<PlacementWishes>): readonly string[] =>
  orderCandidates(all, { latencies: [], policies: [], age: 0, ...wishes }).map(({ location }) => location);

describe('the order in which a queue tries its destinations', () => {
  it('without latency: destination, then location name; cost does not count', () => {
    expect(order({})).toEqual(['us-east-1', 'us-west-2', 'eu-west-1']);
  });

  it('with latency: the lowest average first, and no location without a report', () => {
    expect(
      order({
        latencies: [
          ...latency('a', { 'us-west-2': 100, 'eu-west-1': 20 }),
          ...latency('b', { 'us-west-2': 10, 'eu-west-1': 40 }),
        ],
      }),
    ).toEqual(['eu-west-1', 'us-west-2']);
  });

  it('equal latency: cost, then destination', () => {
    expect(order({ latencies: latency('a', { 'us-west-2': 30, 'us-east-1': 30, 'eu-west-1': 30 }) })).toEqual(
      ['eu-west-1', 'us-east-1', 'us-west-2'],
    );
  });

  it('as the queue’s own priorities say, the default ones after them', () => {
    expect(
      order({ priority: { PriorityOrder: ['LOCATION'], LocationOrder: ['eu-west-1', 'us-west-2'] } }),
    ).toEqual(['eu-west-1', 'us-west-2', 'us-east-1']);
    expect(order({ priority: { PriorityOrder: ['COST'] } })).toEqual(['eu-west-1', 'us-east-1', 'us-west-2']);
  });

  it('only in allowed locations', () => {
    expect(order({ allowedLocations: ['us-west-2'] })).toEqual(['us-west-2']);
    expect(order({ allowedLocations: [] })).toHaveLength(3);
  });

  it('as one placement says: its locations first, and the rest only with fallback', () => {
    expect(order({ override: { LocationOrder: ['us-west-2'] } })).toEqual([
      'us-west-2',
      'us-east-1',
      'eu-west-1',
    ]);
    expect(
      order({ override: { LocationOrder: ['eu-west-1', 'us-west-2'], PlacementFallbackStrategy: 'NONE' } }),
    ).toEqual(['eu-west-1', 'us-west-2']);
  });

  it('within the latency policy that is in force: every player counts alone', () => {
    const policies = [
      { MaximumIndividualPlayerLatencyMilliseconds: 50, PolicyDurationSeconds: 30 },
      { MaximumIndividualPlayerLatencyMilliseconds: 150, PolicyDurationSeconds: 20 },
      { MaximumIndividualPlayerLatencyMilliseconds: 300 },
    ];
    const latencies = [
      ...latency('a', { 'us-west-2': 10, 'us-east-1': 60, 'eu-west-1': 10 }),
      ...latency('b', { 'us-west-2': 200, 'us-east-1': 60, 'eu-west-1': 400 }),
    ];
    expect(order({ latencies, policies, age: 29 })).toEqual([]);
    expect(order({ latencies, policies, age: 30 })).toEqual(['us-east-1']);
    expect(order({ latencies, policies, age: 50 })).toEqual(['us-east-1', 'us-west-2']);
    expect(policyInForce(policies, 29)).toEqual({ limit: 50, endsIn: 1 });
    expect(policyInForce(policies, 999)).toEqual({ limit: 300 });
    expect(policyInForce([], 0)).toEqual({});
  });

  it('by policies from the strictest to the mildest, each for its own duration', () => {
    const policies = [
      { MaximumIndividualPlayerLatencyMilliseconds: 200, PolicyDurationSeconds: 20 },
      { MaximumIndividualPlayerLatencyMilliseconds: 50, PolicyDurationSeconds: 30 },
    ];
    expect(policyInForce(policies, 0)).toEqual({ limit: 50, endsIn: 30 });
    expect(policyInForce(policies, 30)).toEqual({ limit: 200, endsIn: 20 });
    // After the last policy there is no limit; a policy without a duration (Terraform writes 0) has no end.
    expect(policyInForce(policies, 50)).toEqual({});
    for (const PolicyDurationSeconds of [0, undefined])
      expect(
        policyInForce(
          [
            { MaximumIndividualPlayerLatencyMilliseconds: 90, PolicyDurationSeconds: 10 },
            { MaximumIndividualPlayerLatencyMilliseconds: 50, PolicyDurationSeconds },
          ],
          9999,
        ),
      ).toEqual({ limit: 50 });
  });
});
