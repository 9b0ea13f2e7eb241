import net from 'node:net';
import { GameLiftFault, invalidRequest } from '../faults';
import { type IpPermission, type OperatingSystem } from '../model/shapes';

/** Inbound permissions of one fleet (GameLift quotas). */
const maxPermissions = 50;
const [lowestPort, highestPort, ssh] = [1026, 60000, 22];

export const samePermission = (left: IpPermission, right: IpPermission): boolean =>
  left.FromPort === right.FromPort &&
  left.ToPort === right.ToPort &&
  left.IpRange === right.IpRange &&
  left.Protocol === right.Protocol;

const shown = ({ Protocol, FromPort, ToPort, IpRange }: IpPermission): string =>
  `${Protocol} ${FromPort}-${ToPort} from ${IpRange}`;

/** IPv4 in CIDR notation, as `198.51.100.0/24`. */
function isRange(text: string): boolean {
  const found = /^([^/]+)\/(\d{1,2})$/.exec(text);
  return found !== null && net.isIPv4(found[1] ?? '') && Number(found[2]) <= 32;
}

/**
 * Checks the inbound permissions of a fleet (API Reference, IpPermission).
 * @throws GameLiftFault InvalidRequestException naming the permission and the limit; LimitExceededException
 */
export function checkPermissions(permissions: readonly IpPermission[], system: OperatingSystem): void {
  if (permissions.length > maxPermissions)
    throw new GameLiftFault(
      'LimitExceededException',
      `A fleet may have ${maxPermissions} inbound permissions; ${permissions.length} were given.`,
    );
  const windows = system.startsWith('WINDOWS');
  for (const permission of permissions) {
    const { FromPort, ToPort, IpRange } = permission;
    if (FromPort > ToPort) throw invalidRequest(`Port range ${FromPort}-${ToPort} ends before it begins.`);
    const isSsh = !windows && FromPort === ssh && ToPort === ssh;
    if (!isSsh && (FromPort < lowestPort || ToPort > highestPort))
      throw invalidRequest(
        `${shown(permission)} is not allowed: ports of fleets ` +
          `${windows ? 'with Windows' : 'with Linux'} are ` +
          `${windows ? '' : `${ssh} and `}${lowestPort}-${highestPort}.`,
      );
    if (!isRange(IpRange))
      throw invalidRequest(
        `IpRange ${IpRange} is not a range of IPv4 addresses in CIDR notation, such as 198.51.100.0/24.`,
      );
  }
}

/**
 * The permissions after an update.
 * @throws GameLiftFault InvalidRequestException when a permission to revoke does not exist
 */
export function changedPermissions(
  before: readonly IpPermission[],
  authorized: readonly IpPermission[],
  revoked: readonly IpPermission[],
): readonly IpPermission[] {
  const unknown = revoked.find((gone) => !before.some((one) => samePermission(one, gone)));
  if (unknown) throw invalidRequest(`There is no permission ${shown(unknown)} to revoke.`);
  const kept = before.filter((one) => !revoked.some((gone) => samePermission(one, gone)));
  return [...kept, ...authorized.filter((added) => !kept.some((one) => samePermission(one, added)))];
}
