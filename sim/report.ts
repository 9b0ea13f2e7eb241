import { type Fault, type FaultKind } from './faults';

/** The options that decide a world. */
export interface WorldOptions {
  readonly seed: number;
  /** Absent: every kind. */
  readonly kinds?: readonly FaultKind[];
  /** Only the faults with these ids happen. */
  readonly only?: ReadonlySet<string>;
  /** Maximum number of persons, and of commands per seat: shrinking reduces them. */
  readonly persons?: number;
  readonly rounds?: number;
  /** How long every person thinks at most before a command, in milliseconds. Absent: as the seed decides. */
  readonly thinks?: number;
  readonly keepTrace?: boolean;
}

export interface Violation {
  readonly oracle: string;
  readonly message: string;
  /** Virtual milliseconds since the start. */
  readonly at: number;
}

/** The outcome of a world. */
export interface WorldReport {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly matches: number;
  readonly commands: number;
  readonly acknowledgements: number;
  readonly faults: readonly Fault[];
  readonly occasions: ReadonlyMap<FaultKind, number>;
  readonly hash: string;
  readonly trace: readonly string[];
  /** Virtual milliseconds. */
  readonly lasted: number;
  readonly steps: number;
}
