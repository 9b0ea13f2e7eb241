import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from '../../contract/public-address';
import { type Webhook } from '../../contract/webhooks';

/** The answer of a webhook. */
export interface Posted {
  readonly status: number;
}

/** Sends a body. @throws Error when there was no answer, or the address is not allowed */
export type Post = (
  webhook: Pick<Webhook, 'url' | 'reach'>,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<Posted>;

/** The timeout of a webhook's answer in ms, including the lookup of its name. */
const answerMs = 10_000;

const mayAsk = (address: string, reach: Webhook['reach']): boolean =>
  isPublicAddress(address) || (reach === 'loopback' && isLoopbackAddress(address));

/** Checks all addresses of a name at the time of the connection, so that none can change in between. */
function lookupFor(reach: Webhook['reach']): LookupFunction {
  return (hostname, options, callback) => {
    lookUp(hostname, { ...options, all: true }, (error, addresses) => {
      const refused = addresses?.find(({ address }) => !mayAsk(address, reach));
      const [first] = addresses ?? [];
      if (error !== null) callback(error, []);
      else if (refused !== undefined || first === undefined) callback(closed(hostname, refused), []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

const closed = (hostname: string, { address }: Partial<LookupAddress> = {}): Error =>
  new Error(`${hostname} leads to ${address ?? 'nothing'}, which is not an address of the internet`);

/**
 * Posts over the network. It does not follow redirects, reads only the status of an answer, and has a
 * timeout.
 */
export const createPost =
  (timeoutMs = answerMs): Post =>
  ({ url, reach }, headers, body) =>
    new Promise((resolve, reject) => {
      const target = new URL(url);
      const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
      // Node skips the lookup for an IP address.
      if (isIP(host) !== 0 && !mayAsk(host, reach)) throw closed(host, { address: host });
      const request = target.protocol === 'https:' ? requestHttps : requestHttp;
      const sent = request(
        target,
        {
          method: 'POST',
          // Connections are not kept: the name may have another address at the next event.
          agent: false,
          lookup: lookupFor(reach),
          signal: AbortSignal.timeout(timeoutMs),
          headers: {
            'content-type': 'application/json',
            'content-length': String(Buffer.byteLength(body)),
            'user-agent': 'turnlift-webhooks/1',
            ...headers,
          },
        },
        (response) => {
          response.destroy();
          resolve({ status: response.statusCode ?? 0 });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
