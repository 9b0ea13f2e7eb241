/** The envelope that EventBridge puts around every event of GameLift (FlexMatch guide, "match-events"). */
export interface EventEnvelope<Detail = unknown> {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: 'aws.gamelift';
  readonly account: string;
  /** ISO 8601 with milliseconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Detail;
}

export const matchmakingDetailType = 'GameLift Matchmaking Event';
export const placementDetailType = 'GameLift Queue Placement Event';
