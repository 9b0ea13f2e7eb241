import { type AgeWord, type Blocking, type Lack } from './relations';
import { type Obstacle } from '../matching/pool/entry';
import { type Change } from './change';

/** One rule in the nearest match. */
export interface RuleVerdict {
  readonly name: string;
  readonly type: string;
  readonly passes: boolean;
  /** The measured and the required value. */
  readonly measured: string;
  readonly limit: string;
  /** The rule counts only inside a compound statement. */
  readonly insideCompound: boolean;
  /** Parties whose members differ, and what the party counts with. */
  readonly parties?: readonly string[];
  /** Of a rule that fails: the tickets without which it would hold. */
  readonly without?: readonly string[];
}

/** The line-up around a ticket that came nearest to a match. */
export interface NearestMatch {
  readonly teams: ReadonlyArray<{
    readonly name: string;
    readonly minPlayers: number;
    readonly playerIds: readonly string[];
  }>;
  readonly ticketIds: readonly string[];
  /** Age of the ticket that determines the expansions, in seconds. */
  readonly ageSeconds: number;
  readonly rules: readonly RuleVerdict[];
  readonly failing: readonly string[];
  /** Teams that lack players. */
  readonly short: ReadonlyArray<{ readonly team: string; readonly lacks: number }>;
  /**
   * The ticket that gives the age, and the effect of the other setting; absent when it makes no difference.
   */
  readonly age?: AgeWord;
}

/** Why a ticket did not match at a time, and what would have to change. */
export interface TicketExplanation {
  readonly ticketId: string;
  readonly at: number;
  readonly ageSeconds: number;
  readonly verdict:
    | 'not-in-pool'
    | 'can-never-match'
    | 'alone'
    | 'too-few-players'
    | 'sizes-do-not-fit'
    | 'rules-fail'
    | 'can-match';
  readonly summary: string;
  readonly obstacles: readonly Obstacle[];
  /** Other tickets and players in the pool, and the minimum of players of a match at this age. */
  readonly pool: {
    readonly tickets: number;
    readonly players: number;
    readonly needed: number;
    /** Tickets that it can never be in a match with, by rule. */
    readonly apart?: readonly Blocking[];
    /** Rules keep all other tickets away from it, now and after every step of the expansions. */
    readonly allStayApart?: true;
    /** Needs of every match that the waiting tickets do not meet. */
    readonly lacks?: readonly Lack[];
  };
  readonly nearest?: NearestMatch;
  readonly changes: readonly Change[];
  /** Some rule fails for the ticket in any match, now and after every step of the expansions. */
  readonly noStepHelps?: true;
  /** Of a large match: its progress in each location, the location with the fewest missing players first. */
  readonly locations?: readonly LocationReach[];
  /** The matchmaker's own search ran out of budget, so a match may exist all the same. */
  readonly budgetEnded?: true;
}

/** An explanation without its verdict. */
export type ExplanationBase = Omit<TicketExplanation, 'verdict' | 'summary' | 'changes'>;
/** The verdict of an explanation. */
export type Verdict = Pick<TicketExplanation, 'verdict' | 'summary' | 'changes'>;

/** The progress of a large match in one location, for one ticket. */
export interface LocationReach {
  /** Absent when no latency rule requires one location. */
  readonly location?: string;
  /** The slowest of the ticket's latencies there; absent when one of its players reports none. */
  readonly latencyMs?: number;
  /** The rule that excludes this ticket, and its limit at this age. */
  readonly refusedBy?: { readonly rule: string; readonly maxLatencyMs: number };
  /** Players that accept the location, including this ticket's own. */
  readonly players: number;
  /** The maximum number of them within the batch distances of each other and of this ticket. */
  readonly within: number;
  /** Players that a match needs at this age. */
  readonly needed: number;
  /** Number of missing players; 0 when only their party sizes prevent a match. */
  readonly short: number;
}

/** An explanation as sentences: the reason, and the changes that would help. */
export function shortReasons(explanation: TicketExplanation): string[] {
  return [explanation.summary, ...explanation.changes.map((change) => change.text)];
}
