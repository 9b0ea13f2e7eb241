import { type IncomingHttpHeaders } from 'node:http';
import net from 'node:net';

/**
 * Host names that can only be of this machine or of a container network. A web page can make a browser
 * resolve the page's own name to 127.0.0.1 (DNS rebinding), but such names contain a dot.
 */
function isLocalName(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '');
  return (
    net.isIP(name) !== 0 ||
    !name.includes('.') ||
    name.endsWith('.localhost') ||
    name === 'host.docker.internal'
  );
}

/** Name of a Host header without its port: `127.0.0.1:8080` → `127.0.0.1`, `[::1]:80` → `[::1]`. */
const hostName = (host: string): string => host.replace(/:\d+$/, '');

/**
 * Why a request must be refused: a browser sent it for a page of another origin, or for a name that is not
 * this machine's. Local services trust every process of the machine's user, but not web pages.
 * @param headers of the request
 * @returns one sentence, or undefined when the request is acceptable
 */
export function foreignRequest(headers: IncomingHttpHeaders): string | undefined {
  const { host, origin } = headers;
  if (host === undefined || host === '') return 'The request has no Host header.';
  if (!isLocalName(hostName(host))) return `The host ${host} is not a name of this machine: use 127.0.0.1.`;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`)
    return `A page of ${origin} may not use this service.`;
  // Forms, images and links of other pages send no Origin with a GET, but the browser sends Sec-Fetch-Site.
  const site = headers['sec-fetch-site'];
  const navigates = headers['sec-fetch-mode'] === 'navigate';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !navigates)
    return 'A page of another origin may not use this service.';
  return undefined;
}
