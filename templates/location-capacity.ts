import { type CommonConfig } from '../config';

type Location = CommonConfig['realtime']['fleets'][string]['locations'][number];

/** Minutes without a session after which a location with minimum 0 is put to sleep. */
const sleepAfterMinutes = 30;

/** `LocationCapacity` of AWS::GameLift::Fleet. */
export type LocationCapacity =
  | { readonly MinSize: number; readonly MaxSize: number; readonly DesiredEC2Instances: number }
  | {
      readonly MaxSize: number;
      readonly DesiredEC2Instances: number;
      readonly ManagedCapacityConfiguration: {
        readonly ZeroCapacityStrategy: 'SCALE_TO_AND_FROM_ZERO';
        readonly ScaleInAfterInactivityMinutes: number;
      };
    };

/**
 * Capacity of one location. With a minimum of 0, GameLift itself puts the location to sleep and wakes it for
 * the next session. Under the default strategy, MANUAL, a location at zero would stay there for ever. The
 * other strategy manages the minimum itself, and refuses an explicit one (API reference,
 * ManagedCapacityConfiguration).
 */
export function locationCapacity({ minimum, maximum, desired }: Location): LocationCapacity {
  return minimum > 0
    ? { MinSize: minimum, MaxSize: maximum, DesiredEC2Instances: desired }
    : {
        MaxSize: maximum,
        DesiredEC2Instances: desired,
        ManagedCapacityConfiguration: {
          ZeroCapacityStrategy: 'SCALE_TO_AND_FROM_ZERO',
          ScaleInAfterInactivityMinutes: sleepAfterMinutes,
        },
      };
}
