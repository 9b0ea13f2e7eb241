import { type GameLiftFault } from '../faults';

/** One request for an operation, independent of its protocol. */
export interface CallRequest {
  readonly operation: string;
  readonly protocol: 'json' | 'cbor';
  readonly requestId: string;
  /** The trace of the caller (local/trace.ts). */
  readonly trace?: string | undefined;
  /** Reads the body. @throws GameLiftFault SerializationException */
  readonly input: () => unknown;
  /**
   * Called with the answer in the turn in which the operation changed the state. Further changes in it are
   * stored together with the operation's, or lost together with them when the process dies.
   */
  readonly done?: (output: object) => void;
}

/** The output of an operation, or its error. */
export type CallResult =
  | { readonly fault: GameLiftFault; readonly output?: undefined }
  | { readonly fault?: undefined; readonly output: object };

/** Never rejects: every error is returned as a fault. */
export type Call = (request: CallRequest) => Promise<CallResult>;
