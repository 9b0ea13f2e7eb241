import {
  type DesiredPlayerSession,
  type FilterConfiguration,
  type GameProperty,
  type GameSessionPlacementState,
  type GameSessionQueueDestination,
  type PlayerLatency,
  type PlayerLatencyPolicy,
  type PriorityConfiguration,
  type PriorityConfigurationOverride,
} from '../model/shapes';

/** The stored form of a queue. */
export interface QueueRow {
  readonly name: string;
  readonly arn: string;
  readonly timeoutSeconds: number;
  readonly latencyPolicies: readonly PlayerLatencyPolicy[];
  readonly destinations: readonly GameSessionQueueDestination[];
  readonly filter?: FilterConfiguration;
  readonly priority?: PriorityConfiguration;
  readonly customEventData?: string;
  readonly notificationTarget?: string;
}

/** The stored form of a placement. Times are seconds since the epoch. */
export interface PlacementRow {
  readonly placementId: string;
  /** The queue that is tried first; once a place was found, the queue that has it. */
  readonly queueName: string;
  readonly queueArn: string;
  /**
   * Names of further queues that are tried when those before have no place (a matchmaking configuration may
   * name several).
   */
  readonly otherQueues?: readonly string[];
  readonly status: GameSessionPlacementState;
  readonly startTime: number;
  readonly endTime?: number;
  /** When the queue times out. */
  readonly deadline: number;
  readonly maximumPlayers: number;
  readonly gameProperties: readonly GameProperty[];
  readonly gameSessionName?: string;
  readonly gameSessionData?: string;
  readonly matchmakerData?: string;
  readonly latencies: readonly PlayerLatency[];
  readonly players: readonly DesiredPlayerSession[];
  readonly priorityOverride?: PriorityConfigurationOverride;
  /** The match that is being placed; absent for StartGameSessionPlacement. */
  readonly matchId?: string;
  /** Set while a process is starting, and once it is FULFILLED. */
  readonly gameSessionId?: string;
  readonly placed?: ReadonlyArray<{ readonly playerId: string; readonly playerSessionId: string }>;
  /** Number of sessions that failed to start. */
  readonly failures: number;
}
