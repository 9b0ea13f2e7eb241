/** Maximum duration of a fault, with the recovery of everything it hit (virtual milliseconds). */
const maxTroubleMs = 240_000;
/** Maximum wait of a player who can act (virtual milliseconds). */
const maxThoughtMs = 60_000;

/** A turn that ended with a timeout. All times are virtual milliseconds since the start of the world. */
export interface IdleTurn {
  /** The newest entry before the timeout. */
  readonly since: number;
  readonly until: number;
  /**
   * When the player gave up and stopped playing. Undefined for a player who still wants to play, and for a
   * bot.
   */
  readonly leftAt: number | undefined;
}

/**
 * Once faults have stopped, a player who is there acts long before a clock ends the turn. A player who has
 * left does not: a practice match that gets no server, because the only one is taken, is given up after a
 * minute. No player connects to it then, and the sweeper writes the timeout minutes later. So only the time
 * until the player left counts.
 * @returns how long the player did nothing, when that is too long
 */
export function idleTime({ since, until, leftAt = until }: IdleTurn, lastFaultAt = 0): number | undefined {
  const left = Math.min(until, leftAt);
  const idle = left - since;
  return left - lastFaultAt > maxTroubleMs && idle > maxThoughtMs ? idle : undefined;
}
