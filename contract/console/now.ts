import { type ConsoleTime } from './faults';
import { type MatchRow } from './matches';

/** A broken invariant, and where to look at it. */
export interface BrokenInvariant {
  readonly says: string;
  /** Address in the console, such as `#/matches/…`. */
  readonly address: string;
}

/** Tickets of one matchmaking. Seconds; null without a sample in the last ten minutes. */
export interface WaitsRow {
  readonly matchmaking: string;
  readonly waiting: number;
  readonly longest: number | null;
  readonly matched: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** Recent activity, one value for each time. */
export interface NowSeries {
  readonly at: readonly number[];
  readonly waiting: readonly number[];
  readonly running: readonly number[];
}

export interface NowDocument {
  readonly environment: string;
  readonly region: string;
  readonly at: number;
  readonly time: ConsoleTime;
  readonly broken: readonly BrokenInvariant[];
  /** Active faults, in words. */
  readonly faults: readonly string[];
  /** Players' tickets stay as they are: GameLift's events are held. */
  readonly eventsHeld: boolean;
  readonly waits: readonly WaitsRow[];
  readonly matches: {
    readonly running: number;
    /** In the last minute. */
    readonly begun: number;
    readonly ended: number;
    readonly newest: readonly MatchRow[];
  };
  readonly capacity: {
    readonly used: number;
    readonly free: number;
    readonly memoryBytes: number;
    readonly instances: number;
    /** The process that answers last; absent while none has been asked. */
    readonly slowest?: { readonly processId: string; readonly answerMs: number };
  };
  readonly series: NowSeries;
}
