import { type SharedTime } from '../time/shared-time';

/** Messages between the local Lambda and the worker thread of a function. All of them are plain JSON. */

export interface InvocationRequest {
  readonly kind: 'invoke';
  readonly requestId: string;
  /** The trace of the invocation (local/trace.ts). */
  readonly trace: string;
  readonly event: unknown;
  /** Epoch milliseconds of the timeout. */
  readonly deadline: number;
}

/** A failure as Lambda reports it. */
export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace?: readonly string[];
}

/** A message of a worker thread. Each invocation has one `returned` or `threw`. */
export type WorkerReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'load-failed'; readonly error: InvocationError }
  | { readonly kind: 'returned'; readonly requestId: string; readonly payload: string }
  | { readonly kind: 'threw'; readonly requestId: string; readonly error: InvocationError };

/** The start data of a worker thread. */
export interface WorkerStart {
  readonly bundle: string;
  readonly functionName: string;
  readonly memoryMegabytes: number;
  readonly region: string;
  /** The function goes by this time. */
  readonly time?: SharedTime;
}

/** A finished invocation, for a watcher. */
export interface WatchedInvocation {
  readonly function: string;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly milliseconds: number;
  readonly event: unknown;
  readonly result: InvocationResult;
}

/** The end of one invocation. */
export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown }
  | {
      readonly ok: false;
      readonly reason: 'failed' | 'timed-out' | 'crashed';
      readonly error: InvocationError;
    };
