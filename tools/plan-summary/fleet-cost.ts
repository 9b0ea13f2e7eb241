import * as z from 'zod';
import { fleetHourDollars, hoursPerMonth, priceNote } from '../../config/prices';
import { type TemplateResources } from './template-change';

/** Monthly cost of a fleet's desired instances, before and after. */
export interface FleetCost {
  readonly fleet: string;
  /** Dollars per month; undefined when the list of prices lacks the instance type. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  /**
   * Cost of the old fleet, which is kept beside the new one (UpdateReplacePolicy: Retain); part of `after`.
   */
  readonly retained?: number;
}

export { priceNote };

const fleet = z.looseObject({
  EC2InstanceType: z.string(),
  FleetType: z.enum(['ON_DEMAND', 'SPOT']).default('ON_DEMAND'),
  Locations: z
    .array(z.looseObject({ LocationCapacity: z.looseObject({ DesiredEC2Instances: z.number() }) }))
    .default([]),
});

/**
 * Fleets whose desired instances change their cost.
 * @param kept ids of fleets that are replaced while the old one is kept, and costs money until an operator
 * retires it
 */
export function fleetCosts(
  before: TemplateResources,
  after: TemplateResources,
  kept: ReadonlySet<string> = new Set(),
): readonly FleetCost[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((id) => (before[id] ?? after[id])?.Type === 'AWS::GameLift::Fleet')
    .sort();
  return ids
    .map((id): FleetCost => {
      const [old, next] = [monthly(before[id]), monthly(after[id])];
      if (!kept.has(id) || old === undefined) return { fleet: id, before: old, after: next };
      return { fleet: id, before: old, after: next === undefined ? undefined : next + old, retained: old };
    })
    .filter((cost) => cost.before !== cost.after);
}

function monthly(resource: TemplateResources[string] | undefined): number | undefined {
  if (resource === undefined) return 0;
  const parsed = fleet.safeParse(resource.Properties);
  if (!parsed.success) return undefined;
  const { EC2InstanceType, FleetType, Locations } = parsed.data;
  const hour = fleetHourDollars(EC2InstanceType, FleetType);
  const machines = Locations.reduce(
    (sum, { LocationCapacity }) => sum + LocationCapacity.DesiredEC2Instances,
    0,
  );
  return hour === undefined ? undefined : hour * hoursPerMonth * machines;
}
