import { type OpenQuestions } from '../engine-types';
import { type Behaviour } from './behaviour';
import { type ArrivingTicket } from './arrivals';
import { type RuleSet } from '../rule-set/rule-set';
import { type MatchMeasures } from './match-record';
import { type Unmatched, type Series, type AcceptanceReport, type SessionReport } from './report';
import { type RandomPassRates } from './random-lineups';

/** The options of a run, complete with defaults where none is optional. */
export interface RunOptions {
  /** End of the clock, in seconds. */
  readonly seconds: number;
  readonly timeoutSeconds: number;
  /** Interval of the evaluations of the pool, in seconds. */
  readonly lookEverySeconds: number;
  readonly seed: number;
  readonly openQuestions?: OpenQuestions;
  readonly searchBudget?: number;
  readonly behaviour?: Behaviour;
  /** The hour of the day at which the clock starts. Default 0. */
  readonly startHour?: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Called with every match, for callers that keep more of it than the report does. */
  readonly onMatch?: (match: SimulatedMatch) => void;
}

/** Counts of tickets so far. */
export interface Progress {
  /** Share of the clock's time, between 0 and 1. */
  readonly done: number;
  readonly arrived: number;
  readonly matched: number;
  readonly waiting: number;
}

/** A match, `at` seconds on the virtual clock. */
export interface SimulatedMatch {
  readonly at: number;
  readonly teams: ReadonlyArray<{ readonly name: string; readonly playerIds: readonly string[] }>;
  readonly tickets: readonly ArrivingTicket[];
}

/** The outcome of a ticket. */
export interface TicketMeasures {
  readonly region: string | undefined;
  readonly size: number;
  /** By number attribute: the average of the party. */
  readonly numbers: ReadonlyArray<number | undefined>;
  outcome: 'matched' | 'timed-out' | 'waiting' | 'given-up' | 'declined';
  /** From start to match, timeout, or when it was given up or declined; otherwise to the end. */
  waitSeconds: number;
  /** Hour of the day of its arrival, 0 to 23. */
  readonly hour: number;
}

/** The raw data of a report: values only, so that a thread can send it to another. */
export interface Run {
  readonly ruleSet: RuleSet;
  /** Seconds of waiting at which a ticket reaches the next stage of the expansions, ascending. */
  readonly boundaries: readonly number[];
  readonly options: Omit<RunOptions, 'onProgress' | 'onMatch'>;
  readonly tickets: readonly TicketMeasures[];
  readonly matches: readonly MatchMeasures[];
  readonly unmatched: Unmatched;
  readonly counts: ReadonlyMap<string, { passed: number; failed: number }>;
  readonly random: RandomPassRates;
  readonly pool: { readonly mean: number; readonly most: number };
  readonly series: Series;
  readonly looks: number;
  readonly looksWithoutProof: number;
  /** Present when acceptance is simulated. */
  readonly acceptance?: AcceptanceReport;
  /** Present when sessions are simulated. */
  readonly sessions?: SessionReport;
}
