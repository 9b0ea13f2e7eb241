import { type RuleEvaluationMetric } from '../../../flexmatch/engine-types';
import { type BackfillMode, type FlexMatchMode, type GameProperty } from '../model/shapes';

/** `creationTime` is in epoch seconds. */
export interface RuleSetRow {
  readonly name: string;
  readonly arn: string;
  /** As it was sent. */
  readonly body: string;
  readonly creationTime: number;
}

/** A matchmaking configuration, as it is stored. */
export interface ConfigurationRow {
  readonly name: string;
  readonly arn: string;
  readonly ruleSetName: string;
  readonly ruleSetArn: string;
  readonly acceptanceRequired: boolean;
  readonly acceptanceTimeoutSeconds?: number;
  readonly requestTimeoutSeconds: number;
  readonly flexMatchMode: FlexMatchMode;
  readonly queueArns: readonly string[];
  readonly backfillMode?: BackfillMode;
  readonly additionalPlayerCount?: number;
  readonly notificationTarget?: string;
  readonly customEventData?: string;
  readonly gameProperties?: readonly GameProperty[];
  readonly gameSessionData?: string;
  readonly description?: string;
  readonly creationTime: number;
}

/** A team of a match, its players in the order of the match. */
export interface MatchTeam {
  readonly name: string;
  readonly playerIds: readonly string[];
}

/** A match from its formation to its end; then its row is deleted and the ring of past matches keeps it. */
export interface PendingMatchRow {
  readonly matchId: string;
  readonly configurationName: string;
  readonly stage: 'proposed' | 'placing';
  readonly teams: readonly MatchTeam[];
  readonly ticketIds: readonly string[];
  readonly backfillTicketId?: string;
  readonly answers: Readonly<Record<string, boolean>>;
  /** The deadline for acceptance; seconds since the epoch. */
  readonly acceptanceDeadline?: number;
  readonly createdAt: number;
  readonly metrics: readonly RuleEvaluationMetric[];
  /** The ticket of automatic backfill that the session's matchmaker data names. */
  readonly autoBackfillTicketId?: string;
}
