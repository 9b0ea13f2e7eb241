import { fleetHourDollars, hoursPerMonth, prices } from '../../config/prices';

/** What players do, on average over a month. Change these to your game's; the table follows. */
export interface PlayerHabits {
  /** Players in a match, of all that are online at the peak. */
  readonly shareInMatch: number;
  readonly playersPerMatch: number;
  /** Minutes of a match. */
  readonly matchMinutes: number;
  readonly commandsPerMatch: number;
  /** Average load of a month, as a share of the peak. */
  readonly averageOfPeak: number;
  /** REST calls around one match, a player: tickets, polls, results, boards. */
  readonly restCallsPerMatch: number;
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
  bytesPerMatchAndPlayer: 20_000,
};

export interface FleetChoice {
  readonly instanceType: string;
  readonly matchesPerInstance: number;
  /** Share of machines on Spot. */
  readonly spotShare: number;
  /** Share of sessions kept free. */
  readonly free: number;
}

export interface Estimate {
  readonly peakPlayers: number;
  readonly matchesPerMonth: number;
  readonly instancesAtPeak: number;
  /** Dollars a month by what they are paid for. */
  readonly parts: Readonly<Record<'fleet' | 'database' | 'functions' | 'api' | 'transfer' | 'logs', number>>;
  readonly total: number;
}

/**
 * Dollars a month for so many concurrent players at the peak.
 * @throws RangeError when the list of prices lacks the machine
 */
export function estimate(peakPlayers: number, habits: PlayerHabits, fleet: FleetChoice): Estimate {
  const onDemand = fleetHourDollars(fleet.instanceType, 'ON_DEMAND');
  const spot = fleetHourDollars(fleet.instanceType, 'SPOT');
  if (onDemand === undefined || spot === undefined)
    throw new RangeError(`config/prices.ts has no price of ${fleet.instanceType}: add it`);
  const matchesAtPeak = (peakPlayers * habits.shareInMatch) / habits.playersPerMatch;
  const machines = (matches: number): number =>
    Math.max(1, Math.ceil(matches / (1 - fleet.free) / fleet.matchesPerInstance));
  const machineHours = hoursPerMonth * Math.max(1, machines(matchesAtPeak) * habits.averageOfPeak);
  const matchesPerMonth = matchesAtPeak * habits.averageOfPeak * ((hoursPerMonth * 60) / habits.matchMinutes);
  const seats = matchesPerMonth * habits.playersPerMatch;
  const restCalls = seats * habits.restCallsPerMatch;
  const million = 1e6;
  // A command is one write: an entry of the log. A result touches the match, both players, their history and
  // boards.
  const writes = matchesPerMonth * (habits.commandsPerMatch + 30) + seats * 6;
  const reads = restCalls * 2;
  const parts = {
    fleet: machineHours * (onDemand * (1 - fleet.spotShare) + spot * fleet.spotShare),
    database:
      (writes / million) * prices.dynamodbWriteMillion + (reads / million) * prices.dynamodbReadMillion,
    // 512 MB for 40 ms.
    functions:
      (restCalls / million) * prices.lambdaRequestMillion +
      restCalls * 0.5 * 0.04 * prices.lambdaGigabyteSecondArm,
    api: (restCalls / million) * prices.httpApiMillion,
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
