import { type RestRoute } from '../../contract/rest/declaration';

/** The parts of a route that the local HTTP API needs. The function has the name of any declaration. */
export interface LocalRoute extends Pick<
  RestRoute,
  'operationId' | 'method' | 'path' | 'authentication' | 'throttle'
> {
  readonly function: string;
}

/** The route of a request, with the values of its parameters, decoded. */
export interface RouteMatch<Route extends LocalRoute> {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface RouteEntry<Route extends LocalRoute> {
  readonly route: Route;
  readonly segments: readonly string[];
}

const isParameter = (segment: string): boolean => segment.startsWith('{') && segment.endsWith('}');

/**
 * Finds routes like an HTTP API: from the left, a literal segment takes precedence over a parameter.
 * @throws URIError when the percent encoding of a parameter is invalid
 */
export class RouteTable<Route extends LocalRoute> {
  readonly #entries: ReadonlyArray<RouteEntry<Route>>;
  /** The same, by method and number of segments. */
  readonly #alike = new Map<string, ReadonlyArray<RouteEntry<Route>>>();

  constructor(routes: readonly Route[]) {
    const rank = ({ segments }: RouteEntry<Route>): string =>
      segments.map((segment) => (isParameter(segment) ? '1' : '0')).join('');
    this.#entries = routes
      .map((route) => ({ route, segments: route.path.split('/') }))
      .sort((left, right) => (rank(left) < rank(right) ? -1 : 1));
    for (const entry of this.#entries) {
      const kind = `${entry.route.method} ${entry.segments.length}`;
      this.#alike.set(kind, [...(this.#alike.get(kind) ?? []), entry]);
    }
  }

  find(method: string, pathname: string): RouteMatch<Route> | undefined {
    const given = pathname.split('/');
    const entry = this.#alike.get(`${method} ${given.length}`)?.find(({ segments }) => fits(segments, given));
    if (entry === undefined) return undefined;
    const pathParameters = Object.fromEntries(
      entry.segments.flatMap((segment, place) =>
        isParameter(segment) ? [[segment.slice(1, -1), decodeURIComponent(given[place] ?? '')]] : [],
      ),
    );
    return { route: entry.route, pathParameters };
  }

  /** Methods of the routes with this path: for CORS. */
  methods(pathname: string): readonly string[] {
    const given = pathname.split('/');
    return [
      ...new Set(
        this.#entries.filter(({ segments }) => fits(segments, given)).map(({ route }) => route.method),
      ),
    ];
  }
}

function fits(segments: readonly string[], given: readonly string[]): boolean {
  return (
    segments.length === given.length &&
    segments.every((segment, place) =>
      isParameter(segment) ? given[place] !== '' : isLiteral(segment, given[place] ?? ''),
    )
  );
}

/** Whether a segment of a path is a literal one; one whose percent encoding is invalid is none of them. */
function isLiteral(segment: string, given: string): boolean {
  if (segment === given || !given.includes('%')) return segment === given;
  try {
    return segment === decodeURIComponent(given);
  } catch {
    return false;
  }
}
