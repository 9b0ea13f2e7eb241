import { type AbandonReason, type MatchHeader, type MatchOutcome } from '../core/match/log';
import { type Counting } from '../core/results';
import { type RowKey } from './keys';
import { type MatchRecord } from './matches';

/** A match as DynamoDB has it: header and state side by side, so that conditions can name them. */
export interface MatchRow extends RowKey, MatchHeader {
  readonly status: MatchRecord['status'];
  readonly ownerEpoch: number;
  readonly gameSessionId: MatchRecord['gameSessionId'];
  readonly lastSequence: number;
  readonly outcome?: MatchOutcome;
  /** With status `finished`. */
  readonly counted?: Counting;
  readonly abandonedBecause?: AbandonReason;
  /** While it is active only: index `active`. */
  readonly activeShard?: string;
  /** Epoch milliseconds: when it was claimed, or last found alive. */
  readonly attendedAt?: number;
}

export function matchRecord({
  matchId,
  game,
  rulesVersion,
  seed,
  seats,
  teams,
  options,
  matchmaking,
  rated,
  startedAt,
  status,
  ownerEpoch,
  gameSessionId,
  lastSequence,
  outcome,
  counted,
  abandonedBecause,
}: MatchRow): MatchRecord {
  return {
    header: { matchId, game, rulesVersion, seed, seats, teams, options, matchmaking, rated, startedAt },
    status,
    ownerEpoch,
    gameSessionId,
    lastSequence,
    ...(outcome === undefined ? {} : { outcome }),
    ...(counted === undefined ? {} : { counted }),
    ...(abandonedBecause === undefined ? {} : { reason: abandonedBecause }),
  };
}
