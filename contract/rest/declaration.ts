import { createRoute, type RouteConfig } from '@hono/zod-openapi';
import { type ErrorCode } from '../errors';

/** Functions that serve HTTP routes. */
export type HttpFunction = 'players' | 'matchmaking' | 'matches' | 'leaderboards';

/**
 * The throttle classes: API Gateway's token bucket for each route, for all callers together.
 * `requestsPerSecond` is the steady rate, `burst` the size of the bucket.
 */
export const throttles = {
  identity: { requestsPerSecond: 50, burst: 100 },
  matchmaking: { requestsPerSecond: 200, burst: 400 },
  read: { requestsPerSecond: 1000, burst: 2000 },
  public: { requestsPerSecond: 200, burst: 400 },
} as const;
export type Throttle = keyof typeof throttles;

/**
 * The proof that a caller sends. For all but `none` the gateway's authorizer requires our access token, which
 * is valid for some minutes after its session has ended.
 * - `token`: a valid token is enough.
 * - `session`: the function checks that the session is open.
 * - `recent session`: the function checks that the session is open and was opened within ten minutes.
 */
export type Authentication = 'none' | 'token' | 'session' | 'recent session';

/** The properties of a route, besides its schemas. */
export interface RouteTraits {
  /** The Lambda function behind it. */
  readonly function: HttpFunction;
  readonly authentication: Authentication;
  readonly throttle: Throttle;
  /**
   * The codes that this route answers with. A declaration lists only its own. Codes that follow from a body,
   * from parameters and from authentication are added, and `internal-error` and `unavailable` apply to every
   * route.
   */
  readonly errors: readonly ErrorCode[];
}

/** The headers that browsers of other origins may send and read, in the cloud and on a laptop. */
export const cors = {
  allowHeaders: ['authorization', 'content-type'],
  exposeHeaders: ['apigw-requestid', 'location', 'retry-after', 'www-authenticate'],
  maxAgeSeconds: 3_600,
} as const;

/** Methods that a preflight allows: those of all routes, for any requested method. */
export function corsMethods(routes: ReadonlyArray<Pick<RestRoute, 'method'>>): readonly string[] {
  return [...new Set(routes.map(({ method }) => method))].sort();
}

type Method = 'get' | 'post' | 'patch' | 'delete';

/** A route for all users of the declaration: functions, stacks, the local HTTP API, the OpenAPI document. */
export interface RestRoute extends RouteTraits {
  /** Name of the operation, unique. */
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With parameters in braces, as in API Gateway and OpenAPI. */
  readonly path: string;
  readonly schemas: RouteConfig;
}

/**
 * Declares one route. Its function answers it with `app.openapi(route.schemas, …)`, which provides types and
 * validation.
 */
export function declareRoute<
  P extends string,
  R extends Omit<RouteConfig, 'path'> & { path: P; method: Method; operationId: string },
>(traits: RouteTraits, config: R) {
  return {
    ...traits,
    errors: [...impliedErrors(traits, config), ...traits.errors],
    operationId: config.operationId,
    method: upperCase(config.method),
    path: config.path,
    schemas: createRoute<P, R>(config),
  };
}

/** The codes that follow from the form of a request. */
function impliedErrors(
  { authentication }: RouteTraits,
  { request }: Pick<RouteConfig, 'request'>,
): readonly ErrorCode[] {
  const hasBody = request?.body !== undefined;
  const isChecked = hasBody || request?.params !== undefined || request?.query !== undefined;
  return [
    ...(hasBody ? (['invalid-json', 'unsupported-media-type'] as const) : []),
    ...(isChecked ? (['invalid-request'] as const) : []),
    ...(authentication === 'none' ? [] : (['unauthorized'] as const)),
    ...(authentication === 'session' ? (['player-banned', 'player-not-found'] as const) : []),
    ...(authentication === 'recent session' ? (['sign-in-required'] as const) : []),
  ];
}

function upperCase(method: Method): RestRoute['method'] {
  switch (method) {
    case 'get':
      return 'GET';
    case 'post':
      return 'POST';
    case 'patch':
      return 'PATCH';
    case 'delete':
      return 'DELETE';
  }
}

/** `content` of a JSON body. */
export function jsonContent<Schema>(schema: Schema) {
  return { 'application/json': { schema } };
}

/**
 * The answer of a route with an ETag to a request whose `if-none-match` has the current one: it has no body.
 */
export const unchanged = { 304: { description: 'Nothing changed since the answer with that ETag' } } as const;
