import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';
import { type ErrorCode, problemOf } from '../../contract/errors';
import { cors, corsMethods, type RestRoute, throttles } from '../../contract/rest/declaration';
import { createAuthorizer } from './authorizer';
import { type Clock } from '../../core/clock';
import { requestTarget } from '../request-target';
import { type FunctionPool } from './function-pool';
import { BodyTooLarge, gatewayEvent, mostBodyBytes, readBody, sendPayload } from './gateway-event';
import { RouteTable } from './route-table';
import { isHealthRoute } from './storage-health';
import { TokenBucket } from './token-bucket';

export interface Cors {
  /** Origins, or `*`. */
  readonly allowOrigins: readonly string[];
}

export interface HttpApiOptions {
  readonly routes: readonly RestRoute[];
  readonly port: number;
  readonly host: string;
  readonly clock: Clock;
  readonly cors: Cors;
  /** Whether routes are throttled as in the cloud. */
  readonly throttling: boolean;
  /** Timeout of a request; an HTTP API waits for 30 s at most. */
  readonly integrationTimeoutMilliseconds: number;
  /** Why nothing can be written, in one line; called before a health answer. Undefined: writes work. */
  readonly storageTrouble?: () => Promise<string | undefined>;
  /** Answers paths that are not a route of the API (pages). */
  readonly otherPaths?: (request: IncomingMessage, response: ServerResponse) => void;
  log(line: string): void;
}

export interface HttpApi {
  readonly url: string;
  readonly port: number;
  /** Routes are answered from now on; earlier requests wait. */
  serve(pools: ReadonlyMap<string, FunctionPool>, issuer: string): void;
  close(): Promise<void>;
}

/**
 * The error messages of an HTTP API; the problem document around them is this project's, so that a client can
 * read every error in the same way.
 */
const gatewayMessages: Readonly<Partial<Record<ErrorCode, string>>> = {
  unauthorized: 'Unauthorized',
  'not-found': 'Not Found',
  'body-too-large': 'Request Entity Too Large',
  'too-many-requests': 'Too Many Requests',
  'timed-out': 'Service Unavailable',
  'internal-error': 'Internal Server Error',
  'invalid-request': 'Bad Request',
};

/**
 * API Gateway's HTTP API on this machine: routes from the contract, JWT authorizer, CORS, payload format 2.0,
 * limits.
 */
