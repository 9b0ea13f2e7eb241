/** Parts of an AWS SDK error that say what kind it is. */
interface ServiceFailure {
  readonly name: string;
  readonly $fault?: 'client' | 'server';
  readonly $retryable?: object;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly code?: string;
}

const throttled = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);
const unreachable = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Whether the service, or the connection to it, failed, so that a retry may succeed. A refusal of our request
 * does not count.
 */
export function isServiceFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const failure: ServiceFailure = error;
  return (
    failure.$fault === 'server' ||
    failure.$retryable !== undefined ||
    (failure.$metadata?.httpStatusCode ?? 0) >= 500 ||
    throttled.has(failure.name) ||
    failure.name === 'TimeoutError' ||
    (failure.code !== undefined && unreachable.has(failure.code)) ||
    (error.cause !== undefined && isServiceFailure(error.cause))
  );
}

/** Whether the error is a refusal of the service with one of these names. */
export function isRefusal(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}
