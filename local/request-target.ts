/**
 * Path and query of a request's target. A target that begins with two slashes is a path as well: resolved
 * against a base it would name a host, or nothing at all. Clients that take the server for a proxy send the
 * whole URL (absolute form, RFC 9112, section 3.2.2): its host is this one.
 */
export function requestTarget(target: string | undefined): URL {
  const path = target?.replace(/^https?:\/\/[^/?#]*(?=[/?#]|$)/i, '') ?? '';
  return new URL(`http://local${/^[/?]/.test(path) ? path : '/'}`);
}
