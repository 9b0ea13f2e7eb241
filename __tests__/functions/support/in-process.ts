import * as z from 'zod';
import { errors } from '../../../contract/errors';
import { type GatewayRequest, type HttpApp } from '../../../functions/shared/http/app';

const json = z.record(z.string(), z.unknown());
const codes = new Map(Object.entries(errors));

export interface InProcessAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: z.output<typeof json>;
}

export interface InProcessRequest {
  /** The caller, as the authorizer of the API verified it; absent if no token was sent. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  /** In place of `body`: the raw text to send. */
  readonly text?: string;
  /** Default: application/json. */
  readonly type?: string;
  /** Default: 192.0.2.1. */
  readonly sourceIp?: string;
}

/**
 * Calls an app without a socket, with the event that API Gateway would send. An error must be a problem
 * document of the contract, with the status of its code and the id of the request.
 */
export async function ask(
  app: HttpApp,
  method: string,
  path: string,
  { claims, body, text, type = 'application/json', sourceIp = '192.0.2.1' }: InProcessRequest = {},
): Promise<InProcessAnswer> {
  const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const event: GatewayRequest = {
    requestContext: {
      requestId: 'request-1',
      http: { sourceIp },
      ...(claims === undefined ? {} : { authorizer: { jwt: { claims } } }),
    },
  };
  const init = sent === undefined ? { method } : { method, body: sent, headers: { 'content-type': type } };
  const response = await app.request(path, init, { event });
  const received = await response.text();
  const answer = json.parse(received === '' ? {} : JSON.parse(received));
  if (response.status >= 400)
    if (
      response.headers.get('content-type') !== 'application/problem+json' ||
      codes.get(String(answer['code']))?.status !== response.status ||
      answer['status'] !== response.status ||
      answer['instance'] !== 'request-1'
    )
      throw new Error(`${method} ${path}: ${response.status} without a problem of the contract: ${received}`);
  return { status: response.status, headers: response.headers, body: answer };
}
