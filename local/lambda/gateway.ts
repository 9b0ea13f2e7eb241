import { type IncomingMessage, type ServerResponse } from 'node:http';
import { cors, corsMethods, throttles } from '../../contract/rest/declaration';
import { type Clock } from '../../core/clock';
import { foreignCaller } from '../foreign-request';
import { requestTarget } from '../request-target';
import { createAuthorizer } from './authorizer';
import { type FunctionPool } from './function-pool';
import { gatewayEvent, readBody, sendPayload } from './gateway-event';
import { sendRefusal } from './gateway-refusals';
import { type LocalRoute, type RouteMatch, RouteTable } from './route-table';
import { isHealthRoute } from './storage-health';
import { TokenBucket } from './token-bucket';

/** Which pages of other origins may call the API. */
export interface Cors {
  /** Origins besides those of this machine, or `*`. */
  readonly allowOrigins: readonly string[];
}

/** The routes of the API, and the settings of its gateway. */
export interface GatewayOptions {
  readonly routes: readonly LocalRoute[];
  readonly clock: Clock;
  readonly cors: Cors;
  /** The address or name that it listens on. */
  readonly host: string;
  /** Whether routes are throttled as in the cloud. */
  readonly throttling: boolean;
  /** Timeout of a request; an HTTP API waits for 30 s at most. */
  readonly integrationTimeoutMs: number;
  /** Why nothing can be written, in one line; called before a health answer. Undefined: writes work. */
  readonly storageTrouble?: () => Promise<string | undefined>;
  /** Answers paths that are not a route of the API (pages). */
  readonly otherPaths?: (request: IncomingMessage, response: ServerResponse) => void;
  log(line: string): void;
}

/** The functions behind the routes, and who may call them. */
interface Backend {
  readonly pools: ReadonlyMap<string, FunctionPool>;
  readonly authorize: ReturnType<typeof createAuthorizer>;
}

/** A request for a route, with what its function is given of it. */
interface RoutedRequest {
  readonly route: LocalRoute;
  readonly pathParameters: RouteMatch<LocalRoute>['pathParameters'];
  readonly url: URL;
  readonly claims: Parameters<typeof gatewayEvent>[0]['claims'];
}

/** Answers requests as API Gateway does: CORS, throttling, authorizer, then the function of the route. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #table: RouteTable<LocalRoute>;
  readonly #buckets: ReadonlyMap<LocalRoute, TokenBucket>;
  readonly #backend: Promise<Backend>;
  #open: (backend: Backend) => void = () => undefined;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#table = new RouteTable(options.routes);
    this.#buckets = new Map(options.routes.map((route) => [route, bucketOf(route, options.clock)]));
    this.#backend = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  /** Routes are answered from now on; earlier requests wait. */
  serve(pools: ReadonlyMap<string, FunctionPool>, issuer: string): void {
    this.#open({ pools, authorize: createAuthorizer(issuer, this.#options.clock.now) });
  }

  /** @throws BodyTooLarge; Error of a defect */
  async handle(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const url = requestTarget(request.url);
    const { cors: allowed, host: listensOn } = this.#options;
    const hosts = request.rawHeaders.filter((name, place) => place % 2 === 0 && /^host$/i.test(name));
    if (hosts.length !== 1 && request.httpVersion !== '1.0')
      return sendRefusal(response, requestId, 'invalid-request', {}, 'The request needs one Host header.');
    const foreign = foreignCaller(request.headers, { ...allowed, listensOn });
    if (foreign !== undefined) return sendRefusal(response, requestId, 'foreign-caller', {}, foreign);
    addCorsHeaders(request, response, allowed);
    if (this.#isPreflight(request, url.pathname)) return this.#answerPreflight(response);
    const match = this.#table.find(request.method ?? 'GET', url.pathname);
    if (match !== undefined) return this.#handleRoute(request, response, requestId, { ...match, url });
    if (this.#options.otherPaths === undefined) sendRefusal(response, requestId, 'not-found');
    else this.#options.otherPaths(request, response);
  }

  async #handleRoute(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    routed: Omit<RoutedRequest, 'claims'>,
  ): Promise<void> {
    const { route } = routed;
    if (this.#options.throttling && this.#buckets.get(route)?.take() === false)
      return sendRefusal(response, requestId, 'too-many-requests');
    const { pools, authorize } = await this.#backend;
    const trouble = isHealthRoute(route) ? await this.#options.storageTrouble?.() : undefined;
    if (trouble !== undefined)
      return sendRefusal(response, requestId, 'unavailable', { 'retry-after': '1' }, trouble);
    let claims;
    if (route.authentication !== 'none') {
      const authorization = await authorize(request.headers.authorization);
      if (!authorization.authorized)
        return sendRefusal(response, requestId, 'unauthorized', {
          'www-authenticate': authorization.challenge,
        });
      ({ claims } = authorization);
    }
    const pool = pools.get(route.function);
    if (pool === undefined)
      throw new Error(`route ${route.operationId} names no function that there is: ${route.function}`);
    await this.#invoke(pool, request, response, requestId, { ...routed, claims });
  }

  async #invoke(
    pool: FunctionPool,
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    { route, ...routed }: RoutedRequest,
  ): Promise<void> {
    const { clock, integrationTimeoutMs, log } = this.#options;
    const event = gatewayEvent({
      request,
      ...routed,
      body: await readBody(request),
      routeKey: `${route.method} ${route.path}`,
      requestId,
      at: clock.now(),
    });
    const result = await within(integrationTimeoutMs, (signal) => pool.invoke(event, { requestId, signal }));
    if (result === 'too late') return sendRefusal(response, requestId, 'timed-out');
    if (result.ok && sendPayload(response, result.payload, { 'apigw-requestid': requestId })) return;
    if (result.ok) log(`${requestId} ${route.function} returned a malformed answer`);
    sendRefusal(response, requestId, 'internal-error');
  }

  #isPreflight({ method, headers }: IncomingMessage, pathname: string): boolean {
    return (
      method === 'OPTIONS' &&
      headers['access-control-request-method'] !== undefined &&
      this.#table.methods(pathname).length > 0
    );
  }

  #answerPreflight(response: ServerResponse): void {
    response.writeHead(204, {
      'access-control-allow-methods': corsMethods(this.#options.routes).join(','),
      'access-control-allow-headers': cors.allowHeaders.join(','),
      'access-control-max-age': String(cors.maxAgeSeconds),
    });
    response.end();
  }
}

function bucketOf({ throttle }: LocalRoute, clock: Clock): TokenBucket {
  const { requestsPerSecond, burst } = throttles[throttle];
  return new TokenBucket(requestsPerSecond, burst, clock.now);
}

/** For a request of a page that may call the API. */
function addCorsHeaders(request: IncomingMessage, response: ServerResponse, { allowOrigins }: Cors): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  const allowsAll = allowOrigins.includes('*');
  response.setHeader('access-control-allow-origin', allowsAll ? '*' : origin);
  response.setHeader('access-control-expose-headers', cors.exposeHeaders.join(','));
  if (!allowsAll) response.setHeader('vary', 'origin');
}

/** @param answer begins to wait, until the signal is aborted */
function within<Value>(
  timeoutMs: number,
  answer: (signal: AbortSignal) => Promise<Value>,
): Promise<Value | 'too late'> {
  return new Promise((resolve, reject) => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      resolve('too late');
      abort.abort();
    }, timeoutMs);
    answer(abort.signal)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