export async function startHttpApi(options: HttpApiOptions): Promise<HttpApi> {
  const { clock } = options;
  const table = new RouteTable(options.routes);
  const buckets = new Map(
    options.routes.map((route) => [
      route,
      new TokenBucket(
        throttles[route.throttle].requestsPerSecond,
        throttles[route.throttle].burst,
        clock.now,
      ),
    ]),
  );
  let open: (backend: Backend) => void = () => undefined;
  const backend = new Promise<Backend>((resolve) => {
    open = resolve;
  });

  // Without a Host header Node itself would answer, without a problem document.
  const server = http.createServer({ requireHostHeader: false }, (request, response) => {
    const requestId = randomUUID();
    handle(request, response, requestId).catch((error: unknown) => {
      if (error instanceof BodyTooLarge) {
        // no `connection: close`: Node would reset the connection of a caller that is still sending
        refuse(response, requestId, 'body-too-large');
        discard(request);
        return;
      }
      if (request.destroyed || response.writableEnded) return; // the caller went away
      options.log(`${requestId} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      refuse(response, requestId, error instanceof URIError ? 'invalid-request' : 'internal-error');
    });
  });
  server.on('clientError', refuseUnparsed);

  async function handle(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
  ): Promise<void> {
    const url = requestTarget(request.url);
    const method = request.method ?? 'GET';
    corsHeaders(request, response);
    const hosts = request.rawHeaders.filter((name, place) => place % 2 === 0 && /^host$/i.test(name));
    if (hosts.length !== 1 && request.httpVersion !== '1.0')
      return refuse(response, requestId, 'invalid-request', {}, 'The request needs one Host header.');
    if (
      method === 'OPTIONS' &&
      request.headers['access-control-request-method'] !== undefined &&
      table.methods(url.pathname).length > 0
    ) {
      response.writeHead(204, {
        'access-control-allow-methods': corsMethods(options.routes).join(','),
        'access-control-allow-headers': cors.allowHeaders.join(','),
        'access-control-max-age': String(cors.maxAgeSeconds),
      });
      response.end();
      return;
    }
    const match = table.find(method, url.pathname);
    if (match === undefined) {
      if (options.otherPaths !== undefined) options.otherPaths(request, response);
      else refuse(response, requestId, 'not-found');
      return;
    }
    const { route, pathParameters } = match;
    if (options.throttling && buckets.get(route)?.take() === false)
      return refuse(response, requestId, 'too-many-requests');
    const { pools, authorize } = await backend;
    const trouble = isHealthRoute(route) ? await options.storageTrouble?.() : undefined;
    if (trouble !== undefined) {
      refuse(response, requestId, 'unavailable', { 'retry-after': '1' }, trouble);
      return;
    }
    let claims;
    if (route.authentication === 'player') {
      const authorization = await authorize(request.headers.authorization);
      if (!authorization.authorized)
        return refuse(response, requestId, 'unauthorized', { 'www-authenticate': authorization.challenge });
      ({ claims } = authorization);
    }
    const pool = pools.get(route.function);
    if (pool === undefined)
      throw new Error(`route ${route.operationId} names no function that there is: ${route.function}`);
    const event = gatewayEvent({
      request,
      url,
      body: await readBody(request),
      routeKey: `${route.method} ${route.path}`,
      pathParameters,
      claims,
      requestId,
      at: clock.now(),
    });
    const result = await within(options.integrationTimeoutMilliseconds, pool.invoke(event, requestId));
    if (result === 'too late') return refuse(response, requestId, 'timed-out');
    if (result.ok && sendPayload(response, result.payload, { 'apigw-requestid': requestId })) return;
    if (result.ok) options.log(`${requestId} ${route.function} returned a malformed answer`);
    refuse(response, requestId, 'internal-error');
  }

  function corsHeaders(request: IncomingMessage, response: ServerResponse): void {
    const { origin } = request.headers;
    if (origin === undefined) return;
    const { allowOrigins } = options.cors;
    if (!allowOrigins.includes('*') && !allowOrigins.includes(origin)) return;
    response.setHeader('access-control-allow-origin', allowOrigins.includes('*') ? '*' : origin);
    response.setHeader('access-control-expose-headers', cors.exposeHeaders.join(','));
    if (!allowOrigins.includes('*')) response.setHeader('vary', 'origin');
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const shownHost = options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : options.host;
  return {
    url: `http://${shownHost.includes(':') ? `[${shownHost}]` : shownHost}:${port}`,
    port,
    serve: (pools, issuer) => open({ pools, authorize: createAuthorizer(issuer, clock.now) }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Backend {
  readonly pools: ReadonlyMap<string, FunctionPool>;
  readonly authorize: ReturnType<typeof createAuthorizer>;
}

/** Errors of the HTTP API itself. On AWS the body is only `{"message": …}`. */
function refuse(
  response: ServerResponse,
  requestId: string,
  code: ErrorCode,
  headers: Readonly<Record<string, string>> = {},
  detail?: string,
): void {
  const problem = problemOf(code, detail);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    'apigw-requestid': requestId,
    ...headers,
  });
  response.end(
    JSON.stringify({ ...problem, instance: requestId, message: gatewayMessages[code] ?? problem.title }),
  );
}

/** Input that Node cannot parse as HTTP: there is no request to answer, only a socket. */
function refuseUnparsed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const body = JSON.stringify({
    ...problemOf('invalid-request', 'The request is not HTTP/1.1.'),
    instance: randomUUID(),
    message: gatewayMessages['invalid-request'],
  });
  socket.end(
    [
      'HTTP/1.1 400 Bad Request',
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

/** Keeps reading for a while, so that a caller that is still sending can read the answer. */
function discard(request: IncomingMessage): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > 8 * mostBodyBytes) request.destroy();
  });
}

function within<Value>(milliseconds: number, value: Promise<Value>): Promise<Value | 'too late'> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve('too late'), milliseconds);
    value.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
