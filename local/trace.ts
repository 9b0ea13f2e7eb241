/**
 * The trace id of an invocation, in X-Ray's format. Lambda puts it into the environment of a function
 * (`_X_AMZN_TRACE_ID`), and the AWS SDK sends it with every call, so that each call can be attributed to its
 * invocation. Real trace ids begin with the time; these are derived from the request's id.
 * @param requestId a UUID
 */
export function traceOf(requestId: string): string {
  const digits = requestId.replaceAll('-', '');
  return `Root=1-${digits.slice(0, 8)}-${digits.slice(8, 32)};Sampled=0`;
}

/** The header that carries a trace. */
export const traceHeader = 'x-amzn-trace-id';

/** The request of a trace; undefined when the trace was not made here. */
export function requestOfTrace(trace: string | undefined): string | undefined {
  const [, first, rest] = /Root=1-([0-9a-f]{8})-([0-9a-f]{24})/.exec(trace ?? '') ?? [];
  if (first === undefined || rest === undefined) return undefined;
  return [first, rest.slice(0, 4), rest.slice(4, 8), rest.slice(8, 12), rest.slice(12)].join('-');
}
