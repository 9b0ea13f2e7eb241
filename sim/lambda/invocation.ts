import { fieldsOf } from '../../core/fields-of';
import { type HttpApp } from '../../functions/shared/http/app';

/** Runs one execution: of an HTTP function with a request, of another function with its event. */
export type Invoke = (event: unknown) => Promise<unknown>;

/** An HTTP request as the gateway passes it to a function. */
export interface GatewayCall {
  readonly request: Request;
  readonly requestId: string;
  /** Claims of the token that the authorizer accepted. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** An execution of an HTTP function. */
export function serve(app: HttpApp): Invoke {
  return async (event) => {
    if (!isGatewayCall(event)) throw new TypeError('an HTTP function was called without a request');
    const { request, requestId, claims } = event;
    const response = await app.fetch(request, {
      event: {
        requestContext: {
          requestId,
          http: { sourceIp: '10.1.0.1' },
          ...(claims === undefined ? {} : { authorizer: { jwt: { claims } } }),
        },
      },
    });
    return {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
    } satisfies GatewayAnswer;
  };
}

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly text: string;
}

function isGatewayCall(event: unknown): event is GatewayCall {
  const { request, requestId, claims } = fieldsOf(event);
  return (
    request instanceof Request &&
    typeof requestId === 'string' &&
    (claims === undefined || (typeof claims === 'object' && claims !== null))
  );
}

export function isGatewayAnswer(answer: unknown): answer is GatewayAnswer {
  const { status, headers, text } = fieldsOf(answer);
  return typeof status === 'number' && headers instanceof Headers && typeof text === 'string';
}
