import { type GameLiftFault } from '../faults';

/** One request for an operation, whatever protocol it came by. */
export interface CallRequest {
  readonly operation: string;
  readonly protocol: 'json' | 'cbor';
  readonly requestId: string;
  /** The trace of the caller (local/trace.ts). */
  readonly trace?: string | undefined;
  /** Reads the body. @throws GameLiftFault SerializationException */
  readonly input: () => unknown;
  /**
   * Called with the answer in the turn in which the operation changed the state: what is changed here is kept
   * together with it, or lost together with it when the process dies.
   */
  readonly done?: (output: object) => void;
}

export type CallResult =
  | { readonly fault: GameLiftFault; readonly output?: undefined }
  | { readonly fault?: undefined; readonly output: object };

/** Never rejects: everything that goes wrong is a fault. */
export type Call = (request: CallRequest) => Promise<CallResult>;
