import {
  type GameProperty,
  type GameSessionStatus,
  type GameSessionStatusReason,
  type PlayerSessionCreationPolicy,
  type PlayerSessionStatus,
  type ProtectionPolicy,
} from '../model/shapes';

/** The stored form of a game session. Times are seconds since the epoch. */
export interface GameSessionRow {
  /** An ARN. */
  readonly gameSessionId: string;
  readonly fleetId: string;
  readonly fleetArn: string;
  readonly location: string;
  readonly status: GameSessionStatus;
  readonly statusReason?: GameSessionStatusReason;
  readonly creationTime: number;
  readonly terminationTime?: number;
  /** How its process ended, for people, such as `process-crashed: killed by SIGKILL`. */
  readonly ended?: string;
  readonly maximumPlayers: number;
  readonly name?: string;
  readonly gameProperties: readonly GameProperty[];
  readonly gameSessionData?: string;
  readonly matchmakerData?: string;
  readonly creatorId?: string;
  readonly creationPolicy: PlayerSessionCreationPolicy;
  readonly protection: ProtectionPolicy;
  /** Known once it is ACTIVE. */
  readonly ipAddress?: string;
  readonly dnsName?: string;
  readonly port?: number;
  readonly processId?: string;
  /** Fingerprint of the CreateGameSession request, when it carried an idempotency token. */
  readonly requestFingerprint?: string;
  /** True for a session that hosting mode `hold` created: it has no process. */
  readonly madeUp?: boolean;
}

/** A player session, as it is stored. */
export interface PlayerSessionRow {
  readonly playerSessionId: string;
  readonly playerId: string;
  readonly playerData?: string;
  readonly gameSessionId: string;
  readonly status: PlayerSessionStatus;
  readonly creationTime: number;
  readonly terminationTime?: number;
}

export function isLive(status: GameSessionStatus): boolean {
  return status === 'ACTIVATING' || status === 'ACTIVE' || status === 'TERMINATING';
}
