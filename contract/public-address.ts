import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * IPv4 addresses that are not of the public internet (IANA, "IPv4 Special-Purpose Address Registry"), with
 * multicast and reserved ranges.
 */
const closedV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;
/**
 * Parts of 2000::/3 that are not public: embedded IPv4 addresses, or unrouted (IANA, the registry of IPv6).
 */
const closedV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

function listOf(ranges: ReadonlyArray<readonly [string, number]>, family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, family);
  return list;
}

const blockedV4 = listOf(closedV4, 'ipv4');
const blockedV6 = listOf(closedV6, 'ipv6');
/** All global unicast addresses that are assigned. Addresses outside are link-local, private, mapped … */
const globalV6 = listOf([['2000::', 3]], 'ipv6');

/** Whether an address is reachable on the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !blockedV4.check(address, 'ipv4');
  return isIPv6(address) && globalV6.check(address, 'ipv6') && !blockedV6.check(address, 'ipv6');
}

const loopbackV4 = listOf([['127.0.0.0', 8]], 'ipv4');

export function isLoopbackAddress(address: string): boolean {
  return isIPv4(address) ? loopbackV4.check(address, 'ipv4') : address === '::1';
}

/** Host names of a machine or a private network, wherever they are resolved. */
const closedNames = /(^|\.)(localhost|local|internal|lan|home|corp|intranet|private|arpa)$/;

/**
 * Why a host is of a machine or a private network.
 * @param hostname as a URL has it: an IPv6 address stands in brackets
 * @returns undefined for a host of the internet
 */
export function closedHostProblem(hostname: string): string | undefined {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIPv4(host) || isIPv6(host))
    return isPublicAddress(host) ? undefined : `leads to ${host}, which is not an address of the internet`;
  if (!host.includes('.') || closedNames.test(host.replace(/\.$/, '')))
    return `leads to ${host}, which is not a name of the internet`;
  return undefined;
}

/**
 * Why the backend must not send to a URL: an author of an environment must not reach services beside the
 * sending function.
 * @returns undefined when the URL is allowed; its name is resolved, and the address checked, when it is sent
 * to
 */
export function closedUrlProblem(text: string): string | undefined {
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (protocol !== 'https:') return 'must begin with https://';
  if (username !== '' || password !== '') return 'must have no user and no password: requests are signed';
  if (hash !== '') return 'must have no fragment';
  return closedHostProblem(hostname);
}
