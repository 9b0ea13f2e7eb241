import { fleetHourDollars, hoursPerMonth, prices } from '../../config/prices';
import { leaderboardUnits, operationUnits, type Units } from './units';

/** Player behaviour, averaged over a month. Replace these numbers by your game's; the table follows. */
export interface PlayerHabits {
  /** Share of the players online at the peak who are in a match. */
  readonly shareInMatch: number;
  readonly playersPerMatch: number;
  /** Minutes of a match. */
  readonly matchMinutes: number;
  readonly commandsPerMatch: number;
  /** Average load of a month, as a share of the peak. */
  readonly averageOfPeak: number;
  /** REST calls per player around one match: tickets, polls, results, leaderboards. */
  readonly restCallsPerMatch: number;
  /** Scores of a player that a match changes, over all leaderboards and their periods. */
  readonly scoresPerMatch: number;
  /** Bytes to each player in a match. */
  readonly bytesPerMatchAndPlayer: number;
}

export const usualHabits: PlayerHabits = {
  shareInMatch: 0.8,
  playersPerMatch: 2,
  matchMinutes: 6,
  commandsPerMatch: 30,
  averageOfPeak: 0.4,
  restCallsPerMatch: 12,
  // Rating and wins, of all time and of the month: ratings change with each match, wins with every other.
  scoresPerMatch: 3,
  bytesPerMatchAndPlayer: 20_000,
};

export interface FleetChoice {
  readonly instanceType: string;
  readonly matchesPerInstance: number;
  /** Share of the machines that are on demand, at least one machine; the others are Spot. */
  readonly onDemandShare: number;
  /** Share of sessions kept free. */
  readonly free: number;
}

export interface CostEstimate {
  readonly peakPlayers: number;
  readonly matchesPerMonth: number;
  readonly instancesAtPeak: number;
  /** Dollars a month by what they are paid for. */
  readonly parts: Readonly<
    Record<'fleet' | 'database' | 'functions' | 'api' | 'events' | 'transfer' | 'logs', number>
  >;
  readonly total: number;
}

/**
 * Dollars per month for a number of concurrent players at the peak.
 * @throws RangeError when the list of prices lacks the instance type
 */
export function estimateCost(peakPlayers: number, habits: PlayerHabits, fleet: FleetChoice): CostEstimate {
  const onDemand = fleetHourDollars(fleet.instanceType, 'ON_DEMAND');
  const spot = fleetHourDollars(fleet.instanceType, 'SPOT');
  if (onDemand === undefined || spot === undefined)
    throw new RangeError(`config/prices.ts has no price of ${fleet.instanceType}: add it`);
  const matchesAtPeak = (peakPlayers * habits.shareInMatch) / habits.playersPerMatch;
  const machines = (matches: number): number =>
    Math.max(1, Math.ceil(matches / (1 - fleet.free) / fleet.matchesPerInstance));
  const machineHours = hoursPerMonth * Math.max(1, machines(matchesAtPeak) * habits.averageOfPeak);
  const onDemandHours = Math.max(hoursPerMonth, machineHours * fleet.onDemandShare);
  const matchesPerMonth = matchesAtPeak * habits.averageOfPeak * ((hoursPerMonth * 60) / habits.matchMinutes);
  const seats = matchesPerMonth * habits.playersPerMatch;
  const restCalls = seats * habits.restCallsPerMatch;
  const million = 1e6;
  const perMatch = unitsOfMatch(habits);
  const [writes, reads] = [matchesPerMonth * perMatch.write, matchesPerMonth * perMatch.read];
  const parts = {
    fleet: onDemandHours * onDemand + (machineHours - onDemandHours) * spot,
    database:
      (writes / million) * prices.dynamodbWriteMillion + (reads / million) * prices.dynamodbReadMillion,
    // 512 MB for 40 ms.
    functions:
      (restCalls / million) * prices.lambdaRequestMillion +
      restCalls * 0.5 * 0.04 * prices.lambdaGigabyteSecondArm,
    api: (restCalls / million) * prices.httpApiMillion,
    // A result to each player, on the bus alone: a webhook is counted by `webhookMillion`.
    events: (seats / million) * prices.eventMillion,
    transfer: ((seats * habits.bytesPerMatchAndPlayer) / 1e9) * prices.transferGigabyte,
    logs: ((restCalls * 600) / 1e9) * prices.logGigabyte,
  };
  return {
    peakPlayers,
    matchesPerMonth,
    instancesAtPeak: machines(matchesAtPeak),
    parts,
    total: Object.values(parts).reduce((sum, part) => sum + part, 0),
  };
}

/** Dollars of a million events that go to one webhook, from the bus on. */
export function webhookMillion(): number {
  const { queueMillion, dynamodbWriteMillion, dynamodbReadMillion, lambdaRequestMillion } = prices;
  // Put, receive and delete; one row begun and ended, one match looked at; 256 MB for 200 ms, alone.
  return (
    3 * queueMillion +
    2 * dynamodbWriteMillion +
    2 * dynamodbReadMillion +
    lambdaRequestMillion +
    1e6 * 0.25 * 0.2 * prices.lambdaGigabyteSecondArm
  );
}

type Counted = readonly [times: number, units: Units];

/** DynamoDB units of a match, from the tickets of its players to their places on leaderboards. */
export function unitsOfMatch(habits: PlayerHabits): Units {
  const { playersPerMatch: seats, commandsPerMatch, restCallsPerMatch, scoresPerMatch } = habits;
  const of = operationUnits;
  const counted: readonly Counted[] = [
    [seats, of['tickets.openTicketOf']],
    // For the new ticket, and for the connection of the completed one.
    [seats * 2, of['sessions.stateOf']],
    [seats, of['tickets.create (the next)']],
    // Searching, then placing.
    [seats * 2, of['tickets.change (stays open)']],
    [seats, of['tickets.change (ends)']],
    // A search of 20 to 40 seconds.
    [seats, of['tickets.renew']],
    // A poll while the match is placed.
    [seats, of['matches.isVoid']],
    // Polls and pages alike: at most a consistent read of a small row.
    [seats * restCallsPerMatch, of['tickets.get']],
    [seats / 2, of['matches.seatPlayerSessions (two)']],
    [seats, of['matches.playerOfSession']],
    [1, of['matches.claim (new)']],
    [commandsPerMatch, of['matches.append']],
    [seats / 2, of['matches.finish (later)']],
    [seats, of['records.follow (a result of two)']],
    [seats * scoresPerMatch, leaderboardUnits.entry],
    [seats * scoresPerMatch, leaderboardUnits.counters],
  ];
  const sum = (part: keyof Units): number =>
    counted.reduce((total, [times, units]) => total + times * units[part], 0);
  return { read: sum('read'), write: sum('write') };
}
