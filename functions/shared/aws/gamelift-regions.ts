import { GameLiftClient } from '@aws-sdk/client-gamelift';

/**
 * GameLift of each Region that the queue places matches in. A fleet and its sessions are known only to the
 * fleet's home Region, which their ARNs name (API reference, GameSession:
 * `arn:aws:gamelift:<home_region>::…`). Matchmaking and the queue are known to the Region of the functions.
 */
export interface GameLiftRegions {
  /** Of the function's own Region. */
  readonly home: GameLiftClient;
  /**
   * @param region absent: the function's own Region
   * @returns the same client each time
   */
  in(region: string | undefined): GameLiftClient;
}

/**
 * @param home the Region of the function, which Lambda names in AWS_REGION
 * @param clientIn makes the client of a Region; absent: of the Region that the SDK's environment names
 */
export function createGameLiftRegions(
  home: string | undefined = process.env['AWS_REGION'],
  clientIn: (region: string | undefined) => GameLiftClient = (region) =>
    new GameLiftClient(region === undefined ? {} : { region }),
): GameLiftRegions {
  const own = clientIn(home);
  const further = new Map<string, GameLiftClient>();
  return {
    home: own,
    in(region) {
      if (region === undefined || region === home) return own;
      const known = further.get(region) ?? clientIn(region);
      further.set(region, known);
      return known;
    },
  };
}

/** The Region of a fleet or of a game session. @throws RangeError when the text is not an ARN of GameLift */
export function regionOf(arn: string): string {
  const region = /^arn:[^:]+:gamelift:([a-z0-9-]+):/.exec(arn)?.[1];
  if (region === undefined) throw new RangeError(`${arn} is not an ARN of GameLift`);
  return region;
}
