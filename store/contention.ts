import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/**
 * How a store waits before a retry; both parts are arguments, so that tests need neither time nor randomness.
 */
export interface RetryPolicy {
  /** The maximum number of attempts. */
  readonly attempts: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Resolves after this many milliseconds. */
  readonly pause: (delayMs: number) => Promise<void>;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 12,
  random: Math.random,
  pause: (delayMs) =>
    new Promise((resolve) => {
      setTimeout(resolve, delayMs);
    }),
};

/** The rows were contended for longer than the policy waits. Nothing was written; a later retry is safe. */
export class StoreContended extends Error {}

const firstPause = 10;
const maxPauseMs = 500;

/**
 * Waits before a retry (`attempt` 1 is the first): exponential backoff with full jitter, so that competing
 * writers do not collide again.
 */
export async function pauseBefore(attempt: number, { random, pause }: RetryPolicy): Promise<void> {
  await pause(Math.ceil(random() * Math.min(maxPauseMs, firstPause * 2 ** attempt)));
}

/**
 * Calls again while DynamoDB refuses only because of concurrent writes or throttling.
 * @throws StoreContended after the last attempt
 */
export async function whileContended<Result>(
  policy: RetryPolicy,
  call: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isContention(error)) throw error;
      if (attempt >= policy.attempts)
        throw new StoreContended(`gave up after ${attempt} attempts`, { cause: error });
      await pauseBefore(attempt, policy);
    }
  }
}

/**
 * Makes a conditional write, and retries while DynamoDB refuses only because of concurrent writes.
 * @returns undefined when the condition does not hold: nothing was written
 * @throws StoreContended after the last attempt
 */
export async function ifItHolds<Result extends object>(
  policy: RetryPolicy,
  write: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await whileContended(policy, write);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

const transient = new Set([
  'TransactionConflictException',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
]);
const transientReasons = new Set([
  'None',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/** Whether a refusal is temporary, and says nothing about the data. */
export function isContention(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof TransactionCanceledException)
    return (
      (error.CancellationReasons ?? []).length > 0 &&
      (error.CancellationReasons ?? []).every(({ Code }) => transientReasons.has(Code ?? 'None'))
    );
  return transient.has(error.name);
}

/**
 * The members of a cancelled transaction whose condition failed; undefined when it was cancelled for another
 * reason.
 */
export function failedConditions(error: unknown): ReadonlySet<number> | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const failed = (error.CancellationReasons ?? []).flatMap(({ Code }, index) =>
    Code === 'ConditionalCheckFailed' ? [index] : [],
  );
  return failed.length > 0 ? new Set(failed) : undefined;
}
