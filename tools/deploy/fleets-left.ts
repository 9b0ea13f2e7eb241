import {
  type FleetAttributes,
  GameLiftClient,
  paginateDescribeFleetAttributes,
} from '@aws-sdk/client-gamelift';
import { homeRegions } from '../../config';
import { fleetHourDollars, hoursPerMonth, priceNote } from '../../config/prices';
import { messageOf } from '../../core/message-of';

/** A fleet that nothing manages, or a Region that did not list its fleets. */
export type FleetLeft =
  | {
      readonly region: string;
      readonly fleetId: string;
      readonly name: string;
      /** Dollars a month for each machine that runs; undefined when the list of prices lacks its type. */
      readonly monthly: number | undefined;
    }
  | { readonly region: string; readonly problem: string };

export interface FleetSearch {
  /** The prefix of the names of the environment's fleets: `<project>-<environment>-`. */
  readonly prefix: string;
  /** Ids of the fleets that stacks hold. */
  readonly managed: readonly string[];
  readonly regions?: readonly string[];
  readonly clientOf?: (region: string) => GameLiftClient;
}

/**
 * Fleets of an environment that no stack holds: those that were kept when they were replaced
 * (`UpdateReplacePolicy: Retain`). A Region that cannot be asked is reported, and does not fail the rest.
 */
export async function fleetsLeft({
  prefix,
  managed,
  regions = homeRegions,
  clientOf = (region) => new GameLiftClient({ region }),
}: FleetSearch): Promise<readonly FleetLeft[]> {
  const all = await Promise.all(
    regions.map(async (region): Promise<readonly FleetLeft[]> => {
      const client = clientOf(region);
      try {
        const found: FleetAttributes[] = [];
        for await (const { FleetAttributes: page = [] } of paginateDescribeFleetAttributes({ client }, {}))
          found.push(...page);
        return found.flatMap((fleet) => leftOf(fleet, region, prefix, managed));
      } catch (error) {
        return [{ region, problem: messageOf(error) }];
      } finally {
        client.destroy();
      }
    }),
  );
  return all.flat();
}

function leftOf(
  { FleetId: fleetId = '', Name: name = '', Status, InstanceType, FleetType }: FleetAttributes,
  region: string,
  prefix: string,
  managed: readonly string[],
): readonly FleetLeft[] {
  if (!name.startsWith(prefix) || managed.includes(fleetId)) return [];
  if (Status === 'DELETING' || Status === 'TERMINATED') return [];
  const hour =
    InstanceType === undefined ? undefined : fleetHourDollars(InstanceType, FleetType ?? 'ON_DEMAND');
  return [{ region, fleetId, name, monthly: hour === undefined ? undefined : hour * hoursPerMonth }];
}

/**
 * The lines about them for a person; empty when there are none. Regions with the same problem share a line.
 */
export function fleetLines(left: readonly FleetLeft[]): readonly string[] {
  const regions = new Map<string, string[]>();
  for (const one of left)
    if ('problem' in one) regions.set(one.problem, [...(regions.get(one.problem) ?? []), one.region]);
  return [
    ...left.flatMap((one) => ('problem' in one ? [] : [fleetLine(one)])),
    ...[...regions].map(([problem, names]) => `fleets of ${names.join(', ')} are not known: ${problem}`),
  ];
}

function fleetLine({ fleetId, name, region, monthly }: Extract<FleetLeft, { fleetId: string }>): string {
  const cost =
    monthly === undefined
      ? 'its price is not in config/prices.ts'
      : `about $${monthly.toFixed(0)} a month for each machine (${priceNote})`;
  return (
    `fleet ${fleetId} (${name}, ${region}), which was replaced once: ${cost}; remove it as ` +
    'docs/operating.md says, "Retired fleets"'
  );
}
