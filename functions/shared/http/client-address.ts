import { isIP } from 'node:net';
import { hashOf, sameHash } from '../identity/secrets';

/**
 * Header by which a request proves that it came through our CloudFront (docs/deploying.md, "A firewall in
 * front").
 */
export const originSecretHeader = 'x-turnlift-origin';
/** Where CloudFront writes the viewer's address and port. */
const viewerHeader = 'cloudfront-viewer-address';

export interface AddressedRequest {
  /** Address of the connection's other end: the player, or CloudFront. */
  readonly sourceIp: string;
  readonly header: (name: string) => string | undefined;
}

/**
 * The address by which attempts are counted. Behind our CloudFront it is the viewer's address in CloudFront's
 * header. Any client can write that header, so it counts only beside the secret that CloudFront adds. An IPv6
 * address counts by its /64, which is what one household has.
 * @param originSecretHash SHA-256 of the secret, hexadecimal; `none` where no CloudFront is in front
 * @returns undefined where there is no address: one count for all of those would lock out every player
 */
export function clientAddress(request: AddressedRequest, originSecretHash: string): string | undefined {
  const secret = request.header(originSecretHeader);
  const viewer = request.header(viewerHeader);
  const throughUs = secret !== undefined && sameHash(hashOf(secret), originSecretHash);
  return network(throughUs && viewer !== undefined ? withoutPort(viewer) : request.sourceIp);
}

/** `198.51.100.10:46532`, and `2001:db8::1:46532` for IPv6: the port follows the last colon. */
function withoutPort(viewer: string): string {
  return viewer.slice(0, Math.max(0, viewer.lastIndexOf(':'))).replace(/^\[|\]$/g, '');
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
