import { traceHeader } from '../../trace';
import { type IncomingHttpHeaders } from 'node:http';

/** The part of a request that claimants decide on: everything but its body. */
export interface Head {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** A request with its whole body. */
export interface Incoming extends Head {
  readonly body: Buffer;
  /** Also sent back as x-amzn-RequestId. */
  readonly requestId: string;
}

/** An HTTP answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** One protocol on the shared port. The first claimant that claims a request answers it. */
export interface ProtocolHandler {
  readonly name: string;
  claims(head: Head): boolean;
  answer(incoming: Incoming): HttpAnswer | Promise<HttpAnswer>;
}

export function jsonAnswer(status: number, value: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** The trace that a request carries. */
export function traceOfRequest({ headers }: Head): string | undefined {
  const trace = headers[traceHeader];
  return typeof trace === 'string' ? trace : undefined;
}
