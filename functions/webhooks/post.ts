import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from '../../contract/public-address';
import { type Webhook } from '../../contract/webhooks';

/** What a webhook answered. */
export interface Posted {
  readonly status: number;
}

/** Sends a body. @throws Error when no answer came, or the address is not one that may be asked */
export type Post = (
  webhook: Pick<Webhook, 'url' | 'reach'>,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<Posted>;

/** A webhook has so many ms for its answer, from the first look for its name on. */
const answerMs = 10_000;

const mayAsk = (address: string, reach: Webhook['reach']): boolean =>
  isPublicAddress(address) || (reach === 'loopback' && isLoopbackAddress(address));

/** Looks at all addresses of a name where the connection is made, so that none changes in between. */
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
 * Posts over the network. It follows no redirection, reads nothing of an answer but its status, and gives up
 * in time.
 */
export const createPost =
  (patienceMs = answerMs): Post =>
  ({ url, reach }, headers, body) =>
    new Promise((resolve, reject) => {
      const target = new URL(url);
      const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
      // Node looks no name up where an address stands.
      if (isIP(host) !== 0 && !mayAsk(host, reach)) throw closed(host, { address: host });
      const request = target.protocol === 'https:' ? requestHttps : requestHttp;
      const sent = request(
        target,
        {
          method: 'POST',
          // No connection is kept: the next event may find its name somewhere else.
          agent: false,
          lookup: lookupFor(reach),
          signal: AbortSignal.timeout(patienceMs),
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
