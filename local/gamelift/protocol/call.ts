import type { GameLiftFault } from '../faults';

/** One request for an operation, whatever protocol it came by. */
export interface CallRequest {
  readonly operation: string;
  readonly protocol: 'json' | 'cbor';
  readonly requestId: string;
  /** Reads the body. @throws GameLiftFault SerializationException */
  readonly input: () => unknown;
}

export type CallResult =
  | { readonly fault: GameLiftFault; readonly output?: undefined }
  | { readonly fault?: undefined; readonly output: object };

/** Never rejects: everything that goes wrong is a fault. */
export type Call = (request: CallRequest) => Promise<CallResult>;
