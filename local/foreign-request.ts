import { type IncomingHttpHeaders } from 'node:http';
import net from 'node:net';
import os from 'node:os';

/** This machine's name, and what it is called where names are announced in the local network (mDNS). */
const ownNames: ReadonlySet<string> = new Set([
  os.hostname().toLowerCase(),
  `${os.hostname().toLowerCase().split('.')[0] ?? ''}.local`,
]);

/**
 * Host names that can only be of this machine or of a container network. A web page can make a browser
 * resolve the page's own name to 127.0.0.1 (DNS rebinding), but such names contain a dot.
 */
function isLocalName(name: string): boolean {
  return (
    net.isIP(name.replace(/^\[|\]$/g, '')) !== 0 ||
    !name.includes('.') ||
    name.endsWith('.localhost') ||
    name === 'host.docker.internal' ||
    ownNames.has(name)
  );
}

/** Name of a Host header without its port: `127.0.0.1:8080` → `127.0.0.1`, `[::1]:80` → `[::1]`. */
const hostName = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();

/**
 * Why a request must be refused: a browser sent it for a page of another origin, or for a name that is not
 * this machine's. Local services trust every process of the machine's user, but not web pages.
 * @param headers of the request
 * @param listensOn the address or name on which the service listens
 * @returns one sentence, or undefined when the request is acceptable
 */
export function foreignRequest(headers: IncomingHttpHeaders, listensOn?: string): string | undefined {
  const { host, origin } = headers;
  if (host === undefined || host === '') return 'The request has no Host header.';
  if (!isLocalName(hostName(host)) && hostName(host) !== listensOn?.toLowerCase())
    return `The host ${host} is not a name of this machine: use 127.0.0.1.`;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`)
    return `A page of ${origin} may not use this service.`;
  return isOfForeignPage(headers) ? 'A page of another origin may not use this service.' : undefined;
}

/** Forms, images and links of other pages send no Origin with a GET, but the browser sends Sec-Fetch-Site. */
function isOfForeignPage(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return (
    site !== undefined &&
    site !== 'same-origin' &&
    site !== 'none' &&
    headers['sec-fetch-mode'] !== 'navigate'
  );
}

/** Who may call the REST API of this machine besides programs and pages of the machine itself. */
export interface AllowedCallers {
  /** Origins of pages, or `*`: any page, and any name of this machine. */
  readonly allowOrigins: readonly string[];
  /** The address or name that the API listens on. */
  readonly listensOn: string;
}

const settings = 'api.allowedOrigins of game/environments/laptop.ts';

/**
 * Why a request to the REST API must be refused. Unlike the services behind it, the API is also for pages of
 * this machine's other ports. A game in the browser has a server of its own while it is developed. Programs
 * send no Origin.
 * @returns one sentence, or undefined when the request is acceptable
 */
export function foreignCaller(
  headers: IncomingHttpHeaders,
  { allowOrigins, listensOn }: AllowedCallers,
): string | undefined {
  if (allowOrigins.includes('*')) return undefined;
  const { host, origin } = headers;
  // HTTP/1.0 may leave the Host out; no browser does.
  const name = hostName(host ?? 'localhost');
  const allowedNames = allowOrigins.map((allowed) => new URL(allowed).hostname);
  if (!isLocalName(name) && name !== listensOn.toLowerCase() && !allowedNames.includes(name))
    return (
      `The host ${name} is not a name of this machine: use 127.0.0.1, or name its origin in ` + `${settings}.`
    );
  if (origin === undefined)
    return isOfForeignPage(headers) ? 'A page of another origin may not use this API.' : undefined;
  return allowOrigins.includes(origin) || isLocalPage(origin, name)
    ? undefined
    : `A page of ${origin} may not use this API: name its origin in ${settings}.`;
}

/** Whether the host of an origin is a loopback address, or the name by which the API was called. */
function isLocalPage(origin: string, calledBy: string): boolean {
  if (!URL.canParse(origin)) return false; // `null`: a file, or a page in a sandbox
  const { hostname } = new URL(origin);
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname) ||
    hostname === calledBy
  );
}
