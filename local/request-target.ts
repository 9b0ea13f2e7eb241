/**
 * Path and query of a request's target. A target that begins with two slashes is a path as well: resolved
 * against a base it would name a host, or nothing at all.
 */
export function requestTarget(target: string | undefined): URL {
  return new URL(`http://local${target?.startsWith('/') === true ? target : '/'}`);
}
