import * as z from 'zod';
import { fleetHourDollars, hoursPerMonth, priceNote } from '../../config/prices';
import { type TemplateResources } from './template-change';

/** What a fleet's desired machines cost a month, before and after. */
export interface FleetCost {
  readonly fleet: string;
  /** Dollars a month; undefined when the list of prices lacks the machine. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** The old fleet stays beside the new one (UpdateReplacePolicy: Retain) and costs on: part of `after`. */
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
 * Fleets whose desired machines cost another amount than before.
 * @param replaced ids of fleets that are replaced: the old one is kept and costs until somebody retires it
 */
export function fleetCosts(
  before: TemplateResources,
  after: TemplateResources,
  replaced: ReadonlySet<string> = new Set(),
): readonly FleetCost[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((id) => (before[id] ?? after[id])?.Type === 'AWS::GameLift::Fleet')
    .sort();
  return ids
    .map((id): FleetCost => {
      const [old, next] = [monthly(before[id]), monthly(after[id])];
      if (!replaced.has(id) || old === undefined) return { fleet: id, before: old, after: next };
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
