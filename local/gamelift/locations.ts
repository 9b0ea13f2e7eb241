import { invalidRequest } from './faults';

/**
 * Locations of managed fleets besides their home Region (GameLift guide, "service locations", November 2026):
 * Regions, and Local Zones named by their Region.
 */
const remoteLocations: ReadonlySet<string> = new Set(
  `us-east-1 us-east-2 us-west-1 us-west-2 af-south-1 ap-southeast-7 ap-east-1 ap-southeast-5 ap-south-1
  ap-northeast-3 ap-northeast-2 ap-southeast-1 ap-southeast-2 ap-northeast-1 ca-central-1 eu-central-1
  eu-west-1 eu-west-2 eu-south-1 eu-west-3 eu-north-1 me-south-1 sa-east-1 cn-north-1 cn-northwest-1
  us-east-1-atl-1 us-east-1-chi-1 us-east-1-dfw-1 us-east-1-dfw-2 us-west-2-den-1 us-east-1-iah-1
  us-east-1-mci-1 us-west-2-lax-1 us-west-2-phx-1 af-south-1-los-1`.split(/\s+/),
);

/** Home Regions of fleets with player gateway (same page). */
const gatewayLocations: ReadonlySet<string> = new Set(
  `us-east-1 us-west-2 ap-northeast-2 ap-southeast-2 ap-northeast-1 eu-central-1 eu-west-1`.split(/\s+/),
);

/** Custom locations belong to Anywhere fleets (CreateLocation: their names have this prefix). */
const isCustom = (name: string): boolean => name.startsWith('custom-');

export function hasPlayerGateway(location: string): boolean {
  return gatewayLocations.has(location);
}

/**
 * Checks the locations of a managed fleet.
 * @throws GameLiftFault InvalidRequestException naming the location that GameLift does not have
 */
export function checkFleetLocations(home: string, names: readonly string[]): void {
  if (new Set(names).size < names.length) throw invalidRequest('A location may be listed only once.');
  for (const name of names) {
    if (isCustom(name)) throw invalidRequest(`${name} is a custom location: those are for Anywhere fleets.`);
    if (name !== home && !remoteLocations.has(name))
      throw invalidRequest(`${name} is not a location of Amazon GameLift Servers.`);
  }
}

/**
 * Checks locations that a queue, or one placement, allows or prefers: those of fleets and custom ones.
 * @param member its name in the request, for the message
 * @throws GameLiftFault InvalidRequestException
 */
export function checkQueueLocations(
  home: string,
  member: string,
  names: readonly string[] | undefined,
): void {
  if (names === undefined) return;
  if (new Set(names).size < names.length) throw invalidRequest(`${member} names a location twice.`);
  const unknown = names.find((name) => name !== home && !isCustom(name) && !remoteLocations.has(name));
  if (unknown !== undefined)
    throw invalidRequest(`${member} names ${unknown}, which is not a location of Amazon GameLift Servers.`);
}
