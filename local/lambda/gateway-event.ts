import { isUtf8 } from 'node:buffer';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod';
import { type Claims } from './authorizer';

/** Maximum size of a body (API Gateway guide, "quotas"). */
export const maxBodyBytes = 10 * 1024 * 1024;

/** Answered with 413, as by API Gateway. */
export class BodyTooLarge extends Error {}

/** Reads a whole body. @throws BodyTooLarge beyond 10 MB, without reading the rest */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw new BodyTooLarge();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop must not destroy the request, because its socket still has to carry an answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const part: unknown = chunk;
    if (!(part instanceof Uint8Array)) throw new TypeError('the body is read as text');
    bytes += part.length;
    if (bytes > maxBodyBytes) throw new BodyTooLarge();
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

/**
 * The event for a function: API Gateway's payload format 2.0 ("Working with AWS Lambda proxy integrations for
 * HTTP APIs").
 */
export interface GatewayEvent {
  readonly version: '2.0';
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly requestContext: {
    readonly accountId: string;
    readonly apiId: string;
    readonly authorizer?: { readonly jwt: { readonly claims: Claims; readonly scopes: null } };
    readonly domainName: string;
    readonly domainPrefix: string;
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: string;
      readonly sourceIp: string;
      readonly userAgent: string;
    };
    readonly requestId: string;
    readonly routeKey: string;
    readonly stage: '$default';
    readonly time: string;
    readonly timeEpoch: number;
  };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** A request as it was received, with the route that it matches. */
export interface ReceivedRequest {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly body: Buffer;
  /** Such as `GET /v1/tickets/{id}`. */
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly claims: Claims | undefined;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const textual =
  /^(text\/|application\/(?:[a-z.-]+\+)?(json|xml)|application\/(javascript|x-www-form-urlencoded))/i;

/** The payload of version 2.0. Repeated headers and parameters are joined by commas. */
export function gatewayEvent({
  request,
  url,
  body,
  routeKey,
  pathParameters,
  claims,
  requestId,
  at,
}: ReceivedRequest): GatewayEvent {
  const { cookie, ...others } = request.headers;
  const headers = Object.fromEntries(
    Object.entries(others).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : value]],
    ),
  );
  const query = Object.fromEntries(
    [...new Set(url.searchParams.keys())].map((key) => [key, url.searchParams.getAll(key).join(',')]),
  );
  const path = decodeURI(url.pathname);
  // Bytes that are not UTF-8 have no text: the function gets them as they are.
  const isText = textual.test(request.headers['content-type'] ?? '') && isUtf8(body);
  const host = request.headers.host ?? 'localhost';
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: url.search.slice(1),
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers,
    ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: query }),
    ...(Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      ...(claims === undefined ? {} : { authorizer: { jwt: { claims, scopes: null } } }),
      domainName: host,
      domainPrefix: host.split('.')[0] ?? host,
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: (request.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: commonLogTime(at),
      timeEpoch: at,
    },
    ...(body.length === 0 ? {} : { body: isText ? body.toString('utf8') : body.toString('base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** `22/Nov/2026:18:00:00 +0000`, the time format of access logs. */
function commonLogTime(at: number): string {
  const [, day, month, year, time] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(at).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

const answer = z.looseObject({
  statusCode: z.coerce.number().pipe(z.int().min(100).max(599)),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().optional(),
});

/**
 * Sends the result of a function. An object with a status code is an answer; anything else is the body of a
 * 200 ("inferred" answers of payload format 2.0).
 * @returns false, with nothing sent, when the answer is malformed
 */
export function sendPayload(
  response: ServerResponse,
  payload: unknown,
  headers: Readonly<Record<string, string>>,
): boolean {
  if (typeof payload !== 'object' || payload === null || !('statusCode' in payload)) {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(typeof payload === 'string' ? payload : JSON.stringify(payload));
    return true;
  }
  const parsed = answer.safeParse(payload);
  if (!parsed.success) return false;
  const { statusCode, headers: own, cookies, body, isBase64Encoded } = parsed.data;
  const lowered = Object.fromEntries(
    Object.entries(own ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  delete lowered['content-length'];
  response.writeHead(statusCode, {
    'content-type': 'text/plain;charset=utf-8',
    ...lowered,
    ...(cookies === undefined || cookies.length === 0 ? {} : { 'set-cookie': cookies }),
    ...headers,
  });
  response.end(isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : (body ?? ''));
  return true;
}
