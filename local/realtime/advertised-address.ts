import dns from 'node:dns/promises';
import net from 'node:net';
import os from 'node:os';

/** The address for players: an IP address, and a name that resolves to it. */
export interface AdvertisedAddress {
  readonly ipAddress: string;
  readonly dnsName: string;
}

const everyAddress: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * This machine's address in its network: the first of an interface that others can reach, IPv4 before IPv6.
 */
function ownAddress(interfaces: ReturnType<typeof os.networkInterfaces>): string | undefined {
  const outside = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80'));
  return (outside.find(({ family }) => family === 'IPv4') ?? outside[0])?.address;
}

/**
 * The address for players. As on the service, every fleet has a name, with or without TLS.
 * @param listen the address that script processes listen on
 * @param advertise an address or a name to use instead. Default: `listen` itself; for every address
 * (`0.0.0.0`, `::`) this machine's own in its network
 * @throws Error in one line when a name cannot be resolved
 */
export async function advertisedAddress(
  listen: string,
  advertise?: string,
  interfaces: ReturnType<typeof os.networkInterfaces> = os.networkInterfaces(),
): Promise<AdvertisedAddress> {
  const name = advertise ?? (everyAddress.has(listen) ? (ownAddress(interfaces) ?? '127.0.0.1') : listen);
  // An address is its own name, and needs no resolver; only the loopback address has a well-known name.
  if (net.isIP(name) !== 0) return { ipAddress: name, dnsName: name === '127.0.0.1' ? 'localhost' : name };
  const found = await dns
    .lookup(name, { family: 4 })
    .catch(() => dns.lookup(name))
    .catch(() => {
      throw new Error(
        `${name} is not known here: advertise an address of this machine, or a name that resolves to one`,
      );
    });
  return { ipAddress: found.address, dnsName: name };
}

/**
 * The address that script processes must listen on so that players reach the advertised one: every address of
 * its family.
 */
export function listenFor(advertise: string | undefined): string {
  if (advertise === undefined) return '127.0.0.1';
  return net.isIPv6(advertise) ? '::' : '0.0.0.0';
}
