import { isIP } from 'node:net';
import { secretHashOf, sameHash } from '../identity/secrets';
import { log } from '../log';

/**
 * Header by which a request proves that it came through our CloudFront (docs/deploying.md, "A firewall in
 * front").
 */
export const originSecretHeader = 'x-turnlift-origin';
/** Where a function of our CloudFront writes the viewer's address, over what a client sent. */
export const viewerHeader = 'x-turnlift-viewer';

/** A request as far as its sender's address depends on it. */
export interface AddressedRequest {
  /** Address of the connection's other end: the player, or CloudFront. */
  readonly sourceIp: string;
  readonly header: (name: string) => string | undefined;
}

/**
 * The address by which attempts are counted. Behind our CloudFront it is the viewer's address, in a header
 * that counts only beside the secret that CloudFront adds, since any client can write it. An IPv6 address
 * counts by its /64, which is what one household has.
 * @param originSecretHash SHA-256 of the secret, hexadecimal; `none` where no CloudFront is in front
 * @returns undefined where there is no address: one count for all of those would lock out every player.
 * Behind our CloudFront without the header, which is a mistake in its set-up, a warning is logged.
 */
export function clientAddress(request: AddressedRequest, originSecretHash: string): string | undefined {
  const secret = request.header(originSecretHeader);
  const viewer = request.header(viewerHeader);
  const isFromCloudFront = secret !== undefined && sameHash(secretHashOf(secret), originSecretHash);
  if (!isFromCloudFront) return network(request.sourceIp);
  const address = viewer === undefined ? undefined : network(viewer);
  if (address === undefined)
    log('warn', 'CloudFront sent no address of the viewer, so attempts are not counted', {
      header: viewerHeader,
    });
  return address;
}

function network(address: string): string | undefined {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIP(plain) === 4) return plain;
  if (isIP(plain) !== 6) return undefined;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));
  const [front, back] = [groups(head), groups(tail ?? '')];
  const missing = tail === undefined ? 0 : 8 - front.length - back.length;
  const all = [...front, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...back];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
