/** The facts about EC2's instance types that the simulation needs. */
import { type EC2InstanceType, type FleetType } from '../model/shapes';

/**
 * Instances of one type in one location; AWS starts accounts with limits of this size and raises them on
 * request.
 */
export const maxInstances = 20;

const sizes: Readonly<Record<string, number>> = {
  micro: 0.125,
  small: 0.25,
  medium: 0.5,
  large: 1,
  xlarge: 2,
};

/** Size in units of `large`: 4xlarge is 8. */
function sizeOf(type: EC2InstanceType): number {
  const size = type.slice(type.indexOf('.') + 1);
  const times = /^(\d+)xlarge$/.exec(size)?.[1];
  return times === undefined ? (sizes[size] ?? 1) : Number(times) * 2;
}

/**
 * Price of one process relative to other fleets: instances cost by their size, Spot about two fifths of that.
 */
export const relativeCost = (type: EC2InstanceType, fleetType: FleetType, processes: number): number =>
  (sizeOf(type) * (fleetType === 'SPOT' ? 0.4 : 1)) / Math.max(1, processes);

/** Graviton types: scripts for Node.js 10 and x86 builds cannot run on them. */
export const isArm = (type: EC2InstanceType): boolean => /^[a-z]+\d+g[a-z]*\./.test(type);
